"""Journey 2: two slots a year, the team accepts, the office confirms, and the project is in the second round."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from contest.permissions import Role
from contest.seasons.models import Season
from tests import factories
from tests.journeys.conftest import Site, check


def test_a_base_nominates(site: Site, visitor: Callable[..., Page]) -> None:
    with site.data() as session:
        session.query(Season).update({"state": "closed"})
        manager, leader = (
            factories.a_user(email="base@example.com"),
            factories.a_user(email="lead@example.com"),
        )
        office = factories.a_user(Role.CONFIRMER, Role.ORGANISER, email="office@example.com")
        base, season = factories.a_base(manager), factories.a_season(year=2027)
        projects = [factories.a_project(season, factories.a_team(leader), submitted=True)]
        projects += [factories.a_project(season, submitted=True) for _ in range(3)]
        where = f"/bases/{base.id}/candidates"
        names = [project.name.zh for project in projects]

    page = visitor(manager)
    check(page)
    page.goto(where)
    check(page)
    for name in names[:2]:
        page.get_by_role("row").filter(has_text=name).get_by_role("button").click()
        expect(page.get_by_role("status").first).to_be_visible()
    check(page)
    # Both slots are taken: no button is left to press, on a phone neither.
    expect(page.get_by_role("row").filter(has_text=names[2]).get_by_role("button")).to_have_count(0)
    phone = visitor(manager, phone=True, locale="en")
    phone.goto(where)
    check(phone)

    team = visitor(leader, phone=True)
    check(team)
    team.goto("/nominations")
    team.get_by_role("link", name=names[0]).click()
    check(team)
    team.get_by_role("button", name="接受名额").click()
    expect(team.locator("main")).to_contain_text("团队已接受")

    desk = visitor(office)
    check(desk)
    desk.goto("/nominations")
    check(desk)
    desk.get_by_role("link", name=names[0]).click()
    desk.get_by_role("button", name="确认", exact=True).click()
    expect(desk.locator("main")).to_contain_text("已确认")
    check(desk)
