"""Drafts, files, handing in, withdrawing."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from contest.entries.domain import EntrySource, EntryState
from contest.entries.queries import entries_of_subject
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from contest.kernel.storage import LocalStorage
from contest.mail.models import Letter
from contest.projects import queries, services
from contest.projects.domain import (
    AlreadyEntered,
    FieldConflict,
    FileKind,
    FileRefused,
    Incomplete,
    NotEditable,
    NotEligible,
    ProjectState,
)
from contest.projects.domain.receipt import digest
from contest.projects.models import ProjectFile, Submission, Withdrawal
from contest.seasons.domain import StageCode, WindowClosed, WindowNotOpen
from contest.seasons.models import Window
from contest.teams.domain import TeamRole
from tests import factories

ActorOf = Callable[..., Actor]
PLAN_LIMIT = 10_000


def close(season: Any, zone_code: str | None = None) -> None:
    query = update(Window).where(Window.season_id == season.id)
    if zone_code is not None:
        query = query.where(Window.zone_code == zone_code)
    db.session.execute(query.values(closes_at=datetime.now(UTC) - timedelta(seconds=1)))


def save(actor: Actor, project: Any, version: int, **values: Any) -> int:
    dotted = {key.replace("__", "."): value for key, value in values.items()}
    return services.save_fields(actor=actor, project_id=project.id, values=dotted, version=version)


def test_a_project_begins_with_a_name_and_knows_its_channel(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    project = services.create_project(
        actor=actor_of(leader), season_id=season.id, team_id=team.id, name=LocalizedText(" 海芯 ", "")
    )
    assert (project.name, project.state, project.channel_code) == (
        LocalizedText("海芯", ""),
        ProjectState.DRAFT,
        "open",
    )


@pytest.mark.parametrize("name", [LocalizedText(), LocalizedText("海" * 61, "")])
def test_a_project_needs_a_name_within_the_limit(
    session: Any, actor_of: ActorOf, name: LocalizedText
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    with pytest.raises(Invalid):
        services.create_project(actor=actor_of(leader), season_id=season.id, team_id=team.id, name=name)


def test_nobody_begins_a_project_for_a_foreign_team_or_after_every_deadline(
    session: Any, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    name = LocalizedText("海芯", "")
    with pytest.raises(NotFound):
        services.create_project(
            actor=actor_of(factories.a_user()), season_id=season.id, team_id=team.id, name=name
        )
    close(season)
    with pytest.raises(WindowClosed):
        services.create_project(actor=actor_of(leader), season_id=season.id, team_id=team.id, name=name)


def test_a_zone_that_is_still_open_lets_projects_begin(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    close(season)
    factories.a_window(season, zone_code="yangpu")
    team = factories.a_team(leader)
    project = services.create_project(
        actor=actor_of(leader), season_id=season.id, team_id=team.id, name=LocalizedText("海芯", "")
    )
    assert project.version == 1


def test_fields_are_saved_one_by_one_into_columns_and_answers(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    version = save(actor, project, 1, name__zh="新名")
    version = save(actor, project, version, problem__en="Hard")
    version = save(
        actor,
        project,
        version,
        problem__zh="难题",
        needs=["FIN"],
        amount_sought="500",
        company_founded="2024-05-06",
    )
    values = queries.get_project(actor, project.id).values
    assert version == 4
    assert values["name"] == {"zh": "新名", "en": project.name.en}
    assert values["problem"] == {"zh": "难题", "en": "Hard"}
    assert (values["needs"], values["amount_sought"], values["company_founded"]) == (
        ["FIN"],
        500_000_000,
        "2024-05-06",
    )


def test_saving_what_is_stored_changes_nothing(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    assert save(actor, project, 1, name__zh=project.name.zh, keywords="") == 1


def test_two_members_on_two_fields_never_overwrite_each_other(session: Any, actor_of: ActorOf) -> None:
    season, leader, member = factories.a_season(), factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, member)
    project = factories.a_project(season, team)
    save(actor_of(leader), project, 1, problem__zh="甲")
    save(actor_of(member), project, 1, solution__zh="乙")
    values = queries.get_project(actor_of(leader), project.id).values
    assert (values["problem"]["zh"], values["solution"]["zh"]) == ("甲", "乙")


def test_a_field_somebody_else_saved_since_is_a_conflict_with_what_is_stored(
    session: Any, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    save(actor, project, 1, amount_sought="500")
    with pytest.raises(FieldConflict) as conflict:
        save(actor, project, 1, amount_sought="600")
    assert {key: conflict.value.params[key] for key in ("field", "version", "value")} == {
        "field": "amount_sought",
        "version": 2,
        "value": "500",
    }
    assert save(actor, project, 2, amount_sought="600") == 3


def test_a_later_version_of_one_field_does_not_cover_another(session: Any, actor_of: ActorOf) -> None:
    """Having saved one field, a page has still not seen what somebody did to the next one."""
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    save(actor, project, 1, problem__zh="甲写的")
    later = save(actor, project, 1, solution__zh="乙写的")
    with pytest.raises(FieldConflict):
        services.save_fields(
            actor=actor,
            project_id=project.id,
            values={"problem.zh": "乙改的", "solution.zh": "乙又写"},
            version={"problem.zh": 1, "solution.zh": later},
        )


def test_one_bad_value_saves_nothing_and_every_bad_one_is_named(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    with pytest.raises(Invalid) as refused:
        save(actor, project, 1, intro__zh="好", track_code="nowhere", credit_code="1", state="submitted")
    assert {error.field for error in refused.value.errors} == {"track_code", "credit_code", "state"}
    assert queries.get_project(actor, project.id).version == 1


def test_the_last_language_of_the_name_cannot_be_emptied(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    save(actor, project, 1, name__zh="")
    with pytest.raises(Invalid):
        save(actor, project, 2, name__en="")


def test_a_project_cannot_be_moved_into_a_zone_that_has_closed(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    factories.a_window(season, zone_code="yangpu", closes_at=datetime.now(UTC) - timedelta(hours=1))
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    with pytest.raises(WindowClosed):
        save(actor, project, 1, zone_code="yangpu")


def test_the_whole_project_has_one_version_for_programs(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    save(actor, project, 1, problem__zh="甲")
    with pytest.raises(StaleVersion):
        services.save_fields(
            actor=actor, project_id=project.id, values={"solution.zh": "乙"}, version=1, whole=True
        )


def test_strangers_and_readers_do_not_write(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(season, leader)
    organiser = factories.a_user(factories_role("organiser"))
    for user in (factories.a_user(), organiser):
        with pytest.raises(Forbidden):
            save(actor_of(user), project, 1, problem__zh="别人")
        with pytest.raises(Forbidden):
            services.submit(actor=actor_of(user), project_id=project.id)


def factories_role(name: str) -> Any:
    from contest.permissions import Role

    return Role(name)


def test_a_member_edits_and_only_the_leader_hands_in(session: Any, actor_of: ActorOf) -> None:
    season, leader, member = factories.a_season(), factories.a_user(), factories.a_user()
    project = factories.a_ready_project(season, leader)
    factories.a_member(db.session.get_one(type_of_team(), project.team_id), member)
    assert save(actor_of(member), project, 1, market__zh="大") == 2
    with pytest.raises(Forbidden):
        services.submit(actor=actor_of(member), project_id=project.id)
    with pytest.raises(Forbidden):
        services.withdraw(actor=actor_of(member), project_id=project.id)


def type_of_team() -> Any:
    from contest.teams.models import Team

    return Team


def attach(
    actor: Actor, project: Any, stream: io.BytesIO, folder: Path, name: str = "计划.pdf"
) -> ProjectFile:
    return services.attach_file(
        actor=actor,
        project_id=project.id,
        kind=FileKind.PLAN,
        filename=name,
        stream=stream,
        storage=LocalStorage(folder),
        max_bytes=PLAN_LIMIT,
    )


def test_a_newer_plan_replaces_the_older_and_both_are_kept(
    session: Any, actor_of: ActorOf, tmp_path: Path
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    first = attach(actor, project, factories.a_pdf("one"), tmp_path)
    second = attach(actor, project, factories.an_office_file(), tmp_path, "really.pdf")
    assert [file.id for file in queries.files_of(project.id)] == [second.id]
    assert (second.filename, second.content_type.rpartition(".")[2]) == ("really.docx", "document")
    assert LocalStorage(tmp_path).open(first.storage_key).read() == factories.a_pdf("one").read()
    services.restore_file(actor=actor, project_id=project.id, file_id=first.id)
    assert [file.id for file in queries.files_of(project.id)] == [first.id]
    services.remove_file(actor=actor, project_id=project.id, file_id=first.id)
    assert queries.files_of(project.id) == []


def test_a_file_of_another_type_or_too_large_is_refused(
    session: Any, actor_of: ActorOf, tmp_path: Path
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    with pytest.raises(FileRefused):
        attach(actor, project, io.BytesIO(b"MZ program"), tmp_path)
    with pytest.raises(Invalid) as refused:
        attach(actor, project, factories.a_pdf("x" * PLAN_LIMIT), tmp_path)
    assert refused.value.errors[0].code == "file_too_large"
    assert queries.files_of(project.id) == []


def test_a_file_of_one_project_is_not_reached_through_another(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    own, foreign = factories.a_project(season, factories.a_team(leader)), factories.a_ready_project(season)
    file = queries.files_of(foreign.id)[0]
    with pytest.raises(NotFound):
        services.remove_file(actor=actor_of(leader), project_id=own.id, file_id=file.id)


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


def test_withdrawing_takes_the_entry_out_and_reopening_asks_to_hand_in_anew(
    session: Any, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_ready_project(season, leader)
    services.submit(actor=actor, project_id=project.id)
    number = project.number
    services.withdraw(actor=actor, project_id=project.id)
    assert (project.state, entries_of_subject(project.id)[0].state) == (
        ProjectState.WITHDRAWN,
        EntryState.WITHDRAWN,
    )
    for write in (
        lambda: save(actor, project, 9, market__zh="x"),
        lambda: services.submit(actor=actor, project_id=project.id),
        lambda: services.withdraw(actor=actor, project_id=project.id),
    ):
        with pytest.raises(NotEditable):
            write()
    services.reopen(actor=actor, project_id=project.id)
    assert project.state is ProjectState.DRAFT
    again = services.submit(actor=actor, project_id=project.id)
    assert (again.revision, project.number, entries_of_subject(project.id)[0].state) == (
        2,
        number,
        EntryState.ACTIVE,
    )


def test_withdrawing_is_possible_after_the_deadline_and_final_then(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_ready_project(season, leader)
    services.submit(actor=actor, project_id=project.id)
    close(season)
    with pytest.raises(Invalid, match="reason: required"):
        services.withdraw(actor=actor, project_id=project.id)
    services.withdraw(actor=actor, project_id=project.id, reason="团队解散")
    (kept,) = session.query(Withdrawal)
    assert (kept.reason, kept.after_deadline, kept.withdrawn_by) == ("团队解散", True, leader.id)
    facts = session.query(AuditEvent).filter_by(action="project.withdrawn").one().facts
    assert facts == {"was": "submitted", "after_deadline": True, "reason_given": True}, (
        "the log cannot forget"
    )
    with pytest.raises(WindowClosed):
        services.reopen(actor=actor, project_id=project.id)


def test_the_leader_of_the_day_is_the_one_who_counts(session: Any, actor_of: ActorOf) -> None:
    season, leader, heir = factories.a_season(), factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, heir)
    project = factories.a_ready_project(season, team=team)
    from contest.teams.services import hand_over

    hand_over(actor=actor_of(leader), team_id=team.id, user_id=heir.id)
    with pytest.raises(Forbidden):
        services.submit(actor=actor_of(leader), project_id=project.id)
    submission = services.submit(actor=actor_of(heir), project_id=project.id)
    roles = {member["id"]: member["role"] for member in submission.content["team"]["members"]}
    assert roles == {str(leader.id): TeamRole.MEMBER, str(heir.id): TeamRole.LEADER}
