"""A plan of some megabytes over a line that breaks, through a reload, read by the worker, taken over into the form."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Request, Route, expect
from sqlalchemy import select

from contest.documents.models import Upload
from contest.permissions import Role
from contest.projects.models import Answer, ProjectFile
from tests import factories
from tests.factories import documents
from tests.journeys.conftest import Site, check

TEXT = """Shoreline Sensors
Business Plan
Company: Shoreline Sensors Ltd.
Founded: 12 March 2022
Market Analysis
Four hundred coastal cities spend about two billion yuan a year on gauges."""
MEGABYTE = 2**20


def a_plan(size: int) -> bytes:
    """A readable PDF with a heavy picture nobody looks at."""
    head = documents.a_readable_pdf(TEXT).getvalue()
    return head + b"\n%" + os.urandom(size - len(head) - 2).replace(b"\n", b"x").replace(b"\r", b"x")


class Line:
    """The way between the browser and the uploads: breaks at the second part, and notes what was sent."""

    def __init__(self, page: Page) -> None:
        self.down = False
        self.broken = False
        self.offsets: list[int] = []
        page.on("request", self._note)
        page.route("**/uploads/**", self._carry)

    def _note(self, request: Request) -> None:
        if request.method == "PATCH":
            self.offsets.append(int(request.headers["upload-offset"]))

    def _carry(self, route: Route) -> None:
        if route.request.method == "PATCH" and len(self.offsets) == 2 and not self.broken:
            self.broken = self.down = True
        if self.down:
            route.abort("internetdisconnected")
        else:
            route.continue_()


def choose(page: Page, content: bytes, kind: str = "plan") -> None:
    page.locator(f"#file-{kind}").set_input_files(
        {"name": "岸线传感器.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.locator(f"form:has(#file-{kind}) button[type=submit]").click()


def stored(site: Site, project_id: Any, kind: str) -> str | None:
    with site.data() as session:
        query = select(ProjectFile.sha256).where(
            ProjectFile.project_id == project_id, ProjectFile.kind == kind
        )
        found: str | None = session.execute(query).scalar_one_or_none()
        return found


def section_with(page: Page, project_id: Any, control: str) -> None:
    """Open the section of the form that has a control."""
    page.goto(f"/projects/{project_id}/form/project")
    links = [link.get_attribute("href") for link in page.locator(".steps a").all()]
    for link in links:
        page.goto(str(link))
        if page.locator(control).count():
            page.wait_for_load_state("networkidle")  # before its script is there, the form sends itself whole
            return
    raise AssertionError(f"no section has {control}")


def test_a_plan_is_uploaded_over_a_line_that_breaks(site: Site, visitor: Callable[..., Page]) -> None:
    with site.data():
        leader = factories.a_user(Role.ENTREPRENEUR)
        project = factories.a_project(factories.a_season(), factories.a_team(leader))
    page = visitor(leader)
    section_with(page, project.id, "#file-plan")
    line, content = Line(page), a_plan(5 * MEGABYTE)
    panel = page.locator("form:has(#file-plan) [data-upload-panel]")
    expect(panel).to_be_hidden()

    choose(page, content)
    expect(panel).to_have_attribute("data-state", "waiting")
    page.context.set_offline(True)
    expect(panel.get_by_role("status")).to_contain_text("网络已断开")
    assert 0 < float(panel.locator("progress").get_attribute("value") or 0) < 100
    check_offline(page)
    line.down = False
    page.context.set_offline(False)
    expect(page.locator("#slot-plan .file-name")).to_have_text("岸线传感器.pdf", timeout=30_000)
    assert line.offsets.count(0) == 1, line.offsets
    assert stored(site, project.id, "plan") == hashlib.sha256(content).hexdigest()
    check(page)

    # Paused on one visit, gone on with on the next, without choosing the file again.
    deck = a_plan(4 * MEGABYTE)
    line.offsets.clear()
    page.unroute("**/uploads/**")
    page.route(
        "**/uploads/**",
        lambda route: None if route.request.method == "PATCH" and line.offsets[1:] else route.continue_(),
    )
    choose(page, deck, "deck")
    panel = page.locator("form:has(#file-deck) [data-upload-panel]")
    expect(panel.locator("progress")).not_to_have_attribute("value", "0")
    panel.get_by_role("button", name="暂停").click()
    expect(panel.get_by_role("button", name="继续")).to_be_focused()
    page.unroute("**/uploads/**")
    page.reload()
    expect(panel.get_by_role("status")).to_contain_text("已暂停")
    check(page)
    page.keyboard.press("Escape")
    panel.get_by_role("button", name="继续").press("Enter")
    expect(page.locator("#slot-deck .file-name")).to_have_text("岸线传感器.pdf", timeout=30_000)
    assert line.offsets.count(0) == 1, line.offsets
    assert stored(site, project.id, "deck") == hashlib.sha256(deck).hexdigest()

    # The worker reads it; the page learns of it by itself and proposes what it found.
    site.work()
    expect(page.locator("#reading-plan")).to_contain_text("文字已读取", timeout=15_000)
    check(page)
    section_with(page, project.id, "[name='market.en']")
    proposal = page.locator("#proposals .proposal", has_text="Four hundred coastal cities")
    proposal.get_by_role("button", name="采用", exact=True).click()
    expect(page.locator("[name='market.en']")).to_have_value(re.compile("Four hundred coastal cities"))
    check(page)
    with site.data() as session:
        answer = session.get(Answer, (project.id, "market"))
        assert answer.value.en.startswith("Four hundred coastal cities")
        assert session.execute(select(Upload.file_id)).scalars().all().count(None) == 0


def check_offline(page: Page) -> None:
    """The rest of the page stays usable while the upload waits."""
    expect(page.locator("form:has(#file-plan) [data-upload-cancel]")).to_be_enabled()


def test_an_upload_is_cancelled_on_a_phone_and_a_wrong_file_says_why(
    site: Site, visitor: Callable[..., Page]
) -> None:
    with site.data():
        leader = factories.a_user(Role.ENTREPRENEUR, locale="en")
        project = factories.a_project(factories.a_season(), factories.a_team(leader))
    page = visitor(leader, phone=True, locale="en")
    section_with(page, project.id, "#file-plan")
    choose(page, b"MZ" + bytes(2000))
    panel = page.locator("form:has(#file-plan) [data-upload-panel]")
    expect(panel.get_by_role("status")).to_contain_text("PDF, Word (DOCX) or PowerPoint")
    check(page)

    page.route("**/uploads/**", lambda route: None if route.request.method == "PATCH" else route.continue_())
    with page.expect_request(lambda request: request.method == "PATCH"):  # the server knows of it by then
        choose(page, a_plan(MEGABYTE))
    expect(panel.locator("progress")).to_be_visible()
    check_phone(page)
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        panel.get_by_role("button", name="Cancel the upload").click()
    expect(panel.get_by_role("status")).to_contain_text("cancelled")
    expect(page.locator("#file-plan")).to_be_focused()
    page.unroute("**/uploads/**")
    page.reload()
    expect(panel).to_be_hidden()
    with site.data() as session:
        assert session.execute(select(Upload.id).where(Upload.project_id == project.id)).scalars().all() == []


def check_phone(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0
