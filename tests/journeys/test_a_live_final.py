"""Journey 4: the order is drawn, teams pitch by the clock, phones score through a lost network, the board reveals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from contest.permissions import Role
from judging.live import streaming
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from tests import factories
from tests.factories.live import a_final
from tests.journeys.conftest import PATIENCE, Site

Visitor = Callable[..., Page]
WALL = {"width": 1920, "height": 1080}


@pytest.fixture(autouse=True)
def own_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all places of streams free: another test of this process may have left some open."""
    monkeypatch.setattr(streaming, "hub", streaming.Hub())


@pytest.fixture
def final(site: Site) -> dict[str, Any]:
    with site.data():
        made = a_final(factories.a_season(), entries=2, judges=2)
        return made | {"office": factories.a_user(Role.ORGANISER)}


def sound(page: Page) -> None:
    """Hold a page that keeps a stream open (it is never idle) to what every page owes its reader."""
    page.wait_for_load_state("load")
    page.wait_for_function("document.fonts.status === 'loaded'")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [n["target"] for n in one["nodes"][:3]]) for one in found] == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def score(page: Page, mark: str) -> None:
    """Follow the phone to the entry on stage, fill the sheet and press at once."""
    page.locator("#score-now").click()
    page.wait_for_load_state("networkidle")
    page.locator('[name="mark:innovation"]').fill(mark)
    page.locator('[name="mark:team"]').fill(mark)
    page.locator("form[data-sheet] button[type=submit]").click()
    page.locator("[data-act=now]").click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("load")


def test_a_live_final(visitor: Visitor, site: Site, final: dict[str, Any]) -> None:
    at = f"/rounds/{final['round'].id}/live"
    office = visitor(final["office"])
    office.goto(at)
    sound(office)
    office.locator("#word").fill("外滩的风")
    office.get_by_role("button", name="抽签", exact=True).click()
    expect(office.get_by_role("heading", name="抽签记录")).to_be_visible()
    for _team in final["entries"]:
        office.locator(".stage-order").first.get_by_role("button", name="签到", exact=True).first.click()
        office.wait_for_load_state("load")
    office.locator("#watched").check()
    office.locator("#save-board").click()
    expect(office.get_by_role("link", name="公开页面")).to_be_visible()

    wall = visitor(final["office"])
    wall.set_viewport_size(WALL)  # type: ignore[arg-type]

    wall.goto(f"{at}/projector")
    phones = [visitor(user, phone=True) for user in final["users"]]
    for phone in phones:
        phone.goto(f"{at}/room")
        sound(phone)
        expect(phone.locator("#score-now")).to_have_count(0)
    crowd = visitor()
    crowd.goto(f"/live/{final['round'].id}")
    sound(crowd)

    press(office, "上台并开始计时")
    expect(wall.locator(".screen-clock")).to_be_visible()  # nobody touched the wall
    sound(wall)
    assert wall.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0
    score(phones[0], "90")
    expect(office.get_by_text("已交评分表：1 / 2")).to_be_visible()

    # The second judge's network goes while the sheet is open, for a minute; the press is kept and sent once.
    lost = phones[1]
    lost.locator("#score-now").click()
    lost.wait_for_load_state("networkidle")
    lost.clock.install()
    lost.context.set_offline(True)
    lost.locator('[name="mark:innovation"]').fill("80")
    lost.locator('[name="mark:team"]').fill("80")
    lost.locator("form[data-sheet] button[type=submit]").click()
    lost.locator("[data-act=now]").click()
    expect(lost.locator("[data-submit-bar]")).to_have_attribute("data-state", "kept")
    for _ in range(6):
        lost.clock.run_for(10_000)
    assert "85.00" not in crowd.content()
    lost.context.set_offline(False)
    lost.clock.run_for(40_000)
    expect(office.get_by_text("已交评分表：2 / 2")).to_be_visible()
    with site.data() as session:
        assert len(session.execute(select(ScoreSheet).where(ScoreSheet.submitted_at.is_not(None))).all()) >= 2
        keys = [one.id for (_judge, _entry), one in final["assignments"].items()]
        handed_in = select(ScoreSheetVersion).where(
            ScoreSheetVersion.assignment_id.in_(keys), ScoreSheetVersion.submitted
        )
        assert len(session.execute(handed_in).all()) == 2

    for name in ("下一环节", "下一环节", "结束本场路演"):
        press(office, name)
    crowd.wait_for_timeout(100)
    assert "85.00" not in crowd.content()
    assert "85.00" not in wall.content()
    press(office, "亮分")
    expect(wall.locator(".screen-score")).to_have_text("85.00")
    expect(crowd.locator(".stage-line").first).to_contain_text("85.00", timeout=PATIENCE)
    sound(wall)
    press(office, "冻结成绩榜")
    expect(office.get_by_text("起冻结")).to_be_visible()
    sound(office)
