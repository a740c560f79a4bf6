"""Journey 1: account → team → a member joins by link → the form saves itself → plan → submit → receipt."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from uuid import UUID

from playwright.sync_api import Page, expect
from pypdf import PdfWriter

from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import FieldKind, RequiredFor, Section, visible
from contest.projects.models import Project
from tests import factories
from tests.journeys.conftest import Site, check, sign_in

PASSWORD = factories.PASSWORD


def a_pdf() -> bytes:
    buffer, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(buffer)
    return buffer.getvalue()


def submit(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()


def register(page: Page, site: Site, email: str, name: str) -> None:
    """From nothing to a signed-in person with a proved address."""
    page.goto("/account/register")
    check(page)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=agree]").check()
    submit(page)
    page.wait_for_url(re.compile("letter-sent"))
    check(page)
    page.goto(site.link_mailed_to(email, "/account/verify/"))
    check(page)
    submit(page)
    sign_in(page, email)


def fill_step(page: Page, section: Section) -> None:
    """Fill what is required of one step as a person would: type, choose, tick."""
    asked = visible(DEFAULT, {})
    for spec in section.fields:
        if spec.is_file or spec.code not in asked or spec.required_for is not RequiredFor.SUBMIT:
            continue
        control = page.locator(f'[name="{spec.paths[0]}"]').first
        if spec.kind is FieldKind.DECLARATION:
            control.check()
        elif spec.kind is FieldKind.CHOICE:
            control.select_option(index=1)
        elif not control.input_value():
            control.fill(f"面向卒中康复的脑机接口训练系统,{spec.code}")
        control.blur()


def test_a_team_enters(site: Site, visitor: Callable[..., Page]) -> None:
    with site.data():
        factories.a_season()
    page = visitor()
    register(page, site, "leader@example.com", "林溪")
    check(page)

    page.goto("/teams/new?next=/projects/new")
    check(page)
    page.locator("input[name=name_zh]").fill("溪流脑机团队")
    submit(page)
    page.wait_for_url(re.compile("/projects/new"))
    check(page)
    page.locator("[name=name_zh]").fill("溪流神经接口")
    submit(page)
    page.wait_for_url(re.compile("/form/"))
    project_id = page.url.split("/projects/")[1].split("/")[0]

    # A colleague joins on a phone, by the link the leader copied.
    page.goto("/teams")
    page.get_by_role("link", name="溪流脑机团队").first.click()
    check(page)
    page.locator("form[action$=invitations] button[type=submit]").click()
    link = page.locator("[data-copy]").first.get_attribute("data-copy")
    assert link
    path = "/" + link.split("/", 3)[3]
    colleague = visitor(phone=True)
    register(colleague, site, "member@example.com", "周岚")
    colleague.goto(path)
    check(colleague)
    submit(colleague)
    expect(colleague.locator("main")).to_contain_text("溪流脑机团队")
    check(colleague)

    # The form saves itself: nothing is pressed before the page is left.
    for section in DEFAULT.sections:
        page.goto(f"/projects/{project_id}/form/{section.code}")
        fill_step(page, section)
        if section.code == "plan":
            page.locator("#file-plan").set_input_files(
                {"name": "计划书.pdf", "mimeType": "application/pdf", "buffer": a_pdf()}
            )
            page.locator("form:has(#file-plan) button[type=submit]").click()
            page.wait_for_load_state("networkidle")
            fill_step(page, section)
        page.wait_for_load_state("networkidle")
        expect(page.locator("[data-save-state]").first).not_to_have_attribute(
            "data-state", re.compile("saving|retrying")
        )
        check(page)
    page.reload()
    with site.data() as session:
        saved = session.get(Project, UUID(project_id))
        assert saved.track_code is not None
        assert saved.declaration_of_truth

    page.goto(f"/projects/{project_id}/submit")
    check(page)
    submit(page)
    page.wait_for_url(re.compile("/receipt"))
    check(page)
    receipt = page.locator("main").inner_text()
    assert re.search(r"\b[0-9a-f]{64}\b", receipt.replace("\n", " ").replace(" ", " ")), receipt
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", receipt), receipt
    colleague.goto(f"/projects/{project_id}")
    check(colleague)
    page.locator("form[action='/language'] button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("en"))
    assert "/receipt" in page.url
    check(page)
