"""The formal check from end to end: an officer checks, the office returns, the team corrects, the office passes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from contest.entries.models import Entry
from contest.permissions import Role
from contest.seasons.models import Season
from tests import factories
from tests.factories.screening import check_items, close_submissions, handed_in
from tests.journeys.conftest import Site, check


def test_an_entry_is_checked_returned_corrected_and_passed(site: Site, visitor: Callable[..., Page]) -> None:
    with site.data() as session:
        session.query(Season).update({"state": "closed"})
        season = factories.a_season(year=2028)
        check_items(season)
        leader = factories.a_user(email="checked-lead@example.com")
        officer = factories.a_user(Role.OFFICER, email="checked-officer@example.com", district="310110")
        office = factories.a_user(Role.ORGANISER, email="checked-office@example.com")
        mate = factories.a_user(email="checked-mate@example.com", locale="en")
        team_row = factories.a_team(leader)
        factories.a_member(team_row, mate)
        entry = handed_in(factories.a_ready_project(season, team=team_row, zone_code="yangpu"))
        close_submissions(season)
        number, entry_id, project_id = entry.number, entry.id, entry.subject_id
        name = entry.title.zh

    # The district's officer, on a phone: answers and recommends.
    desk = visitor(officer, phone=True)
    desk.goto("/office/screening")
    check(desk)
    desk.get_by_role("link", name=name).click()
    check(desk)
    for code in ("complete", "place"):
        desk.locator(f"#mark-{code}-{'unmet' if code == 'complete' else 'met'}").check()
    desk.locator("#note-complete").fill("计划书缺第三页")
    desk.locator("#recommend-return").check()
    desk.get_by_role("button", name="保存核查意见").click()
    expect(desk.locator("main")).to_contain_text("区级已核查")

    # The office returns it, for the plan only.
    page = visitor(office)
    page.goto(f"/office/screening/{entry_id}?stand=checked")
    expect(page.locator("#note-complete")).to_have_value("计划书缺第三页")
    check(page)
    decision = page.locator("#decision")
    decision.locator("#kind-return").check()
    decision.locator("#reason").fill("计划书缺第三页，请补全后重新上传。")
    decision.locator("summary").click()
    decision.locator("#part-plan").check()
    decision.get_by_role("button").last.click()
    expect(page.get_by_text(f"{number}：已退回补正")).to_be_visible()

    # The team reads what to correct and until when, uploads, hands in again.
    team = visitor(leader, phone=True)
    expect(team.locator("main")).to_contain_text("计划书缺第三页")
    team.goto(f"/projects/{project_id}")
    expect(team.locator("main")).to_contain_text("请补正下列内容并重新提交")
    check(team)
    team.goto(f"/projects/{project_id}/form/plan")
    check(team)
    team.locator("input[type=file][name=file]").first.set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": factories.a_pdf("third page").read()}
    )
    button = team.get_by_role("button", name="上传").first
    if button.is_visible():
        button.click()
    expect(team.locator("main").get_by_role("link", name="plan.pdf")).to_be_visible()
    team.goto(f"/projects/{project_id}/submit")
    check(team)
    team.get_by_role("button", name="现在提交").click()
    team.wait_for_url("**/receipt/**")

    # The office sees what changed, answers the rest and passes it.
    page.goto(f"/office/screening/{entry_id}?stand=all")
    expect(page.locator("main")).to_contain_text("已重新提交")
    expect(page.locator("main")).to_contain_text("较上次核查有修改")
    for code in ("complete", "place", "readable"):
        page.locator(f"#mark-{code}-met").check()
    page.get_by_role("button", name="保存核查意见").click()
    page.locator("#decision #kind-pass").check()
    page.locator("#decision").get_by_role("button").last.click()
    expect(page.locator("main")).to_contain_text("审查通过")
    check(page)
    with site.data() as session:
        assert not session.get_one(Entry, entry_id).awaits_check

    english = visitor(mate, locale="en")
    english.goto(f"/projects/{project_id}")
    expect(english.locator("main")).to_contain_text("Passed the formal check")
    check(english)
