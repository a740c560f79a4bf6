"""One works a case and another decides it; whoever is tied to the entry learns nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from contest.audit.queries import EventFilter, events
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import NotFound, StaleVersion
from contest.permissions import Role
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.standings.domain import Outcome
from contest.standings.queries import public_results
from contest.teams.models import TeamMember
from judging.objections import queries, services
from judging.objections.domain import (
    Consequence,
    ObjectionRefused,
    ObjectionState,
    OtherPersonNeeded,
    Verdict,
)
from judging.ranking.queries import fixed
from judging.rounds.queries import get_round
from tests import factories
from tests.judging.conflicts.ties import TIES
from tests.judging.objections.cases import (
    DISMISSED,
    WORDS,
    objector,
    published,
    raised,
    reported,
    told,
)


def test_who_is_tied_to_an_entry_never_learns_who_objects_to_it(session: Any, actor_of: Any) -> None:
    round_, by = published(), objector()
    found = raised(round_, by)
    entry = session.get_one(Entry, found.entry_id)
    person = factories.a_user(Role.ORGANISER, Role.AUDITOR)
    TIES["employer"](person, session.get_one(Project, entry.subject_id), entry)
    tied, office = actor_of(person), factories.an_actor(Role.ORGANISER)
    assert [one.id for one in queries.objections_of(office, round_.id)] == [found.id]
    assert queries.objections_of(tied, round_.id) == []
    with pytest.raises(NotFound):
        queries.get_objection(tied, found.id)
    log = EventFilter(action="objection.raised")
    assert [events(one, log).total for one in (office, tied)] == [1, 0]
    own = raised(round_, tied)
    assert queries.get_objection(tied, own.id).grounds == WORDS.grounds


def test_one_works_the_case_and_another_decides_it(session: Any) -> None:
    round_ = published()
    found = raised(round_)
    both = factories.a_user(Role.ORGANISER, Role.CONFIRMER)
    handler = factories.an_actor(Role.ORGANISER, both)
    services.take(actor=handler, objection_id=found.id)
    with pytest.raises(ObjectionRefused):
        services.take(actor=factories.an_actor(Role.ORGANISER), objection_id=found.id)
    with pytest.raises(OtherPersonNeeded):
        services.report_finding(
            actor=factories.an_actor(Role.ORGANISER), objection_id=found.id, verdict=DISMISSED, version=2
        )
    services.report_finding(actor=handler, objection_id=found.id, verdict=DISMISSED, version=2)
    with pytest.raises(OtherPersonNeeded):
        services.decide(
            actor=factories.an_actor(Role.CONFIRMER, both),
            objection_id=found.id,
            verdict=DISMISSED,
            version=3,
        )
    with pytest.raises(StaleVersion):
        services.decide(
            actor=factories.an_actor(Role.CONFIRMER), objection_id=found.id, verdict=DISMISSED, version=2
        )
    alone = text("UPDATE objections SET state = 'dismissed', decided_at = now(), decided_by = handler_id")
    with pytest.raises(IntegrityError, match="ck_objections_two_people"), session.begin_nested():
        session.execute(alone)


def test_the_team_it_is_about_neither_works_nor_decides_it(session: Any) -> None:
    round_ = published()
    entry = fixed(round_.id)[0].entry
    team = session.execute(select(Project.team_id).where(Project.id == entry.subject_id)).scalar_one()
    member = factories.a_user(Role.ORGANISER)
    session.add(TeamMember(team_id=team, user_id=member.id, role="member"))
    found = raised(round_)
    with pytest.raises(OtherPersonNeeded):
        services.take(actor=factories.an_actor(Role.ORGANISER, member), objection_id=found.id)


def test_a_dismissed_objection_changes_nothing_and_is_answered(session: Any) -> None:
    round_ = published()
    before = [(line.entry.id, line.outcome) for line in fixed(round_.id)]
    found = reported(round_, DISMISSED)
    services.decide(
        actor=factories.an_actor(Role.CONFIRMER),
        objection_id=found.id,
        verdict=DISMISSED,
        version=found.version,
    )
    assert found.state is ObjectionState.DISMISSED
    assert [(line.entry.id, line.outcome) for line in fixed(round_.id)] == before
    assert told(found.objector_id, "objection.decided") == 1


@pytest.mark.parametrize("consequence", [Consequence.CANCELLED, Consequence.WITHDRAWN])
def test_an_upheld_objection_takes_the_entry_out_and_the_next_in_rank_moves_up_with_a_trace(
    session: Any, consequence: Consequence
) -> None:
    round_ = published()
    first, second, third = (line.entry for line in fixed(round_.id))
    found = reported(round_)
    decider = factories.an_actor(Role.CONFIRMER)
    services.decide(
        actor=decider,
        objection_id=found.id,
        verdict=Verdict(True, consequence, "查实"),
        version=found.version,
    )
    assert {line.entry.id: line.outcome for line in fixed(round_.id)} == {
        first.id: Outcome.WITHDRAWN,
        second.id: Outcome.ADVANCED,
        third.id: Outcome.PROMOTED,
    }
    public = public_results(get_round(SYSTEM, round_.id).season_id, StageCode.SECOND_ROUND)
    assert [one.subject_id for one in public] == [second.subject_id, third.subject_id]
    trace = session.execute(
        select(AuditEvent.action).where(AuditEvent.actor_id == decider.user_id).order_by(AuditEvent.id)
    ).scalars()
    assert list(trace).count("decision.changed") == 2
    states = session.execute(
        text("SELECT DISTINCT state FROM entries WHERE subject_id = :id"), {"id": first.subject_id}
    ).scalars()
    assert set(states) == {"withdrawn" if consequence is Consequence.WITHDRAWN else "refused"}


def test_the_list_sends_the_same_number_of_queries_for_more_objections(
    session: Any, count_queries: Callable[..., int]
) -> None:
    round_ = published()
    raised(round_)
    queries.objections_of(SYSTEM, round_.id)
    one = count_queries(lambda: queries.objections_of(SYSTEM, round_.id))
    for _ in range(2):
        raised(round_)
    assert count_queries(lambda: queries.objections_of(SYSTEM, round_.id)) == one
