"""The office fixes what a round decided, and fills vacancies in rank order."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel import audit, clock, jobs
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError, FieldError, Invalid
from contest.standings.domain import Outcome
from judging.calibration.queries import find_run, sheets_state
from judging.calibration.services import calibrate_round
from judging.conflicts.queries import ensure_impartial
from judging.panels.queries import situation
from judging.permissions import Permission
from judging.ranking import domain
from judging.ranking.domain import Advice, Change
from judging.ranking.models import Decision, PanelDecision, RankingLine, RankingState
from judging.ranking.panel import is_voting
from judging.ranking.queries import (
    MEANINGS,
    OUTCOMES,
    Line,
    computed,
    figures_of,
    fixed,
    inputs_of,
    is_sealed,
    rounds_to_rank,
    rule_of,
    section_of,
    stored_inputs,
)
from judging.rounds import queries as rounds
from judging.rounds.domain import Method, RoundState
from judging.rounds.queries import RoundView

ANSWER_LIMIT = 1000
RANK = "judging.rank_round"
RANK_CHANGED = "judging.rank_changed"


class NotDecidable(DomainError):
    """The round is not in a state in which this can be decided."""

    code = "round_not_decidable"


class RankingChanged(DomainError):
    """The ranking is no longer the one that was previewed."""

    code = "ranking_changed"


class CalibrationOutdated(DomainError):
    """The rule ranks by calibrated scores, and none were made from the sheets as they stand now."""

    code = "calibration_not_current"


class ConflictsRemain(DomainError):
    """A sheet that counts was made by a judge in conflict with the entry: the panels must be repaired first."""

    code = "round_has_conflicts"


class DecisionsSealed(DomainError):
    """Two people approved the decisions: they change only after the seal is withdrawn, or after publication."""

    code = "decisions_sealed"


class PanelUndecided(DomainError):
    """A panel wants to talk entries over again; `entries` are their numbers."""

    code = "panel_undecided"


class PanelVoting(DomainError):
    """A panel of the round is voting."""

    code = "panel_voting"


def fingerprint(lines: list[Line]) -> str:
    """Return what a preview commits to: every entry's place, outcome, unrounded score and its panel's word."""
    return domain.digest(
        [
            (str(line.entry.id), line.rank, str(line.score), line.outcome.value, line.panel.version)
            if line.panel
            else (str(line.entry.id), line.rank, str(line.score), line.outcome.value)
            for line in lines
        ]
    )


def decide(*, actor: Actor, round_id: UUID, previewed: str, answer: str = "") -> int:
    """Fix the ranking exactly as it was previewed; return how many decisions.

    `previewed` is the preview's fingerprint: a sheet, a withdrawal or a rule that changed in between refuses it.
    `answer` says why, where an outcome departs from what the panel recorded; without one Invalid is raised.
    """
    row = rounds.locked(round_id)
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.DECIDE, round_)
    ensure_impartial(actor, round_)
    over = round_.state is RoundState.OPEN and clock.now() >= round_.closes_at
    if round_.state is not RoundState.CLOSED and not over:
        raise NotDecidable(state=round_.state.value)
    if tied := situation(round_).in_conflict:
        raise ConflictsRemain(count=len(tied))
    if round_.method is Method.CALIBRATED and not _is_current(round_id):
        raise CalibrationOutdated()
    if is_voting(round_id):
        raise PanelVoting()
    lines = computed(round_)
    if fingerprint(lines) != previewed:
        raise RankingChanged()
    departing = _answer(actor, lines, " ".join(answer.split()))
    if lines:
        db.session.execute(insert(Decision), [_row(round_id, line) for line in lines])
    row.state = RoundState.DECIDED
    row.version += 1
    advancing = sum(line.outcome is Outcome.ADVANCED for line in lines)
    facts = {"decisions": len(lines), "advancing": advancing, "departing": departing}
    audit.record(actor, "round.decided", row, preview=previewed, **facts)
    return len(lines)


def _answer(actor: Actor, lines: list[Line], said: str) -> int:
    """Keep why the decision departs from what panels recorded; return on how many entries it does."""
    if again := sorted(line.entry.number for line in lines if line.advice is Advice.AGAIN):
        raise PanelUndecided(entries=", ".join(again))
    departing = [line.panel.id for line in lines if line.panel and line.departs]
    if departing and not said:
        raise Invalid(FieldError("answer", "required"))
    if len(said) > ANSWER_LIMIT:
        raise Invalid(FieldError("answer", "too_long", {"limit": ANSWER_LIMIT}))
    if departing:
        answered = {"answer": said, "answered_by": actor.user_id, "answered_at": clock.now()}
        db.session.execute(update(PanelDecision).where(PanelDecision.id.in_(departing)).values(answered))
    return len(departing)


def _is_current(round_id: UUID) -> bool:
    """Say whether the round's calibration was made from its sheets as they stand, or there is nothing to calibrate."""
    run = find_run(round_id)
    return run.fresh if run is not None else sheets_state(round_id).startswith("0:")


def calibrate(*, round_id: UUID) -> None:
    """Calibrate a round as its rule divides it. Loads numpy and SciPy: jobs, commands and the demonstration call it."""
    if (round_ := rounds.find_round(SYSTEM, round_id)) is None:
        return
    sections = {entry.id: section_of(round_, entry) for entry in rounds.entries_of_round(round_)}
    calibrate_round(round_id=round_id, sections=sections)


def ask_for_lines() -> int:
    """Have the lines computed again of every round in which something changed; return of how many."""
    found = rounds_to_rank()
    for round_id in found:
        name = f"rank:{round_id}"
        jobs.defer(RANK, queueing_lock=name, lock=name, round_id=round_id)
    return len(found)


def store_lines(*, round_id: UUID) -> int:
    """Compute the ranking of a round that is not decided and keep its lines for reading; return how many.

    Nothing is written where nothing changed. Pages and previews read these lines as long as they are fresh; decisions
    and seals never do.
    """
    round_ = rounds.find_round(SYSTEM, round_id)
    if round_ is None or round_.state not in {RoundState.OPEN, RoundState.CLOSED}:
        return 0
    # Read before the sheets: whatever is saved from here on makes the lines known as out of date.
    inputs, sheets = inputs_of(round_), sheets_state(round_id)
    if stored_inputs(round_id) == inputs:
        return 0
    lines = computed(round_)
    kept = {"inputs": inputs, "sheets_state": sheets, "entries": len(lines), "made_at": clock.now()}
    state = insert(RankingState).values(round_id=round_id, **kept)
    # The row is the lock: of two that store at once the second waits, then replaces.
    db.session.execute(state.on_conflict_do_update(index_elements=["round_id"], set_=kept))
    db.session.execute(delete(RankingLine).where(RankingLine.round_id == round_id))
    if lines:
        rows = [{"round_id": round_id, **figures_of(line)} for line in lines]
        db.session.execute(insert(RankingLine), rows)
    return len(lines)


def _row(round_id: UUID, line: Line) -> dict[str, object]:
    return {"id": new_id(), "round_id": round_id, **figures_of(line)}


def reopen(*, actor: Actor, round_id: UUID) -> None:
    """Take fixed decisions back before they are published."""
    row = rounds.locked(round_id)
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.DECIDE, round_)
    ensure_impartial(actor, round_)
    if row.state is not RoundState.DECIDED:
        raise NotDecidable(state=row.state.value)
    if is_sealed(round_id):
        raise DecisionsSealed()
    for decision in db.session.execute(select(Decision).where(Decision.round_id == round_id)).scalars():
        db.session.delete(decision)
    row.state = RoundState.CLOSED
    row.version += 1
    audit.record(actor, "round.reopened", row)


def vacancies(round_: RoundView) -> list[Change]:
    """Return what changes because entries left the round after it was decided: a preview, nothing is written."""
    decisions = [
        domain.Decision(
            line.entry.id, line.section, MEANINGS[line.outcome], line.rank, line.places, line.because
        )
        for line in fixed(round_.id)
    ]
    gone = db.session.execute(
        select(Entry.id).where(
            Entry.id.in_([decision.id for decision in decisions]), Entry.state != EntryState.ACTIVE
        )
    ).scalars()
    return domain.promote(decisions, set(gone), at_cut=rule_of(round_).at_cut)


def fill_vacancies(*, actor: Actor, round_id: UUID) -> list[Change]:
    """Fill the places of entries that left, in rank order; every step is kept with its reason (domain.md §8.6)."""
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.DECIDE, round_)
    ensure_impartial(actor, round_)
    return move_up(actor=actor, round_id=round_id)


def move_up(*, actor: Actor, round_id: UUID) -> list[Change]:
    """Fill vacancies for a service that has asked what the actor may do (an objection that was upheld)."""
    rounds.locked(round_id)
    round_ = rounds.get_round(actor, round_id)
    if round_.state not in {RoundState.DECIDED, RoundState.PUBLISHED}:
        raise NotDecidable(state=round_.state.value)
    if round_.state is RoundState.DECIDED and is_sealed(round_id):
        raise DecisionsSealed()
    changes = vacancies(round_)
    rows = {
        row.entry_id: row
        for row in db.session.execute(
            select(Decision).where(
                Decision.round_id == round_id, Decision.entry_id.in_([change.id for change in changes])
            )
        ).scalars()
    }
    for change in changes:
        row = rows[change.id]
        moved_up = change.after is domain.Outcome.ADVANCES
        row.outcome = Outcome.PROMOTED if moved_up else OUTCOMES[change.after]
        row.because = {"code": change.because.code, "params": change.because.params}
        audit.record(actor, "decision.changed", row, entry=change.id, before=change.before, after=row.outcome)
    return changes


def shown(changes: list[Change], lines: list[Line]) -> list[tuple[Line, Line]]:
    """Return (before, after) lines for the page that previews vacancies."""
    by_id = {line.entry.id: line for line in lines}
    return [
        (by_id[change.id], replace(by_id[change.id], outcome=OUTCOMES[change.after], because=change.because))
        for change in changes
    ]
