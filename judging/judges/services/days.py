"""A judge says on which days, and halves of days, the judge can."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from judging.judges.domain import Answer
from judging.judges.models import Judge, JudgeDay
from judging.judges.queries import asked_days, get_own_judge
from judging.permissions import Permission


def answer_days(*, actor: Actor, answers: Mapping[date, Answer]) -> int:
    """Keep what a judge says of days that are asked about; return of how many. Other days are refused (Invalid)."""
    own = get_own_judge(actor)
    authorise(actor, Permission.OWN_JUDGE_PROFILE, own)
    if not answers or not set(answers) <= set(asked_days(own.id)):
        raise Invalid(FieldError("days", "not_a_choice"))
    rows = [
        {"judge_id": own.id, "day": day, "morning": said.morning, "afternoon": said.afternoon}
        for day, said in sorted(answers.items())
    ]
    kept = insert(JudgeDay)
    changed = {"morning": kept.excluded.morning, "afternoon": kept.excluded.afternoon}
    db.session.execute(
        kept.on_conflict_do_update(index_elements=[JudgeDay.judge_id, JudgeDay.day], set_=changed), rows
    )
    audit.record(actor, "judge.days_answered", db.session.get_one(Judge, own.id), days=len(rows))
    return len(rows)
