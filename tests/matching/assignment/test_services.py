"""Plans asked for, published, answered, repaired; pins, bars, preferences; races."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db, transaction
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.notices.models import Notice
from contest.permissions import Role
from contest.privacy.services import end_retention
from matching.assignment import queries, services
from matching.assignment.domain import (
    AssignmentOff,
    Change,
    Method,
    Pair,
    PinBeyondRoom,
    PlanGone,
    PlanStale,
    PlanState,
    PrefersStranger,
    Terms,
    WishKind,
    WishRefused,
)
from matching.assignment.models import AssignmentPlan, AssignmentWish, MatchPreference
from matching.introductions import services as introductions
from matching.introductions.domain import DeclinedBefore, DeclineReason, IntroductionState, Side
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.services import set_active
from tests import factories

ActorOf = Callable[..., Actor]
PARK = ProfileKind.PARK


@pytest.fixture
def cast(session: Session, actor_of: ActorOf) -> SimpleNamespace:
    """Two winners and two parks; the first park has one place and fits both best."""
    season = factories.a_season()
    leaders = [factories.a_user() for _ in range(2)]
    winners = [factories.a_winner(season, factories.a_team(leader)) for leader in leaders]
    owners = [factories.a_user() for _ in range(2)]
    parks = [factories.a_profile(PARK, owner, capacity=number) for number, owner in enumerate(owners, 1)]
    made = SimpleNamespace(
        season=season,
        winners=winners,
        parks=parks,
        leaders=[actor_of(leader) for leader in leaders],
        owners=[actor_of(owner) for owner in owners],
        office=actor_of(factories.a_user(Role.ORGANISER)),
    )
    made.scores = {
        winners[0].id: {parks[0].id: 0.9, parks[1].id: 0.5},
        winners[1].id: {parks[0].id: 0.8, parks[1].id: 0.2},
    }
    return made


def worked_out(cast: Any, terms: Terms = Terms(), kind: ProfileKind = PARK) -> AssignmentPlan:  # noqa: B008 - frozen
    plan = services.request_plan(actor=cast.office, season_id=cast.season.id, kind=kind, terms=terms)
    services.solve(plan_id=plan.id, scores=cast.scores)
    return plan


def published(cast: Any) -> AssignmentPlan:
    plan = worked_out(cast)
    services.publish(actor=cast.office, plan_id=plan.id)
    return plan


def introduction(cast: Any, winner: int, park: int) -> Introduction:
    query = select(Introduction).where(
        Introduction.project_id == cast.winners[winner].id, Introduction.profile_id == cast.parks[park].id
    )
    return db.session.execute(query.order_by(Introduction.asked_at.desc()).limit(1)).scalar_one()


def pairs(plan: AssignmentPlan) -> set[Pair]:
    return set(queries.pairs_of(plan.id))


def pair(cast: Any, winner: int, park: int) -> Pair:
    return Pair(cast.winners[winner].id, cast.parks[park].id)


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


def test_a_repair_keeps_what_was_agreed_and_never_proposes_what_was_declined(cast: Any) -> None:
    published(cast)
    for actor in (cast.owners[1], cast.leaders[0]):
        introductions.accept(actor=actor, introduction_id=introduction(cast, 0, 1).id)
    introductions.decline(
        actor=cast.owners[0], introduction_id=introduction(cast, 1, 0).id, reason=DeclineReason.STAGE
    )
    repair = worked_out(cast)
    assert pairs(repair) == {pair(cast, 0, 1), pair(cast, 1, 1)}
    board = queries.board(cast.season.id, PARK, 5)
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
    now = queries.situation(cast.season.id, PARK, 3)
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
    assert pair(cast, 1, 0) in queries.situation(cast.season.id, PARK, 3).refused


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
        actor=cast.office, season_id=cast.season.id, pair=wanted, kind=kind, reason="创始人认识", usual_room=5
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


def test_a_pin_is_heeded_and_needs_a_reason_and_a_place(cast: Any) -> None:
    def pin(winner: int, park: int, reason: str = "同一产业链") -> Any:
        return services.wish(
            actor=cast.office,
            season_id=cast.season.id,
            pair=pair(cast, winner, park),
            kind=WishKind.PINNED,
            reason=reason,
            usual_room=5,
        )

    with pytest.raises(Invalid):
        pin(0, 0, " ")
    made = pin(0, 0)
    with pytest.raises(PinBeyondRoom):
        pin(1, 0)
    assert pairs(worked_out(cast)) == {pair(cast, 0, 0), pair(cast, 1, 1)}
    board = queries.board(cast.season.id, PARK, 5)
    (seen,) = board.wishes
    assert seen.cost == {
        "project": str(cast.winners[0].id),
        "profile": str(cast.parks[0].id),
        "pairs": 0,
        "score": pytest.approx(0.2),
    }
    services.withdraw_wish(actor=cast.office, wish_id=made.id)
    assert queries.board(cast.season.id, PARK, 5).wishes == ()
    with pytest.raises(NotFound):
        services.withdraw_wish(actor=cast.office, wish_id=made.id)


def test_a_bar_and_a_declined_pin(session: Session, cast: Any, actor_of: ActorOf) -> None:
    def say(kind: WishKind, winner: int = 1, park: int = 0) -> Any:
        return services.wish(
            actor=cast.office,
            season_id=cast.season.id,
            pair=pair(cast, winner, park),
            kind=kind,
            reason="对方要求",
            usual_room=5,
        )

    say(WishKind.BARRED)
    assert pair(cast, 1, 0) not in pairs(worked_out(cast))
    say(WishKind.PINNED)
    plan = worked_out(cast)
    assert pair(cast, 1, 0) in pairs(plan)
    services.publish(actor=cast.office, plan_id=plan.id)
    introductions.decline(
        actor=cast.owners[0], introduction_id=introduction(cast, 1, 0).id, reason=DeclineReason.STAGE
    )
    with pytest.raises(WishRefused):
        say(WishKind.PINNED)
    assert pair(cast, 1, 0) not in pairs(worked_out(cast))
    assert queries.board(cast.season.id, PARK, 5).wishes[0].unheeded


def test_nobody_is_pinned_to_themselves(cast: Any, actor_of: ActorOf) -> None:
    own = factories.a_profile(PARK, db.session.get_one(type(factories.a_user()), cast.leaders[0].user_id))
    with pytest.raises(WishRefused):
        services.wish(
            actor=cast.office,
            season_id=cast.season.id,
            pair=Pair(cast.winners[0].id, own.id),
            kind=WishKind.PINNED,
            reason="x",
            usual_room=5,
        )


def test_both_sides_say_whom_they_would_rather_have(session: Session, cast: Any) -> None:
    for winner in cast.winners:
        for rank, park in enumerate(cast.parks, 1):
            factories.a_recommendation(winner, park, rank=rank)
    services.prefer_winners(actor=cast.owners[0], profile_id=cast.parks[0].id, ordered=[cast.winners[0].id])
    services.prefer_profiles(
        actor=cast.leaders[0],
        project_id=cast.winners[0].id,
        kind=PARK,
        ordered=[cast.parks[0].id, cast.parks[1].id],
    )
    stable = worked_out(cast, Terms(method=Method.STABLE))
    assert pairs(stable) == {pair(cast, 0, 0), pair(cast, 1, 1)}
    services.prefer_profiles(actor=cast.leaders[0], project_id=cast.winners[0].id, kind=PARK, ordered=[])
    assert session.query(MatchPreference).filter_by(side=Side.PROJECT).count() == 0
    with pytest.raises(PrefersStranger):
        services.prefer_winners(
            actor=cast.owners[0], profile_id=cast.parks[0].id, ordered=[factories.a_winner(cast.season).id]
        )
    with pytest.raises(NotFound):
        services.prefer_profiles(actor=cast.leaders[1], project_id=cast.winners[0].id, kind=PARK, ordered=[])
    with pytest.raises((Forbidden, NotFound)):
        services.prefer_winners(actor=cast.leaders[0], profile_id=cast.parks[0].id, ordered=[])


def test_the_board_costs_the_same_for_three_winners_as_for_one(
    cast: Any, count_queries: Callable[[Callable[[], Any]], int]
) -> None:
    published(cast)

    def shown() -> Any:
        db.session.expire_all()
        return queries.board(cast.season.id, PARK, 5)

    shown()
    before = count_queries(shown)
    for _ in range(3):
        winner, park = factories.a_winner(cast.season), factories.a_profile(PARK, capacity=1)
        cast.scores[winner.id] = {park.id: 0.4}
    worked_out(cast)
    services.publish(actor=cast.office, plan_id=queries.board(cast.season.id, PARK, 5).draft.id)  # type: ignore[union-attr]
    assert len(queries.board(cast.season.id, PARK, 5).lines) == 5
    assert count_queries(shown) == before


@pytest.mark.committed
def test_places_that_change_while_publishing_change_before_or_after(
    app: Flask, cast: Any, session: Session
) -> None:
    """A park says that it has no place while the office publishes: never is a pair proposed to it unnoticed."""
    plan_id, park_id = worked_out(cast).id, cast.parks[0].id
    office, owner = cast.office, cast.owners[0]
    session.commit()
    start, told = threading.Barrier(2), {}

    def run(name: str, act: Callable[[], Any]) -> None:
        with app.app_context():
            start.wait(timeout=30)
            try:
                with transaction():
                    act()
                told[name] = "done"
            except PlanStale:
                told[name] = "stale"

    threads = [
        threading.Thread(
            target=run, args=("publish", lambda: services.publish(actor=office, plan_id=plan_id))
        ),
        threading.Thread(
            target=run, args=("leave", lambda: set_active(actor=owner, profile_id=park_id, active=False))
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert told["leave"] == "done"
    session.expire_all()
    proposed = session.query(Introduction).filter_by(profile_id=park_id).count()
    assert not session.get_one(MatchProfile, park_id).active
    # Either publishing came first and the proposal stands, or it saw that the park is gone and proposed nothing.
    assert (told["publish"], proposed) in {("done", 1), ("stale", 0)}
    if told["publish"] == "stale":
        assert session.query(Introduction).count() == 0


@pytest.mark.committed
def test_two_who_publish_at_once_propose_once(app: Flask, cast: Any, session: Session) -> None:
    plan_id, office = worked_out(cast).id, cast.office
    session.commit()
    start, told = threading.Barrier(2), []

    def run() -> None:
        with app.app_context():
            start.wait(timeout=30)
            try:
                with transaction():
                    services.publish(actor=replace(office), plan_id=plan_id)
                told.append("done")
            except PlanGone:
                told.append("gone")

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == ["done", "gone"]
    assert session.query(Introduction).count() == 2


@pytest.mark.committed
def test_an_answer_given_while_publishing_comes_before_or_after(
    app: Flask, cast: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever declines once the situation is read waits: what they decline is not proposed to them anew."""
    asked = introductions.ask(
        actor=cast.leaders[1], project_id=cast.winners[1].id, profile_id=cast.parks[0].id
    )
    plan_id, asked_id, owner = worked_out(cast).id, asked.id, cast.owners[0]
    assert pair(cast, 1, 0) in set(queries.pairs_of(plan_id))
    session.commit()
    look, told = queries.situation, []

    def decline() -> None:
        with app.app_context():
            try:
                with transaction():
                    db.session.execute(text("SET LOCAL lock_timeout = '200ms'"))
                    introductions.decline(actor=owner, introduction_id=asked_id, reason=DeclineReason.STAGE)
                told.append("declined")
            except OperationalError:
                told.append("waits")

    def meanwhile(*asked_for: Any) -> Any:
        found = look(*asked_for)
        thread = threading.Thread(target=decline)
        thread.start()
        thread.join(timeout=60)
        return found

    monkeypatch.setattr(queries, "situation", meanwhile)
    services.publish(actor=cast.office, plan_id=plan_id)
    session.commit()
    assert told == ["waits"]
    assert introduction(cast, 1, 0).id == asked_id
