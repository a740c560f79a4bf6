"""Plans asked for, published and answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid
from contest.notices.models import Notice
from contest.permissions import Role
from matching.assignment import queries, services
from matching.assignment.domain import (
    AssignmentOff,
    PlanGone,
    PlanState,
    Terms,
)
from matching.introductions import services as introductions
from matching.introductions.domain import IntroductionState, Side
from matching.introductions.models import Introduction
from tests import factories
from tests.matching.assignment.plans import PARK, ActorOf, introduction, pair, pairs, published, worked_out


def test_a_worker_works_the_plan_out_and_nobody_is_told(session: Session, cast: Any) -> None:
    plan = worked_out(cast)
    assert plan.state is PlanState.DRAFT
    assert pairs(plan) == {pair(cast, 0, 1), pair(cast, 1, 0)}
    assert plan.outcome["shortfall"] == 0
    assert len(plan.fingerprint) == 64
    assert session.query(Introduction).count() == 0
    assert session.query(Notice).count() == 0


def test_scores_are_those_the_lists_are_made_from(session: Session, cast: Any) -> None:
    plan = services.request_plan(actor=cast.office, season_id=cast.season.id, kind=PARK, terms=Terms(each=2))
    services.solve(plan_id=plan.id)
    assert plan.state is PlanState.DRAFT
    assert plan.outcome["pairs"] == 3
    assert all(row.score is not None for row in queries.pairs_of(plan.id).values())


def test_only_the_organiser_assigns(cast: Any, actor_of: ActorOf) -> None:
    plan = worked_out(cast)
    for actor in (cast.leaders[0], cast.owners[0], actor_of(factories.a_user(Role.AUDITOR))):
        with pytest.raises(Forbidden):
            services.request_plan(actor=actor, season_id=cast.season.id, kind=PARK, terms=Terms())
        with pytest.raises(Forbidden):
            services.publish(actor=actor, plan_id=plan.id)


def test_terms_and_seasons_without_winners_are_refused(cast: Any) -> None:
    with pytest.raises(Invalid):
        services.request_plan(actor=cast.office, season_id=cast.season.id, kind=PARK, terms=Terms(each=11))
    with pytest.raises(AssignmentOff):
        services.request_plan(actor=cast.office, season_id=factories.a_season().id, kind=PARK, terms=Terms())


def test_a_new_plan_replaces_the_draft_even_while_that_is_worked_out(cast: Any) -> None:
    first = services.request_plan(actor=cast.office, season_id=cast.season.id, kind=PARK, terms=Terms())
    second = worked_out(cast)
    services.solve(plan_id=first.id, scores=cast.scores)
    db.session.refresh(first)
    assert (first.state, second.state) == (PlanState.SUPERSEDED, PlanState.DRAFT)
    assert pairs(first) == set()
    with pytest.raises(PlanGone):
        services.publish(actor=cast.office, plan_id=first.id)
    with pytest.raises(PlanGone):
        services.discard(actor=cast.office, plan_id=first.id)


def test_publishing_asks_both_sides_and_either_may_speak_first(session: Session, cast: Any) -> None:
    published(cast)
    made = introduction(cast, 1, 0)
    assert (made.state, made.asked_by) == (IntroductionState.ASKED, None)
    told = {(notice.user_id, notice.code) for notice in session.query(Notice)}
    people = [cast.leaders[1].user_id, cast.owners[0].user_id]
    assert {(person, "introduction.proposed") for person in people} <= told
    introductions.accept(actor=cast.owners[0], introduction_id=made.id)
    assert (made.state, made.asked_by) == (IntroductionState.ASKED, Side.PROFILE)
    with pytest.raises(Forbidden):
        introductions.accept(actor=cast.owners[0], introduction_id=made.id)
    introductions.accept(actor=cast.leaders[1], introduction_id=made.id)
    assert made.state is IntroductionState.OPEN
    assert {made.project_user_id, made.profile_user_id} == set(people)
    actions = set(session.execute(select(AuditEvent.action)).scalars())
    assert {
        "assignment.published",
        "introduction.proposed",
        "introduction.agreed",
        "introduction.open",
    } <= actions


def test_asking_by_oneself_is_a_yes_to_the_proposal(cast: Any) -> None:
    published(cast)
    made = introductions.ask(
        actor=cast.leaders[1], project_id=cast.winners[1].id, profile_id=cast.parks[0].id
    )
    assert (made.id, made.asked_by) == (introduction(cast, 1, 0).id, Side.PROJECT)


def test_the_board_costs_the_same_for_three_winners_as_for_one(
    cast: Any, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    published(cast)

    def shown() -> Any:
        db.session.expire_all()
        return queries.board(cast.season.id, PARK)

    shown()
    before = count_queries(shown)
    for _ in range(3):
        winner, park = factories.a_winner(cast.season), factories.a_profile(PARK, capacity=1)
        cast.scores[winner.id] = {park.id: 0.4}
    worked_out(cast)
    services.publish(actor=cast.office, plan_id=queries.board(cast.season.id, PARK).draft.id)  # type: ignore[union-attr]
    assert len(queries.board(cast.season.id, PARK).lines) == 5
    assert count_queries(shown) == before
