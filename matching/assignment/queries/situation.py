"""What a plan must heed, as it stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Select, select

from contest.kernel import clock
from contest.kernel.db import db
from contest.pool.domain import Way
from matching.assignment.domain import Pair, Situation, WishKind
from matching.assignment.models import AssignmentWish, MatchPreference, PlannedPair
from matching.introductions.domain import IntroductionState, Side, state_at
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.recommendations.queries import winners_to_match, winners_to_place
from matching.retrieval.queries import eligible

OVER = frozenset({IntroductionState.WITHDRAWN, IntroductionState.EXPIRED})


def situation(season_id: UUID, kind: ProfileKind, usual_room: int) -> Situation:
    """Return places, answers, pins and bars of a kind in a season. `usual_room`: where a profile states no places."""
    winners = tuple(winners_to_place(season_id))
    taken = _taken_by_residents(season_id, kind, winners)
    agreed, asked, refused = _answers(season_id, kind, winners)
    room = {
        row.id: max((usual_room if row.capacity is None else row.capacity) - taken[row.id], 0)
        for row in db.session.execute(
            eligible(kind).with_only_columns(MatchProfile.id, MatchProfile.capacity).order_by(MatchProfile.id)
        )
    }
    # Who takes nobody now may still have said yes to somebody.
    room |= {pair.profile_id: 0 for pair in sorted(agreed | asked) if pair.profile_id not in room}
    wishes = _wishes(season_id, kind, winners)
    return Situation(
        winners=winners,
        room=room,
        agreed=agreed,
        asked=asked,
        refused=refused,
        pinned=wishes[WishKind.PINNED],
        barred=wishes[WishKind.BARRED],
        preferences=_preferences(winners, room),
    )


def _taken_by_residents(season_id: UUID, kind: ProfileKind, winners: Collection[UUID]) -> Counter[UUID]:
    """Return how many places residents of bases hold by introductions of their own: they are given none here."""
    residents = set(winners_to_match(season_id, ways=(Way.RESIDENT,))) - set(winners)
    query = select(Introduction.profile_id).where(
        Introduction.season_id == season_id,
        Introduction.kind == kind,
        Introduction.state == IntroductionState.OPEN,
        Introduction.project_id.in_(residents),
    )
    return Counter(db.session.execute(query).scalars())


def _answers(
    season_id: UUID, kind: ProfileKind, winners: Collection[UUID]
) -> tuple[frozenset[Pair], frozenset[Pair], frozenset[Pair]]:
    """Return the pairs that agreed, that wait, and that are over: of each pair the latest word counts.

    What the office took back itself is nobody's word.
    """
    proposed = select(PlannedPair.introduction_id).where(PlannedPair.introduction_id.is_not(None))
    query = (
        select(Introduction, Introduction.id.in_(proposed).label("by_office"))
        .where(
            Introduction.season_id == season_id,
            Introduction.kind == kind,
            Introduction.project_id.in_(list(winners)),
            ~Introduction.retracted,
        )
        .order_by(Introduction.asked_at, Introduction.id)
    )
    now = clock.now()
    latest: dict[Pair, tuple[IntroductionState, bool]] = {}
    for made, by_office in db.session.execute(query):
        state = state_at(made.state, made.expires_at, now)
        latest[Pair(made.project_id, made.profile_id)] = (state, by_office)

    def of(*wanted: IntroductionState) -> set[Pair]:
        return {pair for pair, (state, _) in latest.items() if state in wanted}

    left = {pair for pair, (state, by_office) in latest.items() if by_office and state in OVER}
    return (
        frozenset(of(IntroductionState.OPEN)),
        frozenset(of(IntroductionState.ASKED)),
        frozenset(of(IntroductionState.DECLINED) | left),
    )


def _wishes(season_id: UUID, kind: ProfileKind, winners: Collection[UUID]) -> dict[WishKind, frozenset[Pair]]:
    query = (
        select(AssignmentWish)
        .join(MatchProfile, MatchProfile.id == AssignmentWish.profile_id)
        .where(AssignmentWish.season_id == season_id, MatchProfile.kind == kind)
    )
    known, found = set(winners), list(db.session.execute(query).scalars())
    return {
        wanted: frozenset(
            Pair(wish.project_id, wish.profile_id)
            for wish in found
            if wish.kind is wanted and wish.project_id in known
        )
        for wanted in WishKind
    }


def _preferences(winners: Collection[UUID], profiles: Collection[UUID]) -> dict[str, tuple[Pair, ...]]:
    found: dict[str, list[Pair]] = {}
    for row in db.session.execute(_named(winners, profiles)).scalars():
        key = row.project_id if row.side is Side.PROJECT else row.profile_id
        found.setdefault(f"{row.side}:{key}", []).append(Pair(row.project_id, row.profile_id))
    return {key: tuple(pairs) for key, pairs in found.items()}


def _named(winners: Collection[UUID], profiles: Collection[UUID]) -> Select[MatchPreference]:
    return (
        select(MatchPreference)
        .where(
            MatchPreference.project_id.in_(list(winners)),
            MatchPreference.profile_id.in_(list(profiles)),
        )
        .order_by(MatchPreference.side, MatchPreference.rank, MatchPreference.created_at)
    )
