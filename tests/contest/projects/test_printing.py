"""A project on paper, and every answer as a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from contest.entry_forms.queries import current_form
from contest.exports.models import Export
from contest.exports.services import ask as ask_for
from contest.exports.services import end
from contest.exports.tasks import make
from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects import services
from contest.projects.asked import KIND
from contest.projects.models import Answer
from contest.seasons.models import Season
from contest.web.typesetting import TypesettingFailed, typeset
from tests import factories
from tests.erasures import erase

SignedIn = Callable[..., Any]
EVIL = '#evil[*x*] $x^2$ =SUM(1) \\ "quoted" <b>'


def words_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def a_project_handed_in(session: Any, actor_of: Any, **more: Any) -> Any:
    leader, season = factories.a_user(), factories.a_season()
    project = factories.a_ready_project(season, leader, **more)
    services.submit(actor=actor_of(leader), project_id=project.id)
    session.commit()
    return leader, season, project


def test_a_project_prints_as_it_was_handed_in_and_what_was_typed_is_never_markup(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    leader, _season, project = a_project_handed_in(session, actor_of, name=LocalizedText("量子传感", EVIL))
    answer = signed_in(leader).get(f"/projects/{project.id}/print.pdf")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf")
    text = words_of(answer.data)
    assert "量子传感" in text
    assert "#evil[*x*] $x^2$" in text
    assert project.number in text
    assert "商业计划书.pdf" in text


def test_nobody_prints_what_they_may_not_see(session: Any, actor_of: Any, signed_in: SignedIn) -> None:
    _leader, _season, project = a_project_handed_in(session, actor_of)
    assert signed_in(factories.a_user()).get(f"/projects/{project.id}/print.pdf").status_code == 404


def test_a_broken_document_is_an_error_of_ours_and_not_a_hang() -> None:
    with pytest.raises(TypesettingFailed):
        typeset("project", {"title": "without the rest"})
    with pytest.raises(TypesettingFailed):
        typeset("../house", {})


def ask(browser: Any, slug: str, **more: str) -> str:
    """Ask for a list with every answer; return where it can be watched."""
    answer = browser.post("/office/project-exports", data={"season": slug, **more})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def sheet(content: bytes) -> list[list[Any]]:
    rows: list[list[Any]] = (
        CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    return rows


def test_the_office_asks_for_every_answer_watches_it_being_made_and_fetches_it(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    _leader, season, _project = a_project_handed_in(session, actor_of)
    person = factories.a_user(Role.ORGANISER)
    office = signed_in(person)
    place = ask(office, session.get(Season, season.id).slug)
    key = place.rpartition("/")[2]
    assert "正在生成" in office.get(place).text
    assert office.post(f"{place}/file").status_code == 404, "not there yet"
    make(key)
    assert (
        session.query(Notice).filter_by(user_id=person.id, code="projects.export_ready").one().link == place
    )
    assert "1 个项目" in office.get(place).text
    rows = sheet(office.post(f"{place}/file").data)
    assert len(rows) == 2
    assert len(set(map(str, rows[0]))) == len(rows[0])
    assert "problem 的内容" in rows[1]
    assert "What problem says" in rows[1]
    actions = [event.action for event in session.query(AuditEvent).filter_by(subject_id=UUID(key))]
    assert sorted(actions) == ["answer_export.fetched", "answer_export.made", "answer_export.requested"]
    other = signed_in(factories.a_user(Role.ORGANISER))
    assert (other.get(place).status_code, other.post(f"{place}/file").status_code) == (404, 404)


def test_a_list_of_answers_holds_what_the_asker_may_know_and_goes_after_a_week(
    app: Any, session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    season = factories.a_season()
    for zone in ("city", "yangpu"):
        leader = factories.a_user()
        services.submit(
            actor=actor_of(leader), project_id=factories.a_ready_project(season, leader, zone_code=zone).id
        )
    officer = signed_in(factories.a_user(Role.OFFICER, district="310110"))
    place = ask(officer, season.slug, state="submitted")
    key = UUID(place.rpartition("/")[2])
    make(str(key))
    assert len(sheet(officer.post(f"{place}/file").data)) == 2, "a heading, and the district's own"
    row = session.get(Export, key)
    stored = row.storage_key
    row.expires_at = clock.now() - timedelta(minutes=1)
    session.flush()
    assert end() == 1
    erase(session)
    assert not app.extensions["storage"].exists(stored)
    assert officer.get(place).status_code == 404


def test_an_old_list_is_still_found_and_its_name_carries_the_date_in_shanghai(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    _leader, season, _project = a_project_handed_in(session, actor_of)
    office = signed_in(factories.a_user(Role.ORGANISER))
    slug = session.get(Season, season.id).slug
    first, *_later = [ask(office, slug) for _ in range(12)]
    key = UUID(first.rpartition("/")[2])
    make(str(key))
    row = session.get(Export, key)
    row.created_at = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)  # half past one the next day in Shanghai
    session.commit()
    assert office.get(first).status_code == 200
    sent = office.post(f"{first}/file")
    assert "2026-03-02.xlsx" in sent.headers["Content-Disposition"]


def test_a_list_of_answers_is_made_in_the_same_statements_for_one_and_for_three(
    session: Any, actor_of: Any, count_queries: Any
) -> None:
    _leader, season, _project = a_project_handed_in(session, actor_of)
    office = factories.a_user(Role.ORGANISER)
    actor = actor_of(office)

    def made() -> int:
        row = ask_for(actor=actor, kind=KIND, about=season.id, locale="zh")
        key = str(row.id)
        session.flush()
        session.expire_all()
        return int(count_queries(lambda: make(key)))

    one = made()
    for _ in range(2):
        leader = factories.a_user()
        more = factories.a_ready_project(season, leader)
        services.submit(actor=actor_of(leader), project_id=more.id)
    assert made() == one


def test_a_base_reads_the_outline_and_nobodys_name(session: Any, actor_of: Any, signed_in: SignedIn) -> None:
    leader, season = factories.a_user(), factories.a_season()
    project = factories.a_ready_project(season, leader, consent_bases=True)
    form = current_form(season.id)
    naming = next(spec for spec in form.specs if spec.names and spec.bilingual and spec.column is None)
    session.merge(Answer(project_id=project.id, field=naming.code, value=LocalizedText("林溪负责研发", "")))
    services.submit(actor=actor_of(leader), project_id=project.id)
    manager = factories.a_user()
    factories.a_base(manager)
    session.commit()
    page = signed_in(manager).get(f"/projects/{project.id}")
    assert page.status_code == 200
    assert "林溪负责研发" not in page.text
    assert "problem 的内容" in page.text
    assert "林溪负责研发" in signed_in(factories.a_user(Role.ORGANISER)).get(f"/projects/{project.id}").text


def test_the_log_says_that_a_name_was_searched_for_and_never_which(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    _leader, season, _project = a_project_handed_in(session, actor_of)
    ask(signed_in(factories.a_user(Role.ORGANISER)), session.get(Season, season.id).slug, q="王小明")
    assert session.query(Export).one().wanted["text"] == "王小明"
    asked = session.query(AuditEvent).filter_by(action="answer_export.requested").one()
    assert (asked.facts["wanted"]["text"], "王小明" in str(asked.facts)) == (True, False)
