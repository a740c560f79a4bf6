"""What hangs on a profile goes over to another one, and comes back: row by row, so that nothing else moves.

A row stays where it is when the other side has one in its place: no introduction is made twice, no word is doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from contest.kernel.db import db
from contest.landings import services as landings
from matching.assignment.models import AssignmentWish, MatchPreference, PlannedPair
from matching.introductions.domain import ACTIVE, Side
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from matching.profiles.models import Deal
from matching.visits.models import ProjectVisit

MILESTONES = "project_milestones"


@dataclass(frozen=True, slots=True)
class Carried:
    """A table that names a profile. `same`: what one profile may have only once; `key`: what a row is found by.

    `stays`: what a row hangs on besides, that did not go over itself.
    """

    table: Any
    same: Callable[[Any, Any], ColumnElement[bool]] | None
    key: Callable[[Any], ColumnElement[str]]
    stays: Callable[[Any], ColumnElement[bool]] | None = None

    @property
    def name(self) -> str:
        return str(self.table.__tablename__)


def _id(row: Any) -> ColumnElement[str]:
    return cast(row.id, Text)


def _joined(*columns: str) -> Callable[[Any], ColumnElement[str]]:
    return lambda row: func.concat_ws(":", *(cast(getattr(row, name), Text) for name in columns))


def _both_active(row: Any, other: Any) -> ColumnElement[bool]:
    return and_(row.project_id == other.project_id, row.state.in_(ACTIVE), other.state.in_(ACTIVE))


def _same_word(row: Any, other: Any) -> ColumnElement[bool]:
    """A profile has one order of its own; a project names a profile once."""
    return and_(row.side == other.side, or_(row.side == Side.PROFILE, row.project_id == other.project_id))


def _its_introduction(row: Any) -> ColumnElement[bool]:
    """What a plan made of a pair is that plan's to take back: where it did not go over, the pair does not either."""
    made = select(Introduction.id).where(
        Introduction.id == row.introduction_id, Introduction.profile_id == row.profile_id
    )
    return exists(made.correlate(row))


def _same_visit(row: Any, other: Any) -> ColumnElement[bool]:
    at_once = and_(row.project_id == other.project_id, row.what == other.what, row.hour == other.hour)
    return and_(at_once, row.viewer_id.is_not_distinct_from(other.viewer_id))


CARRIED = (
    Carried(Deal, None, _id),
    Carried(Introduction, _both_active, _id),
    Carried(AssignmentWish, lambda row, other: row.project_id == other.project_id, _id),
    Carried(MatchPreference, _same_word, _joined("side", "project_id")),
    Carried(
        PlannedPair,
        lambda row, other: and_(row.plan_id == other.plan_id, row.project_id == other.project_id),
        _joined("plan_id", "project_id"),
        _its_introduction,  # introductions went over before
    ),
    Carried(ProjectVisit, _same_visit, _id),
)


def carry(was: UUID, now: UUID) -> dict[str, list[str]]:
    """Let everything that hangs on one profile hang on another; return table -> keys of what went over."""
    moved = {one.name: _move(one, was, now) for one in CARRIED}
    milestones = landings.hand_over(kind=ProfileKind.INVESTOR, was=was, now=now)
    db.session.expire_all()
    return {**moved, MILESTONES: [str(key) for key in milestones]}


def carry_back(moved: Mapping[str, Collection[str]], was: UUID, now: UUID) -> None:
    """Bring back what went over, as far as it is still there; what came since stays."""
    for one in CARRIED:
        _move(one, was, now, keys=moved.get(one.name, ()))
    ids = [UUID(key) for key in moved.get(MILESTONES, ())]
    landings.hand_over(kind=ProfileKind.INVESTOR, was=was, now=now, ids=ids)
    db.session.expire_all()


def _move(one: Carried, was: UUID, now: UUID, *, keys: Collection[str] | None = None) -> list[str]:
    row, other = one.table, aliased(one.table)
    query = update(row).where(row.profile_id == was)
    if one.same is not None:
        taken = select(other.profile_id).where(other.profile_id == now, one.same(row, other)).correlate(row)
        query = query.where(~exists(taken))
    if one.stays is not None:
        query = query.where(~one.stays(row))
    if keys is not None:
        query = query.where(one.key(row).in_(list(keys)))
    query = query.values(profile_id=now).returning(one.key(row))
    found = db.session.execute(query, execution_options={"synchronize_session": False})
    return sorted(found.scalars())
