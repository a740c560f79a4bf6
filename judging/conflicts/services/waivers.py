"""A tie is waived in writing by two people, for one judge, one entry and one round."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from contest.entries.queries import get_entry
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.kernel.locking import get_locked
from judging.conflicts import queries
from judging.conflicts.domain import (
    MAX_REASON,
    MAX_STATEMENT,
    NEVER_WAIVED,
    NeedsSecondPerson,
    NotWaivable,
    WaiverEnded,
    WaiverExists,
)
from judging.conflicts.models import ConflictWaiver
from judging.judges.models import Judge
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, entries_of_round, get_round

RUNNING = (RoundState.DRAFT, RoundState.OPEN)


def propose_waiver(
    *, actor: Actor, round_id: UUID, judge_id: UUID, entry_id: UUID, reason: str, statement: str
) -> ConflictWaiver:
    """Sign as the first that the judge may judge the entry in this round in spite of the ties there are now.

    Raises NotWaivable for one's own team or family and where there is no tie, Invalid (`reason`, `statement`),
    NeedsSecondPerson when the judge signs, WaiverExists.
    """
    round_ = _running(actor, round_id)
    _ensure_outsider(actor, judge_id, entry_id)
    if entry_id not in {entry.id for entry in entries_of_round(round_)}:
        raise NotFound(kind="entry")
    kinds = {one.kind for one in queries.ties_between([judge_id], [entry_id]).get((judge_id, entry_id), ())}
    if not kinds or kinds & NEVER_WAIVED:
        raise NotWaivable()
    written = {"reason": reason.strip(), "statement": statement.strip()}
    _refuse_unwritten(written)
    row = ConflictWaiver(
        id=new_id(),
        round_id=round_id,
        judge_id=judge_id,
        entry_id=entry_id,
        kinds=sorted(kind.value for kind in kinds),
        proposed_by=actor.user_id,
        **written,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        if "uq_conflict_waivers_standing" in str(error.orig):
            raise WaiverExists() from error
        raise
    audit.record(actor, "conflict.waiver_proposed", row, round=round_id, judge=judge_id, kinds=row.kinds)
    return row


def confirm_waiver(*, actor: Actor, waiver_id: UUID) -> None:
    """Sign as the second; from now on the judge may be given the entry. Raises NeedsSecondPerson, WaiverEnded."""
    row = _locked(waiver_id)
    _running(actor, row.round_id)
    _ensure_outsider(actor, row.judge_id, row.entry_id)
    if row.confirmed_at is not None or row.ended_at is not None:
        raise WaiverEnded()
    if row.proposed_by == actor.user_id:
        raise NeedsSecondPerson()
    now = clock.now()
    row.confirmed_by, row.confirmed_at = actor.user_id, now
    db.session.flush()
    audit.record(actor, "conflict.waived", row, round=row.round_id, judge=row.judge_id, kinds=row.kinds)


def end_waiver(*, actor: Actor, waiver_id: UUID) -> None:
    """Take a waiver back: the ties bar again from this moment."""
    row = _locked(waiver_id)
    _running(actor, row.round_id)
    _ensure_outsider(actor, row.judge_id, row.entry_id)
    if row.ended_at is not None:
        raise WaiverEnded()
    row.ended_at, row.ended_by = clock.now(), actor.user_id
    db.session.flush()
    audit.record(actor, "conflict.waiver_ended", row, round=row.round_id, judge=row.judge_id)


def _running(actor: Actor, round_id: UUID) -> RoundView:
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.WAIVE_CONFLICT, round_)
    if round_.state not in RUNNING:
        raise WaiverEnded()
    return round_


def _ensure_outsider(actor: Actor, judge_id: UUID, entry_id: UUID) -> None:
    """Refuse whoever has an interest of one's own: the judge, and whoever is tied to the entry."""
    queries.ensure_untied(actor, get_entry(entry_id).subject_id)
    judge = db.session.get(Judge, judge_id)
    if judge is None:
        raise NotFound(kind="judge")
    if judge.user_id == actor.user_id or actor.user_id is None:
        raise NeedsSecondPerson()


def _refuse_unwritten(written: dict[str, str]) -> None:
    limits = {"reason": MAX_REASON, "statement": MAX_STATEMENT}
    errors = [FieldError(name, "required") for name, text in written.items() if not text]
    errors += [
        FieldError(name, "too_long", {"limit": limits[name]})
        for name, text in written.items()
        if len(text) > limits[name]
    ]
    if errors:
        raise Invalid(*errors)


def _locked(waiver_id: UUID) -> ConflictWaiver:
    return get_locked(select(ConflictWaiver).where(ConflictWaiver.id == waiver_id), kind="waiver")
