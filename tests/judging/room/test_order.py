"""The panel's order among equals: what is recorded, by whom, and that whoever decides must heed it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid
from contest.permissions import Role
from contest.standings.domain import Outcome
from judging.ranking import services as ranking
from judging.ranking.domain import Advice
from judging.ranking.models import PanelDecision
from judging.ranking.queries import computed, fixed
from judging.room import services
from judging.room.domain import NotInSession, RoomChanged
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories
from tests.judging.conflicts.ties import member
from tests.judging.room.field import Field


def test_the_recorded_order_decides_a_tie_and_stands_with_the_decision(session: Any, field: Field) -> None:
    field.record(0, Advice.NOT_RECOMMENDED, place=2)
    field.record(1, place=1)
    assert field.decide() == 3
    by_entry = {line.entry.id: line for line in fixed(field.round.id)}
    first, second = (by_entry[entry.id] for entry in field.entries[:2])
    assert (second.rank, second.outcome, second.advice) == (1, Outcome.ADVANCED, Advice.RECOMMENDED)
    assert (first.rank, first.outcome) == (2, Outcome.NOT_ADVANCED)
    assert factories.a_seal(field.round).digest


def test_a_decision_that_departs_from_the_panel_needs_an_answer_that_is_kept(field: Field) -> None:
    field.record(2)  # the last of three, recommended all the same
    with pytest.raises(Invalid) as refused:
        field.decide()
    assert [(one.field, one.code) for one in refused.value.errors] == [("answer", "required")]
    field.decide("名额已满")
    kept = db.session.query(PanelDecision).one()
    assert (kept.answer, kept.answered_at is not None) == ("名额已满", True)
    events = db.session.query(audit.AuditEvent).filter_by(action="round.decided").all()
    assert [event.facts["departing"] for event in events] == [1]
    assert "名额已满" not in str([event.facts for event in events])


def test_the_round_waits_for_a_panel_that_will_talk_again_or_votes(field: Field) -> None:
    made = field.record(0, Advice.AGAIN)
    with pytest.raises(ranking.PanelUndecided) as waits:
        field.decide("x")
    assert field.entries[0].number in waits.value.params["entries"]
    field.record(0, Advice.NOT_RECOMMENDED, version=made.version)
    ballot = field.ballot()
    with pytest.raises(ranking.PanelVoting):
        field.decide("x")
    services.close_ballot(actor=field.actor(), round_id=field.round.id, ballot_id=ballot.id)
    assert field.decide("名额已满") == 3


def test_what_was_previewed_without_the_panel_s_word_is_not_decided(field: Field) -> None:
    before = ranking.fingerprint(computed(get_round(SYSTEM, field.round.id)))
    field.record(0)
    with pytest.raises(ranking.RankingChanged):
        ranking.decide(actor=SYSTEM, round_id=field.round.id, previewed=before, answer="x")


def test_every_version_is_kept_and_a_stale_one_is_refused(field: Field) -> None:
    field.record(0)
    with pytest.raises(RoomChanged):
        field.record(0, reason="另一说")
    field.record(0, Advice.NOT_RECOMMENDED, version=1, reason="再议后")
    assert [row.version for row in db.session.query(PanelDecision).order_by("version")] == [1, 2]
    lines = {line.entry.id: line.panel for line in computed(get_round(SYSTEM, field.round.id))}
    found = lines[field.entries[0].id]
    assert found is not None
    assert (found.reason, found.version) == ("再议后", 2)


@pytest.mark.parametrize(
    ("change", "named"),
    [({"reason": " "}, "reason"), ({"place": 3}, "place"), ({"present": []}, "present")],
)
def test_what_is_recorded_must_make_sense(field: Field, change: dict[str, Any], named: str) -> None:
    with pytest.raises(Invalid) as refused:
        field.record(0, **change)
    assert [one.field for one in refused.value.errors] == [named]


def test_a_judge_in_conflict_cannot_have_taken_part(field: Field) -> None:
    member(field.users[1], field.projects[0], field.entries[0])
    with pytest.raises(Invalid) as refused:
        field.record(0, present=[field.judges[1].id])
    assert [one.code for one in refused.value.errors] == ["panel_present_tied"]


def test_only_chief_judges_lead_and_only_between_scoring_and_decision(session: Any, field: Field) -> None:
    for actor in (field.actor(1), factories.an_actor(Role.ORGANISER)):
        with pytest.raises(Forbidden):
            field.record(0, actor=actor)
    field.round.state = RoundState.OPEN
    field.round.opens_at, field.round.closes_at = (clock.now() - timedelta(hours=n) for n in (2, 1))
    session.flush()
    with pytest.raises(NotInSession):  # its window is over, but may still be extended
        field.record(0)
    field.round.state = RoundState.CLOSED
    session.flush()
    field.decide()
    with pytest.raises(NotInSession):
        field.record(0)
