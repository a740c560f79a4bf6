"""A judge finishes the practice exercise, by the rules of a real sheet."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from judging.judges.queries import get_own_judge
from judging.permissions import Permission
from judging.rounds.queries import get_round
from judging.rubrics.domain import NOTE
from judging.rubrics.queries import rubric_of
from judging.scoring.domain import Content, parse_marks, parse_notes, stored
from judging.training.domain import VERSION
from judging.training.models import PracticeRun
from judging.training.queries import criteria_of


def finish_exercise(
    *,
    actor: Actor,
    round_id: UUID,
    marks: Mapping[str, object],
    notes: Mapping[str, object],
    comment: str,
) -> PracticeRun:
    """Keep one exercise; it may be repeated. Raises Invalid per criterion, as a sheet does when it is submitted."""
    own, round_ = get_own_judge(actor), get_round(actor, round_id)
    authorise(actor, Permission.TRAIN, round_)
    content = Content(parse_marks(marks), parse_notes(notes), comment.strip())
    rubric = rubric_of(criteria_of(round_))
    errors = rubric.mark_errors(content.marks, complete=True)
    errors += rubric.comment_errors(content.marks, content.notes)
    if round_.comment_required and not content.comment:
        errors.append(FieldError("comment", "comment_required"))
    known = {criterion.code for criterion in rubric.criteria}
    errors += [FieldError(NOTE + code, "criterion_unknown") for code in content.notes if code not in known]
    if errors := errors + content.too_long():
        raise Invalid(*errors)
    made = PracticeRun(
        id=new_id(),
        judge_id=own.id,
        round_id=round_id,
        case=VERSION,
        marks=stored(content.marks),
        notes=dict(content.notes),
        comment=content.comment,
        total=rubric.total(content.marks),
        finished_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "practice.finished", made, round=round_id)
    return made
