"""A project on paper, and every answer as a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from contest.entry_forms.queries import current_form
from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from contest.projects import services
from contest.projects.models import Answer
from contest.seasons.models import Season
from contest.web.typesetting import TypesettingFailed, typeset
from tests import factories

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


def test_the_office_exports_every_answer_with_both_languages_in_constant_statements(
    session: Any, actor_of: Any, signed_in: SignedIn, count_queries: Any
) -> None:
    _leader, season, _project = a_project_handed_in(session, actor_of)
    office = signed_in(factories.a_user(Role.ORGANISER))
    address = f"/office/project-answers.xlsx?season={session.get(Season, season.id).slug}"
    answer = office.get(address)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert len(set(map(str, rows[0]))) == len(rows[0])
    assert "problem 的内容" in rows[1]
    assert "What problem says" in rows[1]
    one = count_queries(lambda: office.get(address))
    for _ in range(2):
        leader = factories.a_user()
        more = factories.a_ready_project(season, leader)
        services.submit(actor=actor_of(leader), project_id=more.id)
    session.commit()
    assert count_queries(lambda: office.get(address)) == one


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
