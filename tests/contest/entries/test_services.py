"""Entering, advancing, withdrawing; what judging asks of entries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contest.entries import queries, services
from contest.entries.domain import EntrySource, EntryState, NotEnterable, judged_text
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import NotFound
from contest.organisations.domain import OrganisationKind
from contest.projects import services as project_services
from contest.seasons.domain import StageCode
from tests import factories

ActorOf = Callable[..., Actor]


def enter(project: Any, stage: StageCode = StageCode.SCREENING, **more: Any) -> Any:
    return services.enter(
        actor=SYSTEM, project_id=project.id, stage_code=stage, source=EntrySource.SUBMISSION, **more
    )


def test_entering_twice_is_entering_once_with_what_was_handed_in_last(session: Any) -> None:
    project = factories.a_project(factories.a_season(), submitted=True)
    first = enter(project)
    project.track_code = "green"
    session.flush()
    again = enter(project)
    assert (again.id, again.track_code) == (first.id, "green")
    assert len(queries.entries_of(project.season_id, StageCode.SCREENING)) == 1


def test_a_draft_cannot_be_judged(session: Any) -> None:
    with pytest.raises(NotEnterable):
        enter(factories.a_project(factories.a_season()))


def test_a_refusal_stands_when_the_team_hands_in_again(session: Any) -> None:
    project = factories.a_project(factories.a_season(), submitted=True)
    entry = enter(project)
    services.refuse(actor=SYSTEM, project_id=project.id)
    services.enter_submitted(actor=SYSTEM, project_id=project.id)
    assert queries.get_entry(entry.id).state is EntryState.REFUSED
    services.reactivate(actor=SYSTEM, entry_id=entry.id)
    assert queries.get_entry(entry.id).state is EntryState.ACTIVE


def test_a_new_revision_reaches_every_stage_the_project_is_in(session: Any, actor_of: ActorOf) -> None:
    season, leader, base = factories.a_season(), factories.a_user(), factories.a_base()
    project = factories.a_ready_project(season, leader)
    project_services.submit(actor=actor_of(leader), project_id=project.id)
    services.enter(
        actor=SYSTEM,
        project_id=project.id,
        stage_code=StageCode.SECOND_ROUND,
        source=EntrySource.DIRECT_SLOT,
        base_id=base.id,
    )
    project_services.save_fields(
        actor=actor_of(leader), project_id=project.id, values={"track_code": "green"}, version=1
    )
    second = project_services.submit(actor=actor_of(leader), project_id=project.id)
    found = queries.entries_of_subject(project.id)
    assert {entry.submission_id for entry in found} == {second.id}
    assert [(entry.stage_code, entry.track_code, entry.source, entry.base_id) for entry in found] == [
        (StageCode.SCREENING, "green", EntrySource.SUBMISSION, None),
        (StageCode.SECOND_ROUND, "green", EntrySource.DIRECT_SLOT, base.id),
    ]


def test_advancing_is_idempotent_keeps_the_base_and_leaves_out_who_withdrew(session: Any) -> None:
    season, base = factories.a_season(), factories.a_base()
    stay, gone = (factories.a_project(season, submitted=True) for _ in range(2))
    ids = [enter(stay, base_id=base.id).id, enter(gone).id]
    services.withdraw(actor=SYSTEM, project_id=gone.id)
    first = services.advance(actor=SYSTEM, entry_ids=ids, to_stage=StageCode.PRELIMINARY)
    again = services.advance(actor=SYSTEM, entry_ids=ids, to_stage=StageCode.PRELIMINARY)
    assert first == again
    assert [(entry.subject_id, entry.source, entry.base_id) for entry in first] == [
        (stay.id, EntrySource.ADVANCED, base.id)
    ]
    assert services.advance(actor=SYSTEM, entry_ids=[], to_stage=StageCode.FINAL) == []


def test_a_stage_lists_its_active_entries_by_track_and_number(session: Any) -> None:
    season = factories.a_season()
    green = [enter(factories.a_project(season, submitted=True, track_code="green")) for _ in range(2)]
    other = enter(factories.a_project(season, submitted=True))
    services.withdraw(actor=SYSTEM, project_id=green[1].subject_id)
    assert [entry.id for entry in queries.entries_of(season.id, StageCode.SCREENING, track_code="green")] == [
        green[0].id
    ]
    assert {entry.id for entry in queries.entries_of(season.id, StageCode.SCREENING)} == {
        green[0].id,
        other.id,
    }
    assert queries.counts_of_stage(season.id, StageCode.SCREENING) == {"green": 1, "life_health": 1}
    with pytest.raises(NotFound):
        queries.get_entry(season.id)


def test_conflict_facts_hold_every_relation_of_the_team(session: Any, count_queries: Any) -> None:
    season, base = factories.a_season(), factories.a_base()
    leader, member = factories.a_user(phone="+86 138-0000 1111"), factories.a_user()
    employer = factories.an_organisation(OrganisationKind.UNIVERSITY, member)
    company = factories.an_organisation(OrganisationKind.COMPANY, credit_code="91310000MA1FL00A1P")
    own = factories.an_organisation()
    team = factories.a_team(leader, organisation_id=own.id)
    factories.a_member(team, member)
    project = factories.a_project(season, team, submitted=True, credit_code="91310000MA1FL00A1P")
    entry = enter(project)
    enter(project, StageCode.SECOND_ROUND, base_id=base.id)
    [facts] = queries.conflict_facts([entry.id])
    assert facts == queries.EntryFacts(
        entry_id=entry.id,
        subject_id=project.id,
        organisation_ids=frozenset({own.id, employer.id, company.id}),
        base_ids=frozenset({base.id}),
        member_user_ids=frozenset({leader.id, member.id}),
        emails=frozenset({leader.email, member.email}),
        phones=frozenset({"8613800001111"}),
        unproved=frozenset({"8613800001111"}),
    )
    more = [enter(factories.a_project(season, submitted=True)).id for _ in range(2)]
    one = entry.id
    session.flush()
    assert count_queries(lambda: queries.conflict_facts([one])) == 2
    assert count_queries(lambda: queries.conflict_facts([one, *more])) == 2
    assert [item.entry_id for item in queries.conflict_facts([*more, entry.id])] == [*more, entry.id]


def test_the_judged_text_is_what_was_handed_in(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(season, leader, keywords=["固态电池"])
    project_services.submit(actor=actor_of(leader), project_id=project.id)
    project_services.save_fields(
        actor=actor_of(leader), project_id=project.id, values={"problem.zh": "后来改的"}, version=1
    )
    imported = enter(factories.a_project(season, submitted=True, name=LocalizedText("导入的项目", "")))
    entry = queries.entries_of_subject(project.id)[0]
    texts = queries.texts_of([entry.id, imported.id])
    assert "problem 的内容" in texts[entry.id]
    assert "固态电池" in texts[entry.id]
    assert "后来改的" not in texts[entry.id]
    assert texts[imported.id].startswith("导入的项目")


def test_the_judged_text_says_nothing_about_the_people() -> None:
    text = judged_text(
        {"name": {"zh": "甲", "en": "A"}, "team_intro": {"zh": "某某教授", "en": ""}, "keywords": []}
    )
    assert text == "甲\nA"
