"""A round opens when everything judges need is there."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.notices.services import Draft, notify_all
from judging.conflicts.queries import ensure_impartial
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.queries import readiness
from judging.panels.states import AssignmentState
from judging.rounds import services as rounds
from judging.rounds.models import Round
from judging.rounds.queries import get_round


def open_round(*, actor: Actor, round_id: UUID, version: int | None = None) -> Round:
    """Open a draft for scoring; its rubric and rules are frozen. Raises RoundNotReady with what is missing."""
    planned = get_round(actor, round_id)
    ensure_impartial(actor, planned)
    missing = readiness(planned).missing
    round_ = rounds.mark_open(actor=actor, round_id=round_id, version=version, missing=missing)
    tell_judges(round_)
    return round_


def tell_judges(round_: Round) -> None:
    """Tell each judge how many entries wait, once per opening."""
    rows = db.session.execute(
        select(Judge.user_id, func.count())
        .join(Assignment, Assignment.judge_id == Judge.id)
        .where(Assignment.round_id == round_.id, Assignment.state == AssignmentState.ASSIGNED)
        .group_by(Judge.user_id)
        .order_by(Judge.user_id)
    ).all()
    shared = {"round": round_.name.as_dict(), "closes_at": round_.closes_at.isoformat()}
    notify_all(
        [
            Draft(
                recipients=[user_id],
                code="judging.assigned",
                once_key=f"judging_assigned:{round_.id}",
                params={**shared, "count": count},
                link="/judging/desk",
            )
            for user_id, count in rows
        ]
    )
