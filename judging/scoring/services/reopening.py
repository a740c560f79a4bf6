"""A submitted sheet is changed only after its judge gave a reason and a second person agreed (domain.md §8.4)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.kernel.locking import get_locked
from contest.notices.services import Draft, notify_all
from judging.panels.models import Assignment
from judging.permissions import Permission
from judging.rounds.queries import get_round, locked_shared
from judging.rounds.services import ensure_scoring_open
from judging.scoring import queries
from judging.scoring.domain import NotSubmitted, ReopeningDecided, ReopeningState, SecondPersonNeeded
from judging.scoring.models import Reopening, ScoreSheetVersion
from judging.scoring.services.desk import ensure_takes_sheets, open_desk


def ask_reopening(*, actor: Actor, assignment_id: UUID, reason: str) -> Reopening:
    """The judge asks for the own submitted sheet to be opened again; asking twice is asking once."""
    if not reason.strip():
        raise Invalid(FieldError("reason", "required"))
    desk = open_desk(actor, assignment_id)
    ensure_takes_sheets(desk)
    if not desk.submitted:
        raise NotSubmitted()
    query = select(Reopening).where(
        Reopening.assignment_id == assignment_id, Reopening.state == ReopeningState.ASKED
    )
    if waiting := db.session.execute(query).scalar_one_or_none():
        return waiting
    asked = Reopening(
        id=new_id(),
        assignment_id=assignment_id,
        reason=reason.strip(),
        state=ReopeningState.ASKED,
        asked_by=actor.user_id,
        asked_at=clock.now(),
    )
    db.session.add(asked)
    db.session.flush()
    # Told of the assignment, like what is submitted: whoever may not know who judges an entry reads neither.
    audit.record(actor, "sheet.reopening_asked", desk.assignment, reopening=asked.id, round=desk.judged.id)
    return asked


def decide_reopening(
    *, actor: Actor, round_id: UUID, reopening_id: UUID, grant: bool, answer: str
) -> Reopening:
    """A second person grants or refuses, with an answer; granted, the sheet is a draft again, its versions kept.

    Refused it may be after the close too: a request that nobody answers keeps the round from being sealed.
    """
    judged = get_round(actor, round_id)
    authorise(actor, Permission.REOPEN_SHEET, judged)
    if not answer.strip():
        raise Invalid(FieldError("answer", "required"))
    round_ = locked_shared(round_id)
    request = _waiting(actor, round_id, reopening_id)
    if actor.user_id == request.asked_by:
        raise SecondPersonNeeded()
    now = ensure_scoring_open(round_) if grant else clock.now()
    request.state = ReopeningState.GRANTED if grant else ReopeningState.REFUSED
    request.decided_by, request.decided_at, request.answer = actor.user_id, now, answer.strip()
    db.session.flush()
    if grant:
        _make_draft(actor, request.assignment_id)
    audit.record(
        actor,
        "sheet.reopened" if grant else "sheet.reopening_refused",
        db.session.get_one(Assignment, request.assignment_id),
        reopening=request.id,
        round=round_id,
    )
    _tell(actor, request, round_id, grant=grant)
    return request


def _waiting(actor: Actor, round_id: UUID, reopening_id: UUID) -> Reopening:
    if not any(one.id == reopening_id for one in queries.reopenings_of_round(actor, round_id)):
        raise NotFound(kind="reopening")
    request = get_locked(select(Reopening).where(Reopening.id == reopening_id), kind="reopening")
    if request.state is not ReopeningState.ASKED:
        raise ReopeningDecided()
    return request


def _make_draft(actor: Actor, assignment_id: UUID) -> None:
    _assignment, sheet = queries.locked(assignment_id)
    if sheet is None or sheet.submitted_at is None:
        raise NotSubmitted()
    sheet.submitted_at, sheet.total = None, None
    sheet.version += 1
    sheet.updated_at = clock.now()
    db.session.flush()
    version = ScoreSheetVersion(
        id=new_id(),
        assignment_id=assignment_id,
        version=sheet.version,
        marks=sheet.marks,
        notes=sheet.notes,
        comment=sheet.comment,
        total=None,
        submitted=False,
        saved_by=actor.user_id,
        saved_at=sheet.updated_at,
    )
    db.session.add(version)
    db.session.flush()


def _tell(actor: Actor, request: Reopening, round_id: UUID, *, grant: bool) -> None:
    view = next(one for one in queries.reopenings_of_round(actor, round_id) if one.id == request.id)
    notify_all(
        [
            Draft(
                recipients=[request.asked_by],
                code="judging.sheet_reopened" if grant else "judging.reopening_refused",
                once_key=f"reopening:{request.id}",
                params={"number": view.number, "answer": request.answer},
                link=f"/judging/assignments/{request.assignment_id}",
            )
        ]
    )
