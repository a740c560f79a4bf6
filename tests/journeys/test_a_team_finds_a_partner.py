"""A winner states a role it lacks, somebody offers to fill it, both agree to meet, one joins and pauses the offer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from playwright.sync_api import Page, expect

from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.seasons.models import Season
from tests import factories
from tests.journeys.conftest import Site, check


def test_a_team_finds_a_partner(site: Site, visitor: Callable[..., Page]) -> None:
    with site.data() as session:
        session.query(Season).update({"state": "closed"})
        leader = factories.a_user(email="scientist@example.com", name="陆青禾", name_en="Lu Qinghe")
        partner = factories.a_user(email="manager@example.com", name="闻溪", name_en="Wen Xi", locale="en")
        season = factories.a_season(year=2028)
        project = factories.a_winner(
            season, factories.a_team(leader), name=LocalizedText("青禾影像", "Qinghe Imaging")
        )
        home = f"/projects/{project.id}"

    page = visitor(leader, phone=True)
    page.goto(f"{home}/team-gaps")
    expect(page.locator("main")).to_contain_text("尚未填写紧缺岗位")
    check(page)
    page.get_by_role("link", name="填写紧缺岗位").first.click()
    check(page)
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#role-error")).not_to_be_empty()
    check(page)
    page.get_by_label("岗位", exact=False).first.select_option("general_manager")
    page.get_by_label("岗位职责（中文）").fill("负责产业化与融资，与科学家共同创业")
    page.get_by_label("工作方式").select_option("full_time")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("暂无人自荐该岗位")
    check(page)

    other = visitor(partner, locale="en")
    other.goto("/talent")
    check(other)
    other.get_by_role("link", name="Offer yourself").last.click()
    check(other)
    other.get_by_label("In one line (English)").fill("Ran two imaging firms")
    other.get_by_label("General manager (CEO)").check()
    other.get_by_label("What you can do and have done (English)").fill(
        "Production and fund-raising in imaging"
    )
    other.get_by_label("Full-time").check()
    other.locator("main form button[type=submit]").click()
    expect(other.locator("#consent-error")).not_to_be_empty()
    expect(other.get_by_label("In one line (English)")).to_have_value("Ran two imaging firms")
    check(other)
    other.get_by_label("I agree that teams", exact=False).check()
    other.locator("main form button[type=submit]").click()
    expect(other.locator("main")).to_contain_text("Qinghe Imaging")
    expect(other.locator("main")).to_contain_text("Met: role, working time")
    check(other)

    site.work()
    page.reload()
    expect(page.locator("main")).to_contain_text("Ran two imaging firms")
    expect(page.locator("main")).to_contain_text("符合：岗位、工作方式")
    for secret in ("manager@example.com", "闻溪", "Wen Xi"):
        assert secret not in page.content()
    page.locator("main summary").first.click()
    check(page)
    page.get_by_role("link", name="邀请见面").click()
    check(page)
    page.get_by_label("给对方的留言", exact=False).fill("期待与您面谈")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("等待答复")
    check(page)

    other.goto("/desk")
    other.get_by_role("link", name="1 introduction of a possible partner").click()
    expect(other.locator("main")).to_contain_text("期待与您面谈")
    assert "scientist@example.com" not in other.content()
    check(other)
    other.locator("form[action*=accept] button").click()
    expect(other.locator("main")).to_contain_text("scientist@example.com")
    check(other)
    page.reload()
    expect(page.locator("main")).to_contain_text("manager@example.com")
    check(page)

    # What came of it: the team says so, the person confirms, and the role is filled.
    page.get_by_role("link", name="报告进展").click()
    check(page)
    page.get_by_label("进展类型").select_option("joined")
    page.get_by_label("发生日期").fill(datetime.now(SHANGHAI).date().isoformat())
    page.locator("main form button[type=submit]").click()
    expect(page.locator("#joined_as-error")).not_to_be_empty()
    check(page)
    page.get_by_label("加入方式").select_option("full_time")
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("待确认")
    check(page)
    other.reload()
    other.get_by_role("button", name="Confirm").click()
    expect(other.locator("main")).to_contain_text("Confirmed by both sides")
    check(other)
    other.get_by_role("button", name="Pause my offer").click()
    expect(other.locator("main")).to_contain_text("Your offer is paused")
    check(other)
    page.goto(f"{home}/team-gaps")
    expect(page.locator("main")).to_contain_text("已招到的岗位")
    check(page)
    page.locator("main a[href^='/team-gaps/']", has_text="总经理").click()
    expect(page.locator("main")).to_contain_text("该岗位人选已加入团队：全职")
    check(page)

    other.get_by_role("button", name="Take it back").click()
    expect(other.locator("main")).to_contain_text("You have not offered yourself")
    check(other)
    page.goto(f"{home}/team-gaps")
    expect(page.locator("main")).not_to_contain_text("Ran two imaging firms")
    check(page)
