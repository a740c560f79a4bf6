"""What a plan must heed, as it stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Select, select

from contest.kernel import clock
from contest.kernel.db import db
from contest.pool.domain import Way
from matching.assignment.domain import Pair, Situation, Terms, WishKind
from matching.assignment.models import AssignmentWish, MatchPreference, PlannedPair
from matching.introductions.domain import IntroductionState, Side, state_at
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.recommendations.queries import spaces_wanted, winners_to_match, winners_to_place
from matching.retrieval.queries import eligible

OVER = frozenset({IntroductionState.WITHDRAWN, IntroductionState.EXPIRED})


def situation(season_id: UUID, kind: ProfileKind, terms: Terms) -> Situation:
    """Return places, spaces, answers, pins and bars of a kind in a season.

    The terms say what counts where a profile states no places, and a winner no space.
    """
    winners = tuple(winners_to_place(season_id))
    residents = _held_by_residents(season_id, kind, winners)
    agreed, asked, refused = _answers(season_id, kind, winners)
    need = _needs(kind, {*winners, *(pair.project_id for pair in residents)}, terms)
    room, space = _room(kind, residents, need, terms)
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
        space=space,
        need={winner: need[winner] for winner in winners if winner in need},
    )


def _held_by_residents(season_id: UUID, kind: ProfileKind, winners: Collection[UUID]) -> list[Pair]:
    """Return what residents of bases hold by introductions of their own: they are given no places here."""
    residents = set(winners_to_match(season_id, ways=(Way.RESIDENT,))) - set(winners)
    query = select(Introduction.project_id, Introduction.profile_id).where(
        Introduction.season_id == season_id,
        Introduction.kind == kind,
        Introduction.state == IntroductionState.OPEN,
        Introduction.project_id.in_(residents),
    )
    return [Pair(*row) for row in db.session.execute(query)]


def _needs(kind: ProfileKind, project_ids: Collection[UUID], terms: Terms) -> dict[UUID, int]:
    """Return project -> the m² it is counted with; only parks have space to give."""
    if kind is not ProfileKind.PARK:
        return {}
    stated = spaces_wanted(project_ids)
    return {project_id: stated.get(project_id, terms.usual_space) for project_id in project_ids}


def _room(
    kind: ProfileKind, residents: Collection[Pair], need: Mapping[UUID, int], terms: Terms
) -> tuple[dict[UUID, int], dict[UUID, int]]:
    """Return profile -> places left, and -> m² left where it states any."""
    taken = Counter(pair.profile_id for pair in residents)
    area: Counter[UUID] = Counter()
    for pair in residents:
        area[pair.profile_id] += need.get(pair.project_id, 0)
    query = eligible(kind).with_only_columns(MatchProfile.id, MatchProfile.capacity, MatchProfile.vacant_m2)
    rows = list(db.session.execute(query.order_by(MatchProfile.id)))
    room = {
        row.id: max((terms.usual_room if row.capacity is None else row.capacity) - taken[row.id], 0)
        for row in rows
    }
    space = {
        row.id: max(row.vacant_m2 - area[row.id], 0)
        for row in rows
        if kind is ProfileKind.PARK and row.vacant_m2 is not None
    }
    return room, space


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
