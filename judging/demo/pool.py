"""The judges of a demonstration as its steps hand them on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.kernel.db import db
from judging.judges.models import Judge
from judging.panels.domain import JudgeProfile

NUMBER = "demo:judge:"


@dataclass(frozen=True, slots=True)
class MadeJudge:
    """A judge by number; `expertise` in both languages."""

    index: int
    id: UUID
    user_id: UUID
    expertise: str
    profile: JudgeProfile


def made_judges() -> list[MadeJudge]:
    """Return the judges the first step made, in their order."""
    rows = db.session.execute(
        select(Judge, User.email)
        .join(User, User.id == Judge.user_id)
        .where(Judge.external_id.startswith(NUMBER))
    )
    found = [
        MadeJudge(
            index=int((judge.external_id or "").removeprefix(NUMBER)),
            id=judge.id,
            user_id=judge.user_id,
            expertise=f"{judge.expertise.zh}\n{judge.expertise.en}",
            profile=JudgeProfile(frozenset(judge.track_codes), frozenset(judge.languages)),
        )
        for judge, _email in rows
    ]
    return sorted(found, key=lambda judge: judge.index)
