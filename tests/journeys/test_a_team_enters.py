"""Journey 1, whole: account → team → a member joins by link → the form saves itself → the plan is read → checklist
green → hand in → receipt → again until the deadline, when the server's clock decides.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import FieldKind, FieldSpec, RequiredFor, Section, visible
from contest.kernel import clock
from contest.projects.models import Answer, Project, Submission
from contest.seasons.models import Season, Window
from tests import factories
from tests.factories import documents
from tests.journeys.conftest import PATIENCE, Site, check, sign_in

PLAN = """Shoreline Interfaces
Business Plan
Company: Shoreline Interfaces Ltd.
Founded: 12 March 2022
Market Analysis
Four million people a year learn to move again after a stroke."""
ASKED = visible(DEFAULT, {})
REQUIRED = [spec for spec in DEFAULT.specs if spec.code in ASKED and spec.required_for is RequiredFor.SUBMIT]


@dataclass(frozen=True)
class Way:
    """A language and a device, and what this team reads and writes in it."""

    locale: str
    phone: bool
    leader: str
    member: str
    team: str
    project: str
    words: str
    read: str
    zone: str
    refused: str
    over: str

    @property
    def place(self) -> int:
        """Which address of a bilingual field is filled in."""
        return 0 if self.locale == "zh" else 1


WAYS = (
    Way("zh", True, "林溪", "周岚", "溪流脑机团队", "溪流神经接口", "面向卒中康复的脑机接口训练系统",
        "文字已读取", "北京时间", "截止时间已过", "已过截止时间"),
    Way("en", False, "Lin Xi", "Zhou Lan", "Stream Interfaces", "Stream Neural", "Training after a stroke",
        "Its text was read", "Shanghai time", "The deadline has passed", "The deadline has passed"),
)  # fmt: skip


def submit(page: Page) -> None:
    page.locator("main form button[type=submit]").last.click()


def until(condition: Callable[[], bool], page: Page) -> None:
    """Wait for something only the database tells; the browser goes on meanwhile."""
    patience = time.monotonic() + PATIENCE / 1000
    while not condition():
        assert time.monotonic() < patience, f"{page.url}: it did not come"
        page.wait_for_timeout(50)


def register(page: Page, site: Site, email: str, name: str) -> None:
    """From nothing to a signed-in person with a proved address."""
    page.goto("/account/register")
    check(page)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password]").fill(factories.PASSWORD)
    page.locator("input[name=agree]").check()
    submit(page)
    page.wait_for_url(re.compile("letter-sent"))
    check(page)
    page.goto(site.link_mailed_to(email, "/account/verify/"))
    check(page)
    submit(page)
    sign_in(page, email)


def found_team_and_project(page: Page, way: Way) -> UUID:
    """Found the team, and come from there to the project's form."""
    page.goto("/teams/new?next=/projects/new")
    check(page)
    page.locator(f"input[name=name_{way.locale}]").fill(way.team)
    submit(page)
    page.wait_for_url(re.compile("/projects/new"))
    check(page)
    page.locator(f"[name=name_{way.locale}]").fill(way.project)
    submit(page)
    page.wait_for_url(re.compile("/form/"))
    return UUID(page.url.split("/projects/")[1].split("/")[0])


def a_member_joins(page: Page, colleague: Page, site: Site, way: Way, email: str) -> None:
    """The leader copies a link; whoever opens it makes an account and is in."""
    page.goto("/teams")
    page.get_by_role("link", name=way.team).first.click()
    check(page)
    page.locator("form[action$=invitations] button[type=submit]").click()
    link = page.locator("[data-copy]").first.get_attribute("data-copy")
    assert link
    register(colleague, site, email, way.member)
    colleague.goto("/" + link.split("/", 3)[3])
    check(colleague)
    submit(colleague)
    expect(colleague.locator("main")).to_contain_text(way.team)
    check(colleague)


def path_of(spec: FieldSpec, way: Way) -> str:
    return spec.paths[way.place if spec.bilingual else 0]


def fill_step(page: Page, section: Section, way: Way) -> list[FieldSpec]:
    """Fill what is required of one step as a person would (type, choose, tick); return what was filled in."""
    filled = []
    for spec in section.fields:
        if spec.is_file or spec not in REQUIRED:
            continue
        control = page.locator(f'[name="{path_of(spec, way)}"]').first
        if spec.kind is FieldKind.DECLARATION:
            control.check()
        elif spec.kind is FieldKind.CHOICE:
            control.select_option(index=1)
        elif not control.input_value():
            control.fill(f"{way.words}: {spec.code}")
        control.blur()
        filled.append(spec)
    return filled


def is_saved(site: Site, project_id: UUID, spec: FieldSpec) -> bool:
    """Say whether the server holds something in a field."""
    with site.data() as session:
        if spec.column is not None:
            return bool(
                session.execute(
                    select(getattr(Project, spec.column)).where(Project.id == project_id)
                ).scalar()
            )
        row = session.get(Answer, (project_id, spec.code))
        return row is not None and bool(row.value or row.data)


def upload_plan(page: Page, site: Site, way: Way, content: bytes) -> None:
    """Choose the plan, and see that the worker read it."""
    page.locator("#file-plan").set_input_files(
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.locator("form:has(#file-plan) button[type=submit]").click()
    expect(page.locator("#slot-plan .file-name")).to_have_text("plan.pdf")
    site.work()
    expect(page.locator("#reading-plan")).to_contain_text(way.read)


def fill_form(page: Page, site: Site, way: Way, project_id: UUID, plan: bytes) -> None:
    """Six steps that save themselves: nothing is pressed before a page is left."""
    assert len(DEFAULT.sections) == 6
    for section in DEFAULT.sections:
        page.goto(f"/projects/{project_id}/form/{section.code}")
        if section.code == "plan":
            upload_plan(page, site, way, plan)
        filled = fill_step(page, section, way)
        until(lambda filled=filled: all(is_saved(site, project_id, spec) for spec in filled), page)
        expect(page.locator("[data-save-state]").first).not_to_have_attribute(
            "data-state", re.compile("saving|retrying")
        )
        check(page)


def hand_in(page: Page, project_id: UUID) -> str:
    """Check and hand in; return what the receipt says."""
    page.goto(f"/projects/{project_id}/submit")
    check(page)
    submit(page)
    page.wait_for_url(re.compile("/receipt"))
    check(page)
    return page.locator("main").inner_text().replace("\u00a0", " ")


def last_submission(site: Site, project_id: UUID) -> Submission:
    with site.data() as session:
        query = select(Submission).where(Submission.project_id == project_id)
        found: Submission = session.execute(query.order_by(Submission.revision.desc())).scalars().first()
        return found


def is_the_receipt_of(said: str, kept: Submission, number: str, plan: bytes, way: Way) -> None:
    """Hold a receipt to what the database keeps: number, second and zone, digests of content and file."""
    moment = kept.submitted_at.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    joined = re.sub(r"\s+", "", said)
    for fact in (number, moment, way.zone, kept.digest, hashlib.sha256(plan).hexdigest()):
        assert re.sub(r"\s+", "", fact) in joined, (fact, said)


def market_field(page: Page, way: Way, project_id: UUID) -> Any:
    page.goto(f"/projects/{project_id}/form/market")
    return page.locator(f'[name="market.{way.locale}"]')


@pytest.mark.parametrize("way", WAYS, ids=lambda way: f"{way.locale}-{'phone' if way.phone else 'desktop'}")
def test_a_team_enters(site: Site, visitor: Callable[..., Page], way: Way) -> None:
    with site.data() as session:
        session.execute(update(Season).values(state="closed"))
        season = factories.a_season()
    leader, member = (f"{who}-{way.locale}@example.com" for who in ("leader", "member"))
    page = visitor(phone=way.phone, locale=way.locale)
    register(page, site, leader, way.leader)
    check(page)
    project_id = found_team_and_project(page, way)
    colleague = visitor(phone=way.phone, locale=way.locale)
    a_member_joins(page, colleague, site, way, member)

    plan = documents.a_readable_pdf(PLAN).getvalue()
    fill_form(page, site, way, project_id, plan)
    page.goto(f"/projects/{project_id}")
    expect(page.locator("#checklist .criterion-satisfied").first).to_be_visible()
    expect(page.locator("#checklist .criterion-unmet")).to_have_count(0)
    check(page)
    receipt = hand_in(page, project_id)
    with site.data() as session:
        number = session.get(Project, project_id).number
    is_the_receipt_of(receipt, last_submission(site, project_id), number, plan, way)

    # Until the deadline it may be changed and handed in again; the colleague does the writing.
    before = _market(site, project_id)
    field = market_field(colleague, way, project_id)
    field.fill(f"{way.words}: again")
    field.blur()
    until(lambda: _market(site, project_id) != before, colleague)
    again = hand_in(page, project_id)
    kept = last_submission(site, project_id)
    assert kept.revision == 2
    is_the_receipt_of(again, kept, number, plan, way)

    # At the deadline this device's clock runs a day late, and that is nothing to the server.
    field = market_field(page, way, project_id)
    other = page.context.new_page()
    other.goto(f"/projects/{project_id}/submit")
    page.clock.set_fixed_time(clock_of(site) - 86_400_000)
    with site.data() as session:
        ended = clock.now()
        session.execute(update(Window).where(Window.season_id == season.id).values(closes_at=ended))
    stands = _market(site, project_id)
    field.fill(f"{way.words}: too late")
    field.blur()
    state = page.locator("[data-save-state]").first
    expect(state).to_have_attribute("data-state", "refused")
    expect(state).to_contain_text(way.refused)
    submit(other)
    expect(other.locator("main")).to_contain_text(way.refused)
    page.goto(f"/projects/{project_id}")
    expect(page.locator("main .note").first).to_contain_text(way.over)
    expect(page.locator("main .note").first).to_contain_text(
        ended.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    )
    expect(page.locator("main .note").first).to_contain_text(way.zone)
    check(page)
    other.close()
    assert _market(site, project_id) == stands
    assert last_submission(site, project_id).id == kept.id


def _market(site: Site, project_id: UUID) -> Any:
    with site.data() as session:
        return session.get(Answer, (project_id, "market")).value


def clock_of(site: Site) -> int:
    """Return the server's clock in milliseconds."""
    with site.data() as session:
        return int(session.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one() * 1000)
