"""The office's board of one kind in one season: winners and counterparts, fill, shortfalls, pins and bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.kernel import clock
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.models import Project
from matching.assignment.domain import (
    Change,
    Difference,
    Pair,
    PlanState,
    Situation,
    Terms,
    WishKind,
    difference,
)
from matching.assignment.models import AssignmentWish, PlannedPair
from matching.assignment.queries.plans import PlanView, current_plans, pairs_of, published_pairs
from matching.assignment.queries.situation import situation
from matching.introductions.domain import IntroductionState, Side, state_at
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile


@dataclass(frozen=True, slots=True)
class Placed:
    """One counterpart of a winner. `state` and `agreed_by` of its introduction; None where none is under way."""

    profile_id: UUID
    name: LocalizedText
    score: float | None
    place: int | None
    state: IntroductionState | None
    agreed_by: Side | None
    introduction_id: UUID | None
    change: Change | None
    pinned: bool


@dataclass(frozen=True, slots=True)
class WinnerLine:
    """One winner. `short`: how many counterparts it lacks; `needs`: the m² it is counted with at parks."""

    id: UUID
    number: str
    name: LocalizedText
    placed: tuple[Placed, ...]
    short: int
    needs: int | None = None


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One profile. `stated`: it says itself how many places it has; `over`: more stand in the plan than it has now.

    `space`: the m² it has left, None where it states none (and for all but parks); `area`: the m² that the plan takes.
    """

    id: UUID
    name: LocalizedText
    room: int
    load: int
    agreed: int
    stated: bool
    space: int | None = None
    area: int = 0

    @property
    def fill(self) -> float:
        """Return how full it is, by places or by space, whichever is nearer its end."""
        by_space = self.area / max(self.space, 1) if self.space is not None else 0.0
        return max(self.load / max(self.room, 1), by_space)

    @property
    def full(self) -> bool:
        return self.load >= self.room

    @property
    def over(self) -> bool:
        return self.load > self.room

    @property
    def over_space(self) -> bool:
        return self.space is not None and self.area > self.space


@dataclass(frozen=True, slots=True)
class WishView:
    """A pin or bar. `cost`: what the plan would gain without it; `unheeded`: an answer outweighs it."""

    id: UUID
    pair: Pair
    kind: WishKind
    reason: str
    cost: Mapping[str, Any] | None
    unheeded: bool


@dataclass(frozen=True, slots=True)
class Board:
    """`pending`: what is being decided on; `published`: what was proposed; `shown`: whose pairs the lines are.

    `names`: of every winner and profile that may be meant. `outdated`: what the draft was made from has changed.
    """

    kind: ProfileKind
    pending: PlanView | None
    published: PlanView | None
    shown: PlanView | None
    lines: tuple[WinnerLine, ...]
    counterparts: tuple[Counterpart, ...]
    wishes: tuple[WishView, ...]
    change: Difference | None
    names: Mapping[UUID, LocalizedText]
    numbers: Mapping[UUID, str]
    outdated: bool
    answers: Mapping[str, int]

    @property
    def draft(self) -> PlanView | None:
        return self.pending if self.pending and self.pending.state is PlanState.DRAFT else None

    @property
    def waiting(self) -> PlanView | None:
        return self.pending if self.pending and self.pending.state is PlanState.WAITING else None


@dataclass(frozen=True, slots=True)
class _Word:
    """The latest introduction of a pair."""

    id: UUID
    state: IntroductionState
    asked_by: Side | None


def board(season_id: UUID, kind: ProfileKind) -> Board:
    """Return the board, in a number of statements that does not grow with winners or profiles."""
    pending, published = current_plans(season_id, kind)
    shown = pending if pending and pending.state is PlanState.DRAFT else published
    now = situation(season_id, kind, shown.terms if shown else Terms.usual(kind))
    before = published_pairs(season_id, kind) if published else {}
    pairs = pairs_of(shown.id) if shown else {}
    change = difference(before, pairs, now.refused) if shown is not published else None
    profiles = _profiles(kind, {*now.room, *(pair.profile_id for pair in [*pairs, *before])})
    projects = _projects({*now.winners, *(pair.project_id for pair in [*pairs, *before])})
    words = _words(season_id, kind)
    outcome = shown.outcome if shown else {}
    return Board(
        kind=kind,
        pending=pending,
        published=published,
        shown=shown,
        lines=_lines(now, pairs, projects, profiles, words, change, shown.terms.each if shown else 0),
        counterparts=_counterparts(now, pairs, profiles),
        wishes=_wishes(season_id, kind, now, outcome.get("wishes", ())),
        change=change,
        names={key: row.name for key, row in [*projects.items(), *profiles.items()]},
        numbers={key: row.number or "" for key, row in projects.items()},
        outdated=bool(shown and pending is shown and now.fingerprint(shown.terms) != shown.fingerprint),
        answers=_counts(before, words),
    )


def _profiles(kind: ProfileKind, ids: Collection[UUID]) -> dict[UUID, Any]:
    query = select(MatchProfile.id, MatchProfile.name, MatchProfile.capacity).where(
        MatchProfile.kind == kind, MatchProfile.id.in_(list(ids))
    )
    return {row.id: row for row in db.session.execute(query.order_by(MatchProfile.id))}


def _projects(ids: Collection[UUID]) -> dict[UUID, Any]:
    query = select(Project.id, Project.name, Project.number).where(Project.id.in_(list(ids)))
    return {row.id: row for row in db.session.execute(query.order_by(Project.number, Project.id))}


def _words(season_id: UUID, kind: ProfileKind) -> dict[Pair, _Word]:
    query = (
        select(Introduction)
        .where(Introduction.season_id == season_id, Introduction.kind == kind)
        .order_by(Introduction.asked_at, Introduction.id)
    )
    moment = clock.now()
    return {
        Pair(made.project_id, made.profile_id): _Word(
            made.id, state_at(made.state, made.expires_at, moment), made.asked_by
        )
        for made in db.session.execute(query).scalars()
    }


def _lines(
    now: Situation,
    pairs: Mapping[Pair, PlannedPair],
    projects: Mapping[UUID, Any],
    profiles: Mapping[UUID, Any],
    words: Mapping[Pair, _Word],
    change: Difference | None,
    each: int,
) -> tuple[WinnerLine, ...]:
    of: dict[UUID, list[Placed]] = {}
    for pair, row in pairs.items():
        if pair.profile_id in profiles:
            word = words.get(pair)
            placed = Placed(
                profile_id=pair.profile_id,
                name=profiles[pair.profile_id].name,
                score=row.score,
                place=row.place,
                state=word.state if word else None,
                agreed_by=word.asked_by if word else None,
                introduction_id=word.id if word else None,
                change=change.changes.get(pair) if change else None,
                pinned=pair in now.pinned,
            )
            of.setdefault(pair.project_id, []).append(placed)
    return tuple(
        WinnerLine(
            id=key,
            number=row.number or "",
            name=row.name,
            placed=tuple(sorted(of.get(key, ()), key=lambda one: (-(one.score or 0), str(one.profile_id)))),
            short=max(0, each - sum(_stands(one) for one in of.get(key, ()))),
            needs=now.need.get(key),
        )
        for key, row in projects.items()
        if key in now.winners
    )


def _stands(one: Placed) -> bool:
    """Say whether a pair may still come about: a draft's does, a published one until somebody says no."""
    return one.state in (None, IntroductionState.ASKED, IntroductionState.OPEN) or one.change is not None


def _counterparts(
    now: Situation, pairs: Collection[Pair], profiles: Mapping[UUID, Any]
) -> tuple[Counterpart, ...]:
    stands = {*pairs, *now.agreed} - now.refused
    loads, areas, agreed = now.load(stands), now.area(stands), now.load(now.agreed)
    found = [
        Counterpart(
            id=key,
            name=row.name,
            room=now.room.get(key, 0),
            load=loads[key],
            agreed=agreed[key],
            stated=row.capacity is not None,
            space=now.space.get(key),
            area=areas[key],
        )
        for key, row in profiles.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.fill, -one.load, one.name.zh, str(one.id))))


def _wishes(
    season_id: UUID, kind: ProfileKind, now: Situation, costs: Sequence[Mapping[str, Any]]
) -> tuple[WishView, ...]:
    priced = {(cost["project"], cost["profile"]): cost for cost in costs}
    query = (
        select(AssignmentWish)
        .join(MatchProfile, MatchProfile.id == AssignmentWish.profile_id)
        .where(AssignmentWish.season_id == season_id, MatchProfile.kind == kind)
        .order_by(AssignmentWish.created_at, AssignmentWish.id)
    )
    views = []
    for made in db.session.execute(query).scalars():
        pair = Pair(made.project_id, made.profile_id)
        pinned = made.kind is WishKind.PINNED
        views.append(
            WishView(
                id=made.id,
                pair=pair,
                kind=made.kind,
                reason=made.reason,
                cost=priced.get((str(pair.project_id), str(pair.profile_id))),
                unheeded=pair in (now.refused if pinned else now.agreed),
            )
        )
    return tuple(views)


def _counts(before: Collection[Pair], words: Mapping[Pair, _Word]) -> dict[str, int]:
    counted = Counter(words[pair].state.value for pair in before if pair in words)
    return {state.value: counted[state.value] for state in IntroductionState}
