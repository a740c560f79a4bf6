"""Plans repaired: what stays, what is proposed again and what never is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.notices.models import Notice
from contest.privacy.services import end_retention
from matching.assignment import queries, services
from matching.assignment.domain import (
    Change,
    PlanStale,
    Terms,
    WishKind,
)
from matching.assignment.models import AssignmentWish, MatchPreference
from matching.introductions import services as introductions
from matching.introductions.domain import DeclinedBefore, DeclineReason, IntroductionState, Side
from matching.introductions.models import Introduction
from tests import factories
from tests.matching.assignment.plans import PARK, introduction, pair, pairs, published, worked_out


def test_a_repair_keeps_what_was_agreed_and_never_proposes_what_was_declined(cast: Any) -> None:
    published(cast)
    for actor in (cast.owners[1], cast.leaders[0]):
        introductions.accept(actor=actor, introduction_id=introduction(cast, 0, 1).id)
    introductions.decline(
        actor=cast.owners[0], introduction_id=introduction(cast, 1, 0).id, reason=DeclineReason.STAGE
    )
    repair = worked_out(cast)
    assert pairs(repair) == {pair(cast, 0, 1), pair(cast, 1, 1)}
    board = queries.board(cast.season.id, PARK)
    assert board.change is not None
    assert {one: board.change.of(one) for one in Change} == {
        Change.ADDED: [pair(cast, 1, 1)],
        Change.KEPT: [pair(cast, 0, 1)],
        Change.DECLINED: [pair(cast, 1, 0)],
        Change.MOVED: [],
    }
    services.publish(actor=cast.office, plan_id=repair.id)
    assert introduction(cast, 0, 1).state is IntroductionState.OPEN
    assert introduction(cast, 1, 1).state is IntroductionState.ASKED


def test_a_decline_of_a_proposal_leaves_the_other_side_the_only_one_not_to_ask_again(cast: Any) -> None:
    published(cast)
    made = introduction(cast, 1, 0)
    introductions.decline(actor=cast.leaders[1], introduction_id=made.id, reason=DeclineReason.NOT_NOW)
    assert (made.state, made.declined_by) == (IntroductionState.DECLINED, Side.PROJECT)
    factories.a_recommendation(cast.winners[1], cast.parks[0])
    with pytest.raises(DeclinedBefore):
        introductions.ask(actor=cast.owners[0], project_id=cast.winners[1].id, profile_id=cast.parks[0].id)
    again = introductions.ask(
        actor=cast.leaders[1], project_id=cast.winners[1].id, profile_id=cast.parks[0].id
    )
    assert again.state is IntroductionState.ASKED


def test_a_proposal_nobody_answers_does_not_return(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    published(cast)
    made = introduction(cast, 1, 0)
    later = made.expires_at
    monkeypatch.setattr(clock, "now", lambda: later)
    repair = worked_out(cast)
    assert pair(cast, 1, 0) not in pairs(repair)
    services.publish(actor=cast.office, plan_id=repair.id)
    assert introduction(cast, 1, 0).state is IntroductionState.EXPIRED


def test_a_place_taken_away_moves_one_question_and_takes_the_other_back(session: Session, cast: Any) -> None:
    published(cast)
    cast.parks[0].capacity = 0
    session.flush()
    repair = worked_out(cast)
    assert pairs(repair) == {pair(cast, 0, 1), pair(cast, 1, 1)}
    change = services.publish(actor=cast.office, plan_id=repair.id)
    assert change.of(Change.MOVED) == [pair(cast, 1, 0)]
    assert introduction(cast, 1, 0).state is IntroductionState.WITHDRAWN
    told = {(notice.user_id, notice.code) for notice in session.query(Notice)}
    assert (cast.owners[0].user_id, "introduction.retracted") in told


def test_what_the_office_took_back_itself_is_no_answer_and_may_be_proposed_again(
    session: Session, cast: Any
) -> None:
    published(cast)
    cast.parks[0].capacity = 0
    session.flush()
    services.publish(actor=cast.office, plan_id=worked_out(cast).id)
    taken = introduction(cast, 1, 0)
    assert (taken.state, taken.retracted) == (IntroductionState.WITHDRAWN, True)
    cast.parks[0].capacity = cast.parks[1].capacity = 1
    session.flush()
    now = queries.situation(cast.season.id, PARK, Terms(usual_room=3))
    assert now.refused == frozenset()
    again = worked_out(cast)
    assert pair(cast, 1, 0) in pairs(again)
    services.publish(actor=cast.office, plan_id=again.id)
    assert introduction(cast, 1, 0).state is IntroductionState.ASKED


def test_a_side_that_takes_its_yes_to_a_proposal_back_has_left_the_pair(session: Session, cast: Any) -> None:
    published(cast)
    made = introduction(cast, 1, 0)
    introductions.accept(actor=cast.leaders[1], introduction_id=made.id)
    introductions.withdraw(actor=cast.leaders[1], introduction_id=made.id)
    assert not made.retracted
    assert pair(cast, 1, 0) in queries.situation(cast.season.id, PARK, Terms(usual_room=3)).refused


def test_what_a_side_asked_for_itself_is_not_taken_back_by_a_repair(session: Session, cast: Any) -> None:
    asked = introductions.ask(
        actor=cast.leaders[1], project_id=cast.winners[1].id, profile_id=cast.parks[0].id
    )
    first = published(cast)
    assert pair(cast, 1, 0) in pairs(first)
    cast.parks[0].capacity = 0
    session.flush()
    repair = worked_out(cast)
    assert pair(cast, 1, 0) not in pairs(repair)
    services.publish(actor=cast.office, plan_id=repair.id)
    assert (asked.state, asked.asked_by) == (IntroductionState.ASKED, Side.PROJECT)
    assert "introduction.retracted" not in {notice.code for notice in session.query(Notice)}


def test_what_the_office_wrote_about_a_pair_goes_with_the_season(
    app: Flask, session: Session, cast: Any
) -> None:
    wanted = pair(cast, 0, 1)
    kind = WishKind.PINNED
    services.wish(
        actor=cast.office,
        season_id=cast.season.id,
        pair=wanted,
        kind=kind,
        reason="创始人认识",
        terms=Terms(),
    )
    factories.a_recommendation(cast.winners[0], cast.parks[0])
    services.prefer_profiles(
        actor=cast.leaders[0], project_id=cast.winners[0].id, kind=PARK, ordered=[cast.parks[0].id]
    )
    cast.season.state = "archived"
    log = {"actor_role": "", "action": "season.state_changed", "subject_kind": "seasons"}
    long_ago = clock.now() - timedelta(days=365 * 4)
    session.add(AuditEvent(**log, subject_id=cast.season.id, facts={"after": "archived"}, at=long_ago))
    session.flush()
    end_retention()
    assert (session.query(AssignmentWish).count(), session.query(MatchPreference).count()) == (0, 0)


def test_a_draft_that_cannot_be_done_as_shown_is_stale(session: Session, cast: Any) -> None:
    for spoil in (
        lambda: setattr(cast.parks[0], "capacity", 0),
        lambda: setattr(cast.parks[1], "active", False),
        lambda: setattr(cast.winners[1], "consent_matching", False),
    ):
        plan = worked_out(cast)
        with session.begin_nested() as nested:
            spoil()
            session.flush()
            with pytest.raises(PlanStale):
                services.publish(actor=cast.office, plan_id=plan.id)
            nested.rollback()
        session.expire_all()
    assert session.query(Introduction).count() == 0
