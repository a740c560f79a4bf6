"""Judges in a round: who was asked, who accepted, who could still be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select

from contest.accounts.models import User
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import find_locked
from contest.kernel.paging import Page, paginate
from judging.judges.domain import Invitation
from judging.judges.models import Judge, RoundJudge
from judging.judges.queries.pool import JudgeFilter, JudgeRow, conditions, row_of, rows
from judging.rounds.queries import RoundView, get_round
from judging.rounds.queries.outside import PRACTICE


@dataclass(frozen=True, slots=True)
class RoundJudgeRow:
    """A judge in a round with the answer given; `max_load` is the judge's own limit there, if any."""

    judge: JudgeRow
    invitation: Invitation
    invited_at: datetime
    answered_at: datetime | None
    undertaking_at: datetime | None
    undertaking_version: str | None
    undertaking_digest: str | None
    max_load: int | None
    chief: bool
    trained: bool = False


@dataclass(frozen=True, slots=True)
class InvitableRow:
    """A judge of the pool as one to ask into a round; `invitation` is set when the judge was asked already."""

    judge: JudgeRow
    invitation: Invitation | None


def _of_round(round_id: UUID) -> Select[Any]:
    trained = exists().where(PRACTICE.c.round_id == round_id, PRACTICE.c.judge_id == Judge.id)
    joined = (
        rows()
        .add_columns(RoundJudge, trained.label("trained"))
        .join(RoundJudge, RoundJudge.judge_id == Judge.id)
    )
    return joined.where(RoundJudge.round_id == round_id)


def judges_of_round(
    actor: Actor, round_id: UUID, invitation: Invitation | None = None
) -> list[RoundJudgeRow]:
    """Return the judges asked into a round the actor may see, by answer and name; three statements."""
    get_round(actor, round_id)
    query = _of_round(round_id)
    if invitation is not None:
        query = query.where(RoundJudge.invitation == invitation)
    order = (RoundJudge.invitation, User.name, Judge.id)
    return [_round_judge(row) for row in db.session.execute(query.order_by(*order))]


def accepted_judges(round_id: UUID) -> list[RoundJudgeRow]:
    """Return the judges who can be given entries, in a fixed order. The caller decides who may ask."""
    query = _of_round(round_id).where(RoundJudge.invitation == Invitation.ACCEPTED, Judge.active)
    return [_round_judge(row) for row in db.session.execute(query.order_by(Judge.created_at, Judge.id))]


def invitation_counts(round_id: UUID) -> dict[Invitation, int]:
    """Return how many judges of a round gave which answer."""
    query = select(RoundJudge.invitation, func.count()).where(RoundJudge.round_id == round_id)
    found = dict(db.session.execute(query.group_by(RoundJudge.invitation)).all())
    return {answer: found.get(answer, 0) for answer in Invitation}


def invitable(
    round_: RoundView, wanted: JudgeFilter | None = None, *, page: int = 1, size: int = 25
) -> Page[InvitableRow]:
    """Return active judges of the pool to ask into a round, those of its tracks first."""
    query = (
        rows()
        .add_columns(RoundJudge.invitation.label("invitation"))
        .outerjoin(RoundJudge, (RoundJudge.judge_id == Judge.id) & (RoundJudge.round_id == round_.id))
        .where(Judge.active, *conditions(wanted or JudgeFilter()))
    )
    order: list[Any] = [RoundJudge.invitation.is_not(None), User.name, Judge.id]
    if round_.track_codes:
        order.insert(1, Judge.track_codes.overlap(list(round_.track_codes)).desc())
    return paginate(
        query.order_by(*order), lambda row: InvitableRow(row_of(row), row.invitation), number=page, size=size
    )


def uninvited_ids(round_: RoundView) -> Sequence[UUID]:
    """Return the active judges of the round's tracks (or of any, when it has all) who were not asked yet."""
    asked = select(RoundJudge.judge_id).where(RoundJudge.round_id == round_.id)
    query = select(Judge.id).where(Judge.active, Judge.id.not_in(asked))
    if round_.track_codes:
        wanted = list(round_.track_codes)
        query = query.where(or_(Judge.track_codes.overlap(wanted), func.cardinality(Judge.track_codes) == 0))
    return db.session.execute(query.order_by(Judge.created_at, Judge.id)).scalars().all()


def find_round_judge(round_id: UUID, judge_id: UUID) -> RoundJudge | None:
    """Return the row that ties a judge to a round, locked."""
    query = select(RoundJudge).where(RoundJudge.round_id == round_id, RoundJudge.judge_id == judge_id)
    return find_locked(query)


def chief_judges(round_id: UUID) -> frozenset[UUID]:
    """Return the chief judges of a round."""
    query = select(RoundJudge.judge_id).where(RoundJudge.round_id == round_id, RoundJudge.chief)
    return frozenset(db.session.execute(query).scalars())


def get_own_invitation(actor: Actor, round_id: UUID) -> RoundJudgeRow:
    """Return the actor's own invitation to a round, declined ones too; raise NotFound."""
    row = db.session.execute(_of_round(round_id).where(Judge.user_id == actor.user_id)).one_or_none()
    if actor.user_id is None or row is None:
        raise NotFound(kind="invitation")
    return _round_judge(row)


def _round_judge(row: Any) -> RoundJudgeRow:
    one: RoundJudge = row.RoundJudge
    return RoundJudgeRow(
        judge=row_of(row),
        invitation=one.invitation,
        invited_at=one.invited_at,
        answered_at=one.answered_at,
        undertaking_at=one.undertaking_at,
        undertaking_version=one.undertaking_version,
        undertaking_digest=one.undertaking_digest,
        max_load=one.max_load,
        chief=one.chief,
        trained=row.trained,
    )
