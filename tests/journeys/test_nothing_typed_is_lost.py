"""Autosave under adversity: two people at one field, no network, a closed tab, an ended session, a stopped server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from contest.accounts.models import User
from contest.projects.models import Answer, FieldSave, Project
from tests import factories
from tests.journeys.conftest import Site, check, sign_in

Visitor = Callable[..., Page]
FIELD = "problem.zh"


@pytest.fixture
def pair(site: Site) -> tuple[User, User, str]:
    """A leader and a member of one team, and the address of the form's section with the field."""
    with site.data():
        season = factories.a_season()
        leader, mate = factories.a_user(name="林溪"), factories.a_user(name="周岚", locale="en")
        team = factories.a_team(leader)
        factories.a_member(team, mate)
        project = factories.a_project(season, team)
    return leader, mate, f"/projects/{project.id}/form/solution"


def opened(page: Page, where: str) -> Page:
    """Open a page and wait for its scripts, which tests then take the network from."""
    page.goto(where)
    page.wait_for_load_state("networkidle")
    return page


def field(page: Page) -> Any:
    return page.locator(f'[name="{FIELD}"]')


def state(page: Page) -> Any:
    return page.locator("[data-save-state]")


def saved(page: Page) -> None:
    expect(state(page)).to_have_attribute("data-state", "saved", timeout=15_000)


def stored(site: Site, where: str) -> str:
    with site.data() as session:
        row = session.execute(
            select(Answer.value).where(Answer.project_id == where.split("/")[2], Answer.field == "problem")
        ).scalar_one_or_none()
    return row.zh if row else ""


def test_two_at_one_field_see_each_other_and_choose(
    site: Site, visitor: Visitor, pair: tuple[User, User, str]
) -> None:
    leader, mate, where = pair
    one, other = visitor(leader), visitor(mate)
    opened(one, where)
    opened(other, where)
    field(other).focus()
    other.wait_for_timeout(800)
    field(one).focus()
    mark = one.locator(".field-mark-presence")
    expect(mark).to_have_text("周岚 正在编辑此栏目", timeout=5_000)
    check(one)
    field(one).fill("林溪写的")
    saved(one)
    assert re.search(r"\d\d:\d\d:\d\d", state(one).inner_text())
    field(other).fill("周岚写的")
    box = other.locator(".conflict")
    expect(box).to_contain_text("林溪写的")
    expect(box).to_contain_text("周岚写的")
    check(other)
    box.get_by_role("button", name="Take theirs").click()
    expect(field(other)).to_have_value("林溪写的")
    saved(other)
    other.wait_for_timeout(500)
    assert stored(site, where) == "林溪写的"
    with site.data() as session:
        said = session.execute(
            select(FieldSave.value).where(FieldSave.field == FIELD, FieldSave.saved_by == mate.id)
        ).scalars()
        assert "周岚写的" in set(said), "the version that lost is in the history"

    other.goto(f"/projects/{where.split('/')[2]}/history?field=problem")
    check(other)
    loser = other.locator("li", has=other.locator("ins", has_text="周岚")).first
    loser.get_by_role("button", name="Restore this version").click()
    expect(other.locator(".field-history > li").first).to_contain_text("周岚")
    assert stored(site, where) == "周岚写的"


def test_merging_writes_one_text_from_both(
    site: Site, visitor: Visitor, pair: tuple[User, User, str]
) -> None:
    leader, mate, where = pair
    one, other = visitor(leader), visitor(mate, phone=True)
    opened(one, where)
    opened(other, where)
    field(one).fill("甲")
    saved(one)
    field(other).fill("乙")
    box = other.locator(".conflict")
    box.get_by_role("button", name="Put both into the field to merge").click()
    expect(field(other)).to_have_value("乙\n甲")
    field(other).fill("乙和甲")
    check(other)
    box.get_by_role("button", name="Save what the field says now").click()
    saved(other)
    assert stored(site, where) == "乙和甲"


def test_what_was_typed_without_network_outlives_the_tab(
    site: Site, visitor: Visitor, pair: tuple[User, User, str]
) -> None:
    leader, _mate, where = pair
    page = opened(visitor(leader), where)
    saved_before = stored(site, where)
    page.context.set_offline(True)
    field(page).press_sequentially("断网时写下的每一个字")
    expect(state(page)).to_have_attribute("data-state", "offline", timeout=10_000)
    expect(page.locator(".field-mark-unsaved")).to_have_text("尚未保存，已保留在本设备上")
    context = page.context
    # What a closing page still sends would arrive once the line is back; here the device alone has the text.
    page.evaluate("() => { window.fetch = () => new Promise(() => undefined); }")
    page.close()
    assert stored(site, where) == saved_before
    context.set_offline(False)
    again = context.new_page()
    again.goto(where)
    expect(field(again)).to_have_value("断网时写下的每一个字")
    expect(again.locator("[data-restored]")).to_contain_text("已恢复本设备上尚未保存的内容，共 1 个栏目")
    saved(again)
    check(again)
    assert stored(site, where) == "断网时写下的每一个字"
    expect(again.locator(".field-mark-unsaved")).to_have_count(0)
    kept = again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('haiju:autosave'))")
    assert kept == [], "what is saved is not kept"


def test_a_table_row_typed_without_network_comes_back(
    site: Site, visitor: Visitor, pair: tuple[User, User, str]
) -> None:
    leader, _mate, where = pair
    page = opened(visitor(leader), where)
    page.context.set_offline(True)
    page.locator('[name="ip_rights.0.name"]').press_sequentially("一种电解质")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(where)
    expect(again.locator('[name="ip_rights.0.name"]')).to_have_value("一种电解质")


def test_a_session_that_ended_is_begun_anew_in_another_tab(
    site: Site, visitor: Visitor, pair: tuple[User, User, str]
) -> None:
    leader, mate, where = pair
    page = opened(visitor(leader), where)
    page.context.clear_cookies()
    field(page).fill("会话结束之后")
    expect(state(page)).to_have_attribute("data-state", "signed-out", timeout=10_000)
    expect(state(page)).to_contain_text("请在新标签页中重新登录")
    check(page)
    tab = page.context.new_page()
    sign_in(tab, mate.email)
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(state(page)).to_have_attribute("data-state", "other-account", timeout=10_000)
    tab.goto(where)
    expect(field(tab)).to_have_value("")
    page.context.clear_cookies()
    sign_in(tab, leader.email)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved(page)
    assert stored(site, where) == "会话结束之后"


def test_a_server_that_stops_between_two_keystrokes_loses_nothing(
    site: Site, visitor: Visitor, pair: tuple[User, User, str]
) -> None:
    leader, _mate, where = pair
    page = opened(visitor(leader), where)
    field(page).press_sequentially("前半句")
    saved(page)
    site.stop()
    field(page).press_sequentially("，后半句")
    expect(state(page)).to_have_attribute("data-state", "retrying", timeout=10_000)
    expect(state(page)).to_contain_text("正在重试")
    site.start()
    saved(page)
    assert stored(site, where) == "前半句，后半句"
    with site.data() as session:
        assert session.get(Project, where.split("/")[2]).field_versions[FIELD] > 1
