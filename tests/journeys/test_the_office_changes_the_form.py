"""The form is season data: the office adds a conditional field, a team fills it in, a judge reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from playwright.sync_api import Page, expect
from sqlalchemy import select

from contest.accounts.models import User
from contest.permissions import Role
from contest.projects.models import Answer, Project, Submission
from contest.seasons.models import Season
from tests import factories
from tests.journeys.conftest import Site, check

Visitor = Callable[..., Page]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("networkidle")


def saved(page: Page) -> None:
    """Wait until the form says that everything typed is saved."""
    expect(page.locator("[data-save-state]").first).to_have_attribute("data-state", "saved")


def add_fields(page: Page, slug: str) -> None:
    """Add a box to tick and a line that is asked only when it is ticked, looking at the preview."""
    page.goto(f"/office/seasons/{slug}/form")
    check(page)
    press(page, "新建草稿")
    check(page)
    page.goto(f"/office/seasons/{slug}/form/sections/solution/add?kind=flag")
    check(page)
    page.locator("[name=code]").fill("clinical")
    page.locator("[name=label_zh]").fill("已开展临床试验")
    page.locator("[name=label_en]").fill("Clinical trials have begun")
    press(page, "保存")
    page.goto(f"/office/seasons/{slug}/form/sections/solution/add?kind=line")
    page.locator("[name=code]").fill("trial_number")
    page.locator("[name=label_zh]").fill("临床试验登记")
    page.locator("[name=label_en]").fill("Trial registration")
    page.locator("[name=limit]").fill("30")
    page.locator("[name=required_for]").select_option("submit")
    page.locator("[name=condition_field]").select_option("clinical")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("临床试验登记（中文） *")
    expect(preview).to_contain_text("仅当已填写此项时填写：已开展临床试验")
    check(page)
    press(page, "保存")
    expect(page.locator("#row-trial_number")).to_contain_text("临床试验登记")


def test_the_office_changes_the_form(site: Site, visitor: Visitor) -> None:
    with site.data():
        season = factories.a_season()
        organiser, leader = factories.a_user(Role.ORGANISER), factories.a_user()
        project = factories.a_ready_project(season, leader)
        slug, project_id = season.slug, project.id
    office = visitor(organiser)
    add_fields(office, slug)
    office.get_by_role("link", name="检查并发布").click()
    expect(office.locator("main")).to_contain_text("临床试验登记")
    check(office)
    office.locator(".panel-preview form button[type=submit]").click()
    office.wait_for_load_state("networkidle")

    team = visitor(leader, phone=True)
    team.goto(f"/projects/{project_id}/form/solution")
    line = team.locator('[name="trial_number.zh"]')
    expect(line).to_be_hidden()
    team.get_by_label("已开展临床试验").check()
    expect(line).to_be_visible()
    # Astral characters count once, and the thirty-first is one too many.
    line.fill("𠮷" * 31)
    line.blur()
    expect(team.locator("[data-save-state]").first).to_have_attribute("data-state", "invalid")
    line.fill("ChiCTR2600012345")
    line.blur()
    saved(team)
    fill_table(team)
    check(team)
    team.reload()
    expect(line).to_have_value("ChiCTR2600012345")
    expect(team.locator('[name="ip_rights.0.name"]')).to_have_value("柔性电极")
    with site.data() as session:
        rows = select(Answer.data).where(Answer.project_id == project_id, Answer.field == "ip_rights")
        stored = session.execute(rows).scalar_one()
    assert [(row["kind"], row["name"]) for row in stored] == [
        ("invention", "柔性电极"),
        ("software", "解码软件"),
    ]
    team.goto(f"/projects/{project_id}/submit")
    check(team)
    team.locator(".panel-preview form button[type=submit]").click()
    team.wait_for_url(re.compile("/receipt"))

    with site.data() as session:
        content = session.execute(
            select(Submission.content).where(Submission.project_id == project_id)
        ).scalar_one()
        assert content["form_version"] == 2
        judge, assignment = an_assignment(session, project_id)
    reader = visitor(judge, locale="en")
    reader.goto(f"/judging/assignments/{assignment}")
    expect(reader.locator("main")).to_contain_text("Trial registration")
    expect(reader.locator("main")).to_contain_text("ChiCTR2600012345")
    expect(reader.locator("main")).to_contain_text("Clinical trials have begun")
    check(reader)


def an_assignment(session: Any, project_id: UUID) -> tuple[User, UUID]:
    """Give the project to a judge of a round."""
    project = session.get(Project, project_id)
    season = session.get(Season, project.season_id)
    judged = factories.a_round(season)
    person = factories.a_user(Role.JUDGE, locale="en")
    entry = factories.an_entry(project)
    submission = session.execute(select(Submission.id).where(Submission.project_id == project_id))
    entry.submission_id = submission.scalar_one()
    assigned = factories.an_assignment(judged, factories.a_judge(judged, person), entry)
    return person, assigned.id


def fill_table(page: Page) -> None:
    """Fill two rows, add a third and take it out again."""
    table = page.locator("[data-table]").first
    page.locator('[name="ip_rights.0.kind"]').select_option("invention")
    page.locator('[name="ip_rights.0.name"]').fill("柔性电极")
    page.locator('[name="ip_rights.1.kind"]').select_option("software")
    page.locator('[name="ip_rights.1.name"]').fill("解码软件")
    table.locator("[data-add-row]").click()
    third = page.locator('[name="ip_rights.2.name"]')
    third.fill("写错了")
    third.blur()
    table.locator("[data-row]").nth(2).locator("[data-remove-row]").click()
    expect(page.locator('[name="ip_rights.2.name"]')).to_have_count(0)
    saved(page)
    page.wait_for_load_state("networkidle")
