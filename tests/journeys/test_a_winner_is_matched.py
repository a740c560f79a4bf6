"""Journey 5: a winner reads why an investor fits, asks, the other side accepts, and what came of it is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from playwright.sync_api import Page, expect

from contest.kernel.columns import LocalizedText
from contest.kernel.localized import SHANGHAI
from contest.seasons.models import Season
from matching.profiles.domain import ProfileKind
from tests import factories
from tests.factories.matching import an_open_introduction
from tests.journeys.conftest import Site, check


def today() -> str:
    return datetime.now(SHANGHAI).date().isoformat()


def test_a_winner_is_matched(site: Site, visitor: Callable[..., Page]) -> None:
    with site.data() as session:
        session.query(Season).update({"state": "closed"})
        leader = factories.a_user(email="winner@example.com", name="温知夏", name_en="Wen Zhixia")
        partner = factories.a_user(email="partner@example.com", name="乔屿", name_en="Qiao Yu", locale="en")
        season = factories.a_season(year=2029)
        project = factories.a_winner(
            season, factories.a_team(leader), name=LocalizedText("澜序神经", "Lanxu Neural"), needs=["FIN"]
        )
        investor = factories.a_profile(
            ProfileKind.INVESTOR, partner, name=LocalizedText("屿岸资本", "Yu'an Capital")
        )
        factories.a_recommendation(project, investor)
        met = factories.a_winner(
            season, factories.a_team(factories.a_user()), name=LocalizedText("早已见过", "Met")
        )
        an_open_introduction(met, investor)
        candidates = f"/candidates/{investor.id}"
        where = f"/matches/{project.id}?kind=investor"

    page = visitor(leader, phone=True)
    check(page)
    page.goto(where)
    expect(page.locator("main")).to_contain_text("屿岸资本")
    expect(page.locator("main")).to_contain_text("符合")
    assert "partner@example.com" not in page.content()
    check(page)
    page.get_by_role("link", name="申请引荐").first.click()
    check(page)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("屿岸资本")
    check(page)

    other = visitor(partner, locale="en")
    check(other)
    for place in (candidates, f"{candidates}/projects/{project.id}"):
        # Of the two introductions one has no card here: its state finds no place, nor seeks one.
        other.goto(place)
        expect(other.locator(f"[id='introduction-{project.id}-{investor.id}']")).to_contain_text("Waiting")
        check(other)
    other.goto("/introductions")
    check(other)
    assert "winner@example.com" not in other.content()
    other.get_by_role("link", name="澜序神经").or_(
        other.get_by_role("link", name="Lanxu Neural")
    ).first.click()
    check(other)
    other.locator("form[action*=accept] button").first.click()
    expect(other.locator("main")).to_contain_text("winner@example.com")
    check(other)
    page.goto("/introductions")
    check(page)
    page.get_by_role("link", name="澜序神经").first.click()

    page.get_by_role("link", name="报告进展").click()
    check(page)
    page.get_by_label("进展类型").select_option("invested")
    page.get_by_label("发生日期").fill(today())
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("请填写投资金额")
    check(page)
    page.get_by_label("金额（万）").fill("800")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("待确认")
    check(page)

    other.reload()
    expect(other.locator("main")).to_contain_text("Waiting for confirmation")
    check(other)
    other.locator("form[action*=confirm] button").click()
    expect(other.locator("main")).to_contain_text("Confirmed by both sides")
    check(other)
    page.reload()
    expect(page.locator("main")).to_contain_text("双方已确认")
    expect(page.locator("main")).to_contain_text("800 万元")
    check(page)
