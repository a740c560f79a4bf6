"""The office decides: one entry, or many after a preview."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.entries import services as entries
from contest.entries.models import Entry
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise, require
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.kernel.inserting import insert_once
from contest.nominations import services as nominations
from contest.notices.services import notify_all
from contest.permissions import Permission
from contest.projects.models import Project
from contest.screening import queries
from contest.screening.domain import (
    AFTER,
    Case,
    CaseChanged,
    DecisionKind,
    DecisionRefused,
    MarkState,
    Order,
    Preview,
    PreviewChanged,
    preview,
    refusal,
)
from contest.screening.models import ScreeningBatch, ScreeningCase, ScreeningDecision, ScreeningMark
from contest.screening.services.cases import locked_cases, touch
from contest.screening.services.telling import told_of
from contest.seasons import queries as season_queries
from contest.seasons.domain import CheckDesk, Rulebook
from contest.standings.domain import Outcome
from contest.standings.services import Result, report

REASON_LIMIT = 2000
BATCH_LIMIT = 500


def decide(*, actor: Actor, entry_id: UUID, version: int, order: Order) -> ScreeningDecision:
    """Pass, return or reject one entry as the reader saw it.

    Raises CaseChanged when somebody worked on it or the team handed in again since `version`, DecisionRefused with
    the reason, Invalid for an order that lacks its reason or whose deadline lies behind the database's clock.
    """
    access = queries.get_access(actor, entry_id)
    authorise(actor, Permission.DECIDE_ENTRY, access)
    book = season_queries.rulebook(access.season_id)
    kept, (case,) = _locked([entry_id], book)
    if case.version != version:
        raise CaseChanged(version=case.version)
    now = clock.now()
    refuse_incomplete(order, now)
    if why := refusal(case, order):
        raise DecisionRefused(why=why)
    decision = _write(actor, kept[entry_id], case, order, now, None)
    _carry_out(actor, case, order, book)
    notify_all(told_of([decision]))
    return decision


def preview_batch(*, actor: Actor, season_id: UUID, entry_ids: Sequence[UUID], order: Order) -> Preview:
    """Return what deciding these entries together would do; nothing is written."""
    require(actor, Permission.DECIDE_ENTRY)
    refuse_incomplete(order, clock.now())
    book = season_queries.rulebook(season_id)
    cases = queries.cases_of(entry_ids, book, _duplicates(entry_ids))
    return preview([_settled(case, order, book) for case in cases], order)


def confirm_batch(
    *, actor: Actor, season_id: UUID, entry_ids: Sequence[UUID], order: Order, fingerprint: str
) -> ScreeningBatch:
    """Decide exactly what the preview with this fingerprint showed; confirming it again changes nothing.

    Raises PreviewChanged when a case was worked on, handed in again or decided in the meantime.
    """
    require(actor, Permission.DECIDE_ENTRY)
    if done := _claim(actor, season_id, order, fingerprint):
        return done
    now = clock.now()
    refuse_incomplete(order, now)
    book = season_queries.rulebook(season_id)
    kept, cases = _locked(entry_ids, book)
    shown = preview([_settled(case, order, book) for case in cases], order)
    if shown.fingerprint(season_id) != fingerprint:
        raise PreviewChanged(version=0)
    batch = db.session.execute(
        select(ScreeningBatch).where(ScreeningBatch.fingerprint == fingerprint)
    ).scalar_one()
    batch.decided = len(shown.decided)
    batch.refused = {why.value: number for why, number in shown.reasons.items()}
    decisions = []
    for case in shown.decided:
        if order.settle_office:
            _settle(actor, case, book, now)
        decisions.append(_write(actor, kept[case.entry_id], case, order, now, batch.id))
        _carry_out(actor, case, order, book)
    audit.record(actor, "screening.batch_decided", batch, kind=order.kind, decided=batch.decided)
    notify_all(told_of(decisions))
    return batch


def refuse_incomplete(order: Order, now: datetime) -> None:
    """Raise Invalid for an order without what its kind needs."""
    errors = []
    if order.kind is not DecisionKind.PASS and not order.reason.strip():
        errors.append(FieldError("reason", "required"))
    if len(order.reason) > REASON_LIMIT:
        errors.append(FieldError("reason", "too_long", {"limit": REASON_LIMIT}))
    if order.kind is DecisionKind.RETURN and order.until is None:
        errors.append(FieldError("until", "required"))
    if order.kind is DecisionKind.RETURN and order.until is not None and order.until <= now:
        errors.append(FieldError("until", "screening_until_past"))
    if errors:
        raise Invalid(*errors)


def _locked(entry_ids: Sequence[UUID], book: Rulebook) -> tuple[dict[UUID, ScreeningCase], list[Case]]:
    """Lock projects, then cases, each in one order (handing in locks the project first), and read the cases."""
    db.session.execute(
        select(Project.id)
        .join(Entry, Entry.subject_id == Project.id)
        .where(Entry.id.in_(entry_ids))
        .order_by(Project.id)
        .with_for_update(of=Project)
    ).all()
    kept = locked_cases(entry_ids)
    return kept, queries.cases_of(entry_ids, book, _duplicates(entry_ids))


def _duplicates(entry_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return the projects behind these entries that wait for a decision about a possible double entry."""
    projects = select(Entry.subject_id).where(Entry.id.in_(entry_ids))
    return queries.suspected_among(list(db.session.execute(projects).scalars()))


def _settled(case: Case, order: Order, book: Rulebook) -> Case:
    """Return the case as it is once the open questions of the office count as met."""
    return case.with_settled(_office_items(book)) if order.settle_office else case


def _office_items(book: Rulebook) -> frozenset[str]:
    return frozenset(item.code for item in book.check_items if item.desk is CheckDesk.OFFICE)


def _settle(actor: Actor, case: Case, book: Rulebook, now: datetime) -> None:
    marked = queries.marks_of([case.entry_id])[case.entry_id]
    for code in sorted(_office_items(book) - set(marked)):
        db.session.add(
            ScreeningMark(
                entry_id=case.entry_id,
                item_code=code,
                state=MarkState.MET,
                note="",
                desk=CheckDesk.OFFICE,
                submission_id=case.submission_id,
                marked_by=actor.user_id,
                marked_at=now,
            )
        )
    db.session.flush()


def _claim(actor: Actor, season_id: UUID, order: Order, fingerprint: str) -> ScreeningBatch | None:
    """Take the fingerprint for this transaction; return the batch when another one confirmed it already."""
    # Whoever presses twice waits here for the first press, and then finds what it did.
    made = insert_once(
        ScreeningBatch,
        by="fingerprint",
        fingerprint=fingerprint,
        season_id=season_id,
        kind=order.kind,
        decided=0,
        refused={},
        decided_by=actor.user_id,
    )
    if made is not None:
        return None
    return db.session.execute(
        select(ScreeningBatch).where(ScreeningBatch.fingerprint == fingerprint)
    ).scalar_one()


def _write(
    actor: Actor, kept: ScreeningCase, case: Case, order: Order, now: datetime, batch_id: UUID | None
) -> ScreeningDecision:
    kept.decisions += 1
    kept.state = AFTER[order.kind]
    kept.returned_until = order.until if order.kind is DecisionKind.RETURN else None
    touch(kept)
    decision = ScreeningDecision(
        id=new_id(),
        entry_id=case.entry_id,
        version=kept.decisions,
        kind=order.kind,
        reason=order.reason.strip(),
        until=kept.returned_until,
        fields=sorted(order.fields) if order.kind is DecisionKind.RETURN else [],
        submission_id=case.submission_id,
        batch_id=batch_id,
        decided_by=actor.user_id,
        decided_at=now,
    )
    db.session.add(decision)
    db.session.flush()
    facts = {"entry": case.entry_id, "kind": order.kind, "version": decision.version, "batch": batch_id}
    audit.record(actor, "screening.decided", decision, until=decision.until, **facts)
    return decision


def _carry_out(actor: Actor, case: Case, order: Order, book: Rulebook) -> None:
    """Let the entry into judging, hold it back, or refuse it; where the season says so, report where it stands."""
    entry = db.session.get_one(Entry, case.entry_id)
    if order.kind is DecisionKind.PASS:
        entries.pass_check(actor=actor, entry_id=entry.id)
    elif order.kind is DecisionKind.RETURN:
        entries.reopen_check(actor=actor, entry_id=entry.id, hold=book.rules.check_before_judging)
    else:
        entries.refuse(actor=actor, project_id=entry.subject_id)
        nominations.refuse_for_project(actor=actor, project_id=entry.subject_id, reason=order.reason.strip())
    if book.rules.pass_advances:
        _report(actor, entry, order, book)


def _report(actor: Actor, entry: Entry, order: Order, book: Rulebook) -> None:
    passed = order.kind is DecisionKind.PASS
    outcome = Outcome.ADVANCED if passed else Outcome.NOT_ADVANCED
    report(
        actor=actor,
        season_id=entry.season_id,
        stage_code=entry.stage_code,
        source=f"screening:{entry.id}",
        results=[] if order.kind is DecisionKind.RETURN else [Result(entry.id, outcome)],
        # A pass is told to its team; lists are published with the rounds.
        public_from=None,
        final_from=None,
    )
    following = book.next_stage(entry.stage_code)
    if passed and following is not None:
        entries.advance(actor=actor, entry_ids=[entry.id], to_stage=following.code)
