"""Declarations that were struck as made in error, with the reason, for whoever reads conflicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.ties import veils
from contest.projects.models import Project
from judging.conflicts.models import StruckConflict
from judging.judges.models import Judge, RoundJudge
from judging.rounds.queries import RoundView


@dataclass(frozen=True, slots=True)
class StruckRow:
    """A struck declaration."""

    judge: LocalizedText
    number: str
    reason: str
    by: LocalizedText
    at: datetime


def struck_of_round(actor: Actor, round_: RoundView) -> list[StruckRow]:
    """Return what was struck of judges of a round in its season, the latest first; nothing the actor is tied to."""
    striker = aliased(User)
    query = (
        select(StruckConflict, User.name, User.name_en, Project.number, striker.name, striker.name_en)
        .join(Judge, Judge.id == StruckConflict.judge_id)
        .join(User, User.id == Judge.user_id)
        .join(Project, Project.id == StruckConflict.subject_id)
        .outerjoin(striker, striker.id == StruckConflict.struck_by)
        .where(
            Project.season_id == round_.season_id,
            StruckConflict.judge_id.in_(select(RoundJudge.judge_id).where(RoundJudge.round_id == round_.id)),
            StruckConflict.subject_id.not_in(veils.subjects(actor)),
        )
        .order_by(StruckConflict.struck_at.desc(), StruckConflict.id)
    )
    return [
        StruckRow(
            judge=LocalizedText(row[1], row[2] or ""),
            number=row[3] or "",
            reason=row[0].reason,
            by=LocalizedText(row[4] or "", row[5] or ""),
            at=row[0].struck_at,
        )
        for row in db.session.execute(query)
    ]
