"""Scoring under adversity: a minute without network, a closed tab, a lost answer, a closed round, two tabs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from contest.accounts.models import User
from contest.kernel import clock
from contest.permissions import Role
from contest.seasons.domain import StageCode
from judging.rounds.models import Round
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from tests import factories
from tests.journeys.conftest import Site, check

Visitor = Callable[..., Page]
MINUTE = 60_000


@dataclass(frozen=True)
class Desk:
    """A judge with two entries in an open round."""

    site: Site
    user: User
    round_id: UUID
    keys: list[UUID]

    def where(self, place: int = 0) -> str:
        return f"/judging/assignments/{self.keys[place]}"

    def versions(self, place: int = 0) -> list[ScoreSheetVersion]:
        with self.site.data() as session:
            query = select(ScoreSheetVersion).where(ScoreSheetVersion.assignment_id == self.keys[place])
            return list(session.execute(query.order_by(ScoreSheetVersion.version)).scalars())

    def sheet(self, place: int = 0) -> ScoreSheet:
        with self.site.data() as session:
            found = session.get(ScoreSheet, self.keys[place])
            assert found is not None
            return found

    def submitted_once(self, place: int = 0) -> None:
        """Exactly one version was handed in, and the sheet is that one."""
        versions = self.versions(place)
        assert [one.submitted for one in versions].count(True) == 1
        last, sheet = versions[-1], self.sheet(place)
        assert last.submitted
        assert (sheet.version, sheet.marks, sheet.comment) == (last.version, last.marks, last.comment)
        assert [one.version for one in versions] == list(range(1, len(versions) + 1))


@pytest.fixture
def desk(site: Site) -> Desk:
    with site.data():
        season = factories.a_season()
        judged = factories.a_round(season, StageCode.FINAL)
        user = factories.a_user(Role.JUDGE)
        judge = factories.a_judge(judged, user)
        entries = [
            factories.an_entry(factories.a_project(season, submitted=True), StageCode.FINAL) for _ in range(2)
        ]
        keys = [factories.an_assignment(judged, judge, entry).id for entry in entries]
        return Desk(site, user, judged.id, keys)


def opened(page: Page, where: str) -> Page:
    page.goto(where)
    page.wait_for_load_state("networkidle")
    return page


def fill(page: Page, innovation: str, team: str, comment: str = "") -> None:
    page.locator('[name="mark:innovation"]').fill(innovation)
    page.locator('[name="mark:team"]').fill(team)
    page.locator('[name="comment"]').fill(comment)


def press(page: Page) -> None:
    """Submit at once, without the moment to take it back."""
    page.locator("form[data-sheet] button[type=submit]").click()
    page.locator("[data-act=now]").click()


def bar(page: Page) -> Any:
    return page.locator("[data-submit-bar]")


def test_a_minute_without_network_on_a_phone_loses_nothing_and_submits_once(
    visitor: Visitor, desk: Desk
) -> None:
    page = visitor(desk.user, phone=True)
    page.clock.install()
    opened(page, desk.where())
    check(page)
    fill(page, "80", "70.5", "开头")
    page.context.set_offline(True)
    fill(page, "86", "78.5", "断网时写下的评语，一个字也没有丢")
    press(page)
    expect(bar(page)).to_have_attribute("data-state", "kept")
    expect(bar(page)).to_contain_text("已保留在本设备上")
    for _second in range(6):
        page.clock.run_for(MINUTE // 6)
    expect(bar(page)).to_have_attribute("data-state", "kept")
    page.context.set_offline(False)
    page.wait_for_url(f"**{desk.where(1)}")
    desk.submitted_once()
    sheet = desk.sheet()
    assert (sheet.marks, sheet.comment) == (
        {"innovation": "86", "team": "78.5"},
        "断网时写下的评语，一个字也没有丢",
    )
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('haiju:submit'))")
    assert kept == [], "what is submitted is not kept"


def test_what_was_pressed_before_the_tab_closed_is_sent_from_the_next_page(
    visitor: Visitor, desk: Desk
) -> None:
    page = opened(visitor(desk.user, phone=True), desk.where())
    context = page.context
    context.set_offline(True)
    fill(page, "81", "71", "关掉页面之前按下提交")
    press(page)
    expect(bar(page)).to_have_attribute("data-state", "kept")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto("/judging/desk")
    expect(again.locator("#toasts")).to_contain_text("已提交")
    desk.submitted_once()
    assert desk.sheet().comment == "关掉页面之前按下提交"


def test_a_lost_answer_is_asked_for_again_and_nothing_is_stored_twice(visitor: Visitor, desk: Desk) -> None:
    page = opened(visitor(desk.user), desk.where())
    accepted: list[str] = []

    def lose_the_first_receipt(route: Route) -> None:
        answer = route.fetch()
        # Keystrokes saved while the press was on its way are answered 409 and sent again: no receipt is lost by that.
        if answer.status == 200:
            accepted.append(route.request.post_data or "")
        if len(accepted) == 1:
            route.abort("connectionreset")
        else:
            route.fulfill(response=answer)

    page.route("**/sheet", lose_the_first_receipt)
    fill(page, "82", "72", "回执丢失")
    press(page)
    page.wait_for_url(f"**{desk.where(1)}")
    assert len(accepted) == 2
    assert accepted[0] == accepted[1]
    desk.submitted_once()


def test_a_press_can_be_taken_back(visitor: Visitor, desk: Desk) -> None:
    page = opened(visitor(desk.user), desk.where())
    fill(page, "83", "73", "too early")
    page.locator("form[data-sheet] button[type=submit]").click()
    expect(bar(page)).to_contain_text("秒后提交")
    check(page)
    page.locator("[data-act=undo]").click()
    expect(bar(page)).to_be_hidden()
    page.locator('[name="comment"]').fill("now it is right")
    press(page)
    page.wait_for_url(f"**{desk.where(1)}")
    desk.submitted_once()
    assert desk.sheet().comment == "now it is right"


def test_a_round_that_closed_meanwhile_says_so_and_keeps_the_text(visitor: Visitor, desk: Desk) -> None:
    page = opened(visitor(desk.user, phone=True), desk.where())
    page.context.set_offline(True)
    fill(page, "84", "74", "没赶上截止时间的评语")
    press(page)
    expect(bar(page)).to_have_attribute("data-state", "kept")
    with desk.site.data() as session:
        session.get(Round, desk.round_id).closes_at = clock.now() - timedelta(seconds=1)
    page.context.set_offline(False)
    expect(bar(page)).to_have_attribute("data-state", "refused")
    for shown in ("评分已截止", "没赶上截止时间的评语"):
        expect(bar(page)).to_contain_text(shown)
    check(page)
    opened(page, desk.where())
    expect(bar(page)).to_contain_text("没赶上截止时间的评语")
    assert [one.submitted for one in desk.versions()].count(True) == 0
    bar(page).get_by_role("button").click()
    expect(bar(page)).to_be_hidden()


def test_a_stale_tab_shows_both_and_cannot_fork_the_sheet(visitor: Visitor, desk: Desk) -> None:
    first = opened(visitor(desk.user), desk.where())
    second = first.context.new_page()
    second.set_default_timeout(10_000)
    opened(second, desk.where())
    with first.expect_response(lambda answer: "别处写的" in (answer.request.post_data or "")):
        first.locator('[name="comment"]').fill("别处写的")
        first.locator('[name="comment"]').blur()
    second.evaluate("() => localStorage.clear()")
    second.route("**/draft", lambda route: route.abort())
    fill(second, "85", "75", "这里写的")
    press(second)
    box = second.locator(".conflict")
    expect(box).to_contain_text("别处写的")
    expect(box).to_contain_text("这里写的")
    second.unroute("**/draft")
    second.evaluate("window.dispatchEvent(new Event('focus'))")
    box.get_by_role("button").first.click()
    expect(second.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    press(second)
    second.wait_for_url(f"**{desk.where(1)}")
    desk.submitted_once()
    assert desk.sheet().comment == "这里写的"
    press(first)
    expect(bar(first)).to_have_attribute("data-state", "refused")
    desk.submitted_once()
