"""The formal check: questions answered, entries passed, returned, rejected; what the team hears."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from contest.entries import queries as entry_queries
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.nominations.domain import NominationState
from contest.notices.models import Notice
from contest.projects import services as project_services
from contest.projects.models import Project
from contest.screening import queries, services
from contest.screening.domain import (
    CaseChanged,
    DecisionKind,
    DecisionRefused,
    MarkState,
    Order,
    Refusal,
    Stand,
)
from contest.screening.queries import QueueFilter
from contest.screening.services import Answer
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from contest.standings.domain import Outcome
from contest.standings.models import Standing
from tests import factories
from tests.contest.screening.cases import (
    MET,
    an_entry,
    answer_all,
    change_plan,
    decide,
    leader_of,
    version_of,
)
from tests.factories.screening import check_items, handed_in


def test_an_entry_is_judged_only_after_it_passed(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    assert entry.awaits_check
    assert entry_queries.entries_of(season.id, StageCode.SCREENING) == []
    answer_all(office, entry)
    decide(office, entry, DecisionKind.PASS)
    assert [one.id for one in entry_queries.entries_of(season.id, StageCode.SCREENING)] == [entry.id]


def test_a_season_without_questions_holds_nobody_back(session: Any) -> None:
    season = factories.a_season()
    entry = handed_in(factories.a_ready_project(season))
    assert [one.id for one in entry_queries.entries_of(season.id, StageCode.SCREENING)] == [entry.id]


def test_an_officer_answers_only_what_the_district_is_asked(season: Season, officer: Actor) -> None:
    entry = an_entry(season)
    services.check(actor=officer, entry_id=entry.id, version=1, answers={"complete": MET})
    with pytest.raises(Invalid, match="readable: not_a_choice"):
        services.check(actor=officer, entry_id=entry.id, version=2, answers={"readable": MET})


def test_an_officer_does_not_know_of_entries_of_other_zones(season: Season, officer: Actor) -> None:
    entry = an_entry(season, zone="city")
    with pytest.raises(NotFound):
        services.check(actor=officer, entry_id=entry.id, version=1, answers={})
    assert queries.list_cases(officer, QueueFilter(season.id)).total == 0


def test_an_officer_recommends_and_cannot_decide(season: Season, officer: Actor) -> None:
    entry = an_entry(season)
    services.check(
        actor=officer,
        entry_id=entry.id,
        version=1,
        answers={"complete": MET},
        recommendation=DecisionKind.PASS,
        note="材料齐全",
    )
    assert queries.get_case(officer, entry.id).stand is Stand.CHECKED
    with pytest.raises(Forbidden):
        services.decide(actor=officer, entry_id=entry.id, version=2, order=Order(DecisionKind.PASS))


def test_what_is_not_met_needs_a_note(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    with pytest.raises(Invalid, match="complete: screening_note_required"):
        services.check(
            actor=office, entry_id=entry.id, version=1, answers={"complete": Answer(MarkState.UNMET, " ")}
        )


def test_a_pass_needs_every_required_answer(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    with pytest.raises(DecisionRefused) as refused:
        decide(office, entry, DecisionKind.PASS)
    assert refused.value.params == {"why": Refusal.ITEMS_OPEN}
    answer_all(office, entry, MarkState.UNMET)
    with pytest.raises(DecisionRefused) as refused:
        decide(office, entry, DecisionKind.PASS)
    assert refused.value.params == {"why": Refusal.ITEMS_UNMET}


def test_a_decision_about_a_revision_that_was_replaced_is_refused(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season)
    answer_all(office, entry)
    seen = version_of(entry)
    change_plan(session, entry, "cd")
    project_services.submit(actor=leader_of(entry, session), project_id=entry.subject_id)
    with pytest.raises(CaseChanged):
        services.decide(actor=office, entry_id=entry.id, version=seen, order=Order(DecisionKind.PASS))


def test_an_order_needs_its_reason_and_a_moment_ahead(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    with pytest.raises(Invalid, match="reason: required"):
        decide(office, entry, DecisionKind.REJECT)
    with pytest.raises(Invalid, match="until: screening_until_past"):
        decide(office, entry, DecisionKind.RETURN, until=datetime.now(UTC) - timedelta(minutes=1))


def test_a_rejection_takes_the_project_out_and_frees_the_slot(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season)
    base = factories.a_base()
    factories.a_slot_year(base)
    nomination = factories.a_nomination(
        base, session.get_one(Project, entry.subject_id), state=NominationState.CONFIRMED
    )
    decide(office, entry, DecisionKind.REJECT, reason="材料不实")
    assert session.get_one(Entry, entry.id).state is EntryState.REFUSED
    assert nomination.state is NominationState.REFUSED


def test_a_rejection_can_be_taken_back(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    decide(office, entry, DecisionKind.REJECT, reason="误判")
    answer_all(office, entry)
    decide(office, entry, DecisionKind.PASS)
    assert session.get_one(Entry, entry.id).state is EntryState.ACTIVE


def test_each_decision_tells_the_team_once_and_cancels_the_one_before(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season)
    decide(office, entry, DecisionKind.RETURN)
    decide(office, entry, DecisionKind.REJECT, reason="逾期未补正")
    leader = session.get_one(Project, entry.subject_id).leader_id
    rows = session.execute(
        select(Notice)
        .where(Notice.user_id == leader, Notice.code.startswith("screening."))
        .order_by(Notice.id)
    ).scalars()
    told = [(row.code, row.once_key) for row in rows]
    assert told == [
        ("screening.returned", f"screening:{entry.id}:1"),
        ("screening.rejected", f"screening:{entry.id}:2"),
    ]


def test_decisions_are_in_the_log(season: Season, office: Actor, session: Any) -> None:
    entry = an_entry(season)
    decide(office, entry, DecisionKind.RETURN)
    event = session.execute(select(AuditEvent).where(AuditEvent.action == "screening.decided")).scalar_one()
    assert (event.facts["entry"], event.facts["kind"]) == (str(entry.id), "return")


def test_a_season_where_a_pass_advances_reports_and_enters_the_next_stage(
    session: Any, office: Actor
) -> None:
    season = factories.a_season(pass_advances=True)
    check_items(season)
    passed, failed = an_entry(season), an_entry(season)
    answer_all(office, passed)
    decide(office, passed, DecisionKind.PASS)
    decide(office, failed, DecisionKind.REJECT, reason="不符合条件")
    outcomes = {row[0]: row[1] for row in session.execute(select(Standing.entry_id, Standing.outcome))}
    assert outcomes == {passed.id: Outcome.ADVANCED, failed.id: Outcome.NOT_ADVANCED}
    (advanced,) = entry_queries.entries_of(season.id, StageCode.PRELIMINARY)
    assert advanced.subject_id == passed.subject_id
