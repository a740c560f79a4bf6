"""Pins, bars and preferences."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound
from matching.assignment import queries, services
from matching.assignment.domain import (
    Method,
    Pair,
    PinBeyondRoom,
    PrefersStranger,
    Terms,
    WishKind,
    WishRefused,
)
from matching.assignment.models import MatchPreference
from matching.introductions import services as introductions
from matching.introductions.domain import DeclineReason, Side
from tests import factories
from tests.matching.assignment.plans import PARK, ActorOf, introduction, pair, pairs, worked_out


def test_a_pin_is_heeded_and_needs_a_reason_and_a_place(cast: Any) -> None:
    def pin(winner: int, park: int, reason: str = "同一产业链") -> Any:
        return services.wish(
            actor=cast.office,
            season_id=cast.season.id,
            pair=pair(cast, winner, park),
            kind=WishKind.PINNED,
            reason=reason,
            terms=Terms(),
        )

    with pytest.raises(Invalid):
        pin(0, 0, " ")
    made = pin(0, 0)
    with pytest.raises(PinBeyondRoom):
        pin(1, 0)
    assert pairs(worked_out(cast)) == {pair(cast, 0, 0), pair(cast, 1, 1)}
    board = queries.board(cast.season.id, PARK)
    (seen,) = board.wishes
    assert seen.cost == {
        "project": str(cast.winners[0].id),
        "profile": str(cast.parks[0].id),
        "pairs": 0,
        "score": pytest.approx(0.2),
    }
    services.withdraw_wish(actor=cast.office, wish_id=made.id)
    assert queries.board(cast.season.id, PARK).wishes == ()
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
            terms=Terms(),
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
    assert queries.board(cast.season.id, PARK).wishes[0].unheeded


def test_nobody_is_pinned_to_themselves(cast: Any, actor_of: ActorOf) -> None:
    own = factories.a_profile(PARK, db.session.get_one(type(factories.a_user()), cast.leaders[0].user_id))
    with pytest.raises(WishRefused):
        services.wish(
            actor=cast.office,
            season_id=cast.season.id,
            pair=Pair(cast.winners[0].id, own.id),
            kind=WishKind.PINNED,
            reason="x",
            terms=Terms(),
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
