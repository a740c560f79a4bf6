"""Journey 3, from the opened round on: judges score on a phone and a laptop, the office decides and publishes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from contest.permissions import Role
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.sealing.domain import verify
from tests import factories
from tests.journeys.conftest import Site, check


def test_a_round_is_judged(site: Site, visitor: Callable[..., Page]) -> None:
    with site.data() as session:
        session.query(Season).update({"state": "closed"})
        season = factories.a_season(year=2028)
        judged = factories.a_round(season, StageCode.FINAL)
        entries = [
            factories.an_entry(
                factories.a_project(
                    season, factories.a_team(factories.a_user(name="江望舒")), submitted=True
                ),
                StageCode.FINAL,
            )
            for _ in range(3)
        ]
        people = [factories.a_user(Role.JUDGE, email=f"judge{number}@example.com") for number in (1, 2)]
        for person in people:
            judge = factories.a_judge(judged, person)
            for entry in entries:
                factories.an_assignment(judged, judge, entry)
        organiser = factories.a_user(Role.ORGANISER, email="organiser@example.com")
        confirmer = factories.a_user(Role.CONFIRMER, email="confirmer@example.com")
        round_id, slug = judged.id, season.slug

    for person, phone, base in ((people[0], True, 70), (people[1], False, 80)):
        page = visitor(person, phone=phone, locale="zh" if phone else "en")
        check(page)
        page.goto("/judging/desk")
        check(page)
        page.locator("main table a").first.click()
        for number in range(3):
            check(page)
            expect(page.locator("[data-save-state]")).to_have_attribute("data-state", re.compile("."))
            page.locator('[name="mark:innovation"]').fill(str(base + number * 5))
            with page.expect_response(lambda answer: "mark:team" in (answer.request.post_data or "")):
                page.locator('[name="mark:team"]').fill(str(base))
            page.reload()  # nothing was submitted: the draft is there again
            expect(page.locator('[name="mark:team"]')).to_have_value(re.compile(rf"^{base}"))
            expect(page.locator("[data-save-state]")).to_have_attribute("data-state", re.compile("."))
            page.locator("form[data-autosave] button[type=submit]").click()
            with page.expect_navigation():
                page.locator("[data-act=now]").click()
        expect(page).to_have_url(re.compile("/judging/desk"))
        expect(page.locator("main")).to_contain_text(re.compile("还剩 0 项|0 entries left"))

    with site.data() as session:
        session.get(Round, round_id).state = RoundState.CLOSED

    desk = visitor(organiser)
    desk.goto(f"/rounds/{round_id}/ranking")
    check(desk)
    desk.get_by_role("link", name="预览结果").click()
    check(desk)
    desk.get_by_role("button", name="确定以上结果").click()
    expect(desk.locator("main")).to_contain_text("尚未公开")

    desk.get_by_role("link", name="封存结果").click()
    check(desk)
    desk.get_by_role("button", name="提请封存").click()
    expect(desk.locator("main")).to_contain_text("须由另一人确认")
    office = visitor(confirmer)
    office.goto(f"/rounds/{round_id}/seal")
    check(office)
    office.get_by_role("button", name="确认并封存").click()
    expect(office.locator("main")).to_contain_text("正在封存")
    site.work()
    expect(office.locator("main")).to_contain_text("公钥指纹")
    check(office)

    public = visitor(phone=True, locale="en")
    public.goto(f"/seasons/{slug}/results")
    expect(public.locator("main")).to_contain_text("No results yet")
    check(public)

    office.goto(f"/rounds/{round_id}/publish")
    check(office)
    office.get_by_role("button", name="公布以上结果").click()
    expect(office.locator("main")).to_contain_text("公示期开始")
    public.reload()
    expect(public.locator("main table tbody tr")).to_have_count(2)
    check(public)
    public.goto("/seals")
    check(public)
    with public.expect_download() as fetched:
        public.get_by_role("link", name="Download the sealed file").click()
    verdict = verify(Path(fetched.value.path()).read_bytes())
    assert (verdict.valid, verdict.items) == (True, 3)
