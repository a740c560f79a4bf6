"""A judge says how well an entry fits the judge's expertise."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from judging.panels import queries
from judging.panels.models import Assignment, FitAnswer
from judging.permissions import Permission
from judging.rounds.domain import RoundState, RoundStateRefused

FITS = (1, 2, 3, 4, 5)


def answer_fit(*, actor: Actor, assignment_id: UUID, fit: int) -> FitAnswer:
    """Keep the answer, 1 (not at all) to 5 (exactly), while the round is open; it may be changed until then."""
    asked = queries.fit_question(actor, assignment_id)
    authorise(actor, Permission.JUDGE, asked)
    if asked.round_state is not RoundState.OPEN:
        raise RoundStateRefused(state=asked.round_state.value)
    if fit not in FITS:
        raise Invalid(FieldError("fit", "not_a_choice"))
    said = {"fit": fit, "answered_at": clock.now()}
    # In one statement: of two first answers at once neither fails, and the later one stands.
    db.session.execute(
        insert(FitAnswer)
        .values(assignment_id=assignment_id, **said)
        .on_conflict_do_update(index_elements=[FitAnswer.assignment_id], set_=said)
    )
    row = db.session.get_one(FitAnswer, assignment_id, populate_existing=True)
    audit.record(actor, "assignment.fit_answered", db.session.get_one(Assignment, assignment_id), fit=fit)
    return row
