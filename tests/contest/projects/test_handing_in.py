"""Handing in: what is needed, what it leaves, and the deadline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from contest.entries.domain import EntrySource
from contest.entries.queries import entries_of_subject
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import NotFound
from contest.mail.models import Letter
from contest.projects import queries, services
from contest.projects.domain import (
    AlreadyEntered,
    Incomplete,
    NotEligible,
    ProjectState,
)
from contest.projects.domain.receipt import digest
from contest.projects.models import ProjectFile, Submission
from contest.seasons.domain import StageCode, WindowClosed, WindowNotOpen
from tests import factories
from tests.contest.projects.writing import ActorOf, attach, close, save


def test_handing_in_gives_a_number_a_frozen_content_an_entry_and_a_letter(
    session: Any, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_ready_project(season, leader)
    submission = services.submit(actor=actor, project_id=project.id)
    other = factories.a_ready_project(season)
    second = services.submit(
        actor=actor_of(session.get_one(type(leader), queries.get_access(other.id).leader_id)),
        project_id=other.id,
    )
    assert (project.number, other.number) == ("HJ26-000001", "HJ26-000002")
    assert (submission.revision, second.revision, project.state) == (1, 1, ProjectState.SUBMITTED)
    assert submission.digest == digest(submission.content)
    assert submission.content["fields"]["name"] == project.name.as_dict()
    assert submission.content["files"] == [
        {"kind": "plan", "filename": "商业计划书.pdf", "size": 1234, "sha256": "ab" * 32}
    ]
    assert [m["id"] for m in submission.content["team"]["members"]] == [str(leader.id)]
    entry = entries_of_subject(project.id)[0]
    assert (entry.stage_code, entry.number, entry.source, entry.submission_id) == (
        StageCode.SCREENING,
        project.number,
        EntrySource.SUBMISSION,
        submission.id,
    )
    letter = session.execute(select(Letter).where(Letter.recipient == leader.email)).scalar_one()
    assert (letter.template, letter.params["number"], letter.params["digest"]) == (
        "project_receipt",
        project.number,
        submission.digest,
    )
    assert (
        session.execute(
            select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "project.submitted")
        ).scalar_one()
        == 2
    )


def test_handing_in_twice_without_a_change_is_handing_in_once(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_ready_project(season, leader)
    first = services.submit(actor=actor, project_id=project.id)
    assert services.submit(actor=actor, project_id=project.id).id == first.id


def test_a_change_after_handing_in_is_a_draft_of_the_next_revision(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_ready_project(season, leader)
    first = services.submit(actor=actor, project_id=project.id)
    save(actor, project, 1, market__zh="变了", track_code="green")
    from contest.seasons.queries import rulebook

    ready = queries.readiness(queries.get_project(actor, project.id), rulebook(season.id))
    assert ready.changed == ("track_code", "market")
    assert entries_of_subject(project.id)[0].track_code == "life_health"
    second = services.submit(actor=actor, project_id=project.id)
    entry = entries_of_subject(project.id)[0]
    assert (second.revision, entry.track_code, entry.submission_id) == (2, "green", second.id)
    assert session.get_one(Submission, first.id).content["fields"]["track_code"] == "life_health"


def test_an_incomplete_project_is_refused_by_name(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor = actor_of(leader)
    project = factories.a_ready_project(season, leader, declaration_of_truth=False, intro=LocalizedText())
    session.execute(update(ProjectFile).values(replaced_at=func.now()))
    with pytest.raises(Incomplete) as refused:
        services.submit(actor=actor, project_id=project.id)
    assert {error.field for error in refused.value.errors} == {"declaration_of_truth", "intro", "plan"}
    assert project.number is None


def test_consents_are_voluntary(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(
        season, leader, consent_bases=False, consent_matching=False, consent_publication=False
    )
    assert services.submit(actor=actor_of(leader), project_id=project.id).revision == 1


def test_the_team_size_of_the_season_holds_when_handing_in(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(max_team_size=2, min_team_size=2), factories.a_user()
    team = factories.a_team(leader)
    project = factories.a_ready_project(season, team=team)
    with pytest.raises(NotEligible) as refused:
        services.submit(actor=actor_of(leader), project_id=project.id)
    assert [error.field for error in refused.value.errors] == ["eligibility.team_size"]
    factories.a_member(team, factories.a_user())
    assert services.submit(actor=actor_of(leader), project_id=project.id).revision == 1
    factories.a_member(team, factories.a_user())
    save(actor_of(leader), project, 1, market__zh="变")
    with pytest.raises(NotEligible):
        services.submit(actor=actor_of(leader), project_id=project.id)


def test_a_company_and_a_leader_enter_once_a_season(session: Any, actor_of: ActorOf) -> None:
    season, leader, other = factories.a_season(), factories.a_user(), factories.a_user()
    code = "91310000MA1FL00A1P"
    first = factories.a_ready_project(season, leader, credit_code=code)
    services.submit(actor=actor_of(leader), project_id=first.id)
    with pytest.raises(AlreadyEntered) as company:
        services.submit(
            actor=actor_of(other), project_id=factories.a_ready_project(season, other, credit_code=code).id
        )
    with pytest.raises(AlreadyEntered) as same_leader:
        services.submit(actor=actor_of(leader), project_id=factories.a_ready_project(season, leader).id)
    assert (company.value.params["what"], same_leader.value.params["what"]) == ("company", "leader")
    last_year = factories.a_season(year=2025)
    assert services.submit(
        actor=actor_of(leader), project_id=factories.a_ready_project(last_year, leader, credit_code=code).id
    )


def test_after_the_deadline_every_write_is_refused_and_consents_can_still_be_taken_back(
    session: Any, actor_of: ActorOf, tmp_path: Path
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_ready_project(season, leader)
    services.submit(actor=actor, project_id=project.id)
    close(season)
    file = queries.files_of(project.id)[0]
    for write in (
        lambda: save(actor, project, 9, market__zh="晚了"),
        lambda: attach(actor, project, factories.a_pdf(), tmp_path),
        lambda: services.remove_file(actor=actor, project_id=project.id, file_id=file.id),
        lambda: services.restore_file(actor=actor, project_id=project.id, file_id=file.id),
        lambda: services.submit(actor=actor, project_id=project.id),
    ):
        with pytest.raises(WindowClosed):
            write()
    services.take_back_consent(actor=actor, project_id=project.id, code="consent_bases")
    assert queries.get_project(actor, project.id).values["consent_bases"] is False
    with pytest.raises(NotFound):
        services.take_back_consent(actor=actor, project_id=project.id, code="declaration_of_truth")


def test_a_season_without_a_window_is_not_open(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(windows=False), factories.a_user()
    with pytest.raises(WindowNotOpen):
        services.submit(actor=actor_of(leader), project_id=factories.a_ready_project(season, leader).id)
