"""Check imported sheets against their rounds: rubric, entries, judges, conflicts, and what judges handed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.entries.queries import EntryView
from contest.imports.domain import ImportContext, Outcome, Plan, Row, RowError, Rows
from contest.imports.people import repeated
from contest.kernel.access import policy
from contest.kernel.db import db
from contest.kernel.errors import Invalid
from contest.projects.models import Project
from contest.seasons import imports as season_imports
from judging.conflicts.queries import Pair, conflicts_between, hidden_entries
from judging.judges.domain import Invitation
from judging.judges.models import Judge, RoundJudge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, entries_of_round, list_rounds, locked_shared
from judging.rubrics.domain import Rubric
from judging.scoring.domain import parse_marks, stored
from judging.scoring.imports.writing import SheetChange, write_sheets
from judging.scoring.models import ScoreSheet, ScoreSheetVersion

SCORE = "score:"
# Marks are taken until decisions are made from them.
TAKING = frozenset({RoundState.OPEN, RoundState.CLOSED})
ROUNDED = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Held:
    """An assignment as stored, with its sheet. `by_judge`: the judge handed the sheet in."""

    id: UUID
    state: AssignmentState
    sheet: ScoreSheet | None
    by_judge: bool


class _Facts:
    """What the rows of one round are checked against, read once."""

    def __init__(self, judged: RoundView, addresses: Iterable[str]) -> None:
        self.round = judged
        locked_shared(judged.id)
        found = entries_of_round(judged)
        self._entries = {entry.number: entry for entry in found} | _by_external_id(found)
        self.judges = _judges(addresses)
        self.invitations = _invitations(judged.id)
        self.assignments = _assignments(judged.id)
        people = [judge_id for judge_id, _user in self.judges.values()]
        self.conflicts: Mapping[Pair, Any] = conflicts_between(people, [entry.id for entry in found])

    def entry(self, number: str) -> EntryView | None:
        return self._entries.get(number)


def prepare(rows: Rows, context: ImportContext) -> Plan:
    """Check rows against their rounds; rounds somebody may not decide are not there for them."""
    book = season_imports.find_book(context.scope)
    views = list_rounds(context.actor, season_id=book.season_id if book else None)
    rounds = _Rounds(
        one
        for one in views
        if policy.allows(context.actor, Permission.DECIDE, one) and not hidden_entries(context.actor, one)
    )
    errors = [*repeated(rows, "round", "number", "judge")]
    facts: dict[UUID, _Facts] = {}
    changes: list[SheetChange] = []
    for row in rows:
        judged, problem = rounds.find(row)
        if judged is None or problem is not None:
            errors += [problem] if problem else []
            continue
        if judged.id not in facts:
            facts[judged.id] = _Facts(judged, (one.get("judge") for one in rows))
        outcome = _sheet(row, facts[judged.id])
        if isinstance(outcome, SheetChange):
            changes.append(outcome)
        else:
            errors += outcome
    todo = [change for change in changes if change.differs]
    created = sum(change.version == 1 for change in todo)
    return Plan(
        outcome=Outcome(created, len(todo) - created, len(changes) - len(todo)),
        rejected=errors,
        write=partial(write_sheets, actor=context.actor, changes=todo),
    )


class _Rounds:
    """Rounds by id and by name."""

    def __init__(self, found: Iterable[RoundView]) -> None:
        self._found: dict[str, list[RoundView]] = {}
        for one in found:
            for key in {str(one.id), one.name.zh, one.name.en} - {""}:
                self._found.setdefault(key, []).append(one)

    def find(self, row: Row) -> tuple[RoundView | None, RowError | None]:
        matches = self._found.get(row.get("round"), [])
        if len(matches) != 1:
            code = "round_ambiguous" if matches else "round_unknown"
            return None, RowError(row.number, "round", code)
        if matches[0].state not in TAKING:
            return None, RowError(row.number, "round", "round_takes_no_sheets")
        return matches[0], None


def _sheet(row: Row, facts: _Facts) -> SheetChange | list[RowError]:
    entry = facts.entry(row.get("number"))
    judge = facts.judges.get(row.get("judge"))
    errors = []
    if entry is None:
        errors.append(RowError(row.number, "number", "entry_unknown"))
    if judge is None:
        errors.append(RowError(row.number, "judge", "judge_unknown"))
    rubric = facts.round.rubric_for(entry.track_code, entry.group_code) if entry else facts.round.rubric
    marks, wrong = _marks(row, rubric)
    errors += wrong
    if entry is None or judge is None or errors:
        return errors
    held = facts.assignments.get((judge[0], entry.id))
    if problem := _refusal(row, entry, judge, held, facts):
        return [problem]
    return _change(row, entry, judge, held, marks, facts)


def _marks(row: Row, rubric: Rubric) -> tuple[dict[str, Decimal], list[RowError]]:
    """Return the marks of a row, from its criteria or from its total, and what is wrong with them."""
    written = {
        code.removeprefix(SCORE): value
        for code, value in row.values.items()
        if code.startswith(SCORE) and value
    }
    total: Decimal | None = row.get("total")
    if not written and total is None:
        return {}, [RowError(row.number, "total", "required")]
    if not written and total is not None:
        return {}, []  # only the total is known; marks nobody gave are not invented
    try:
        marks = parse_marks(written)
    except Invalid as error:
        return {}, [RowError(row.number, SCORE + one.field, one.code, one.params) for one in error.errors]
    wrong = rubric.mark_errors(marks)
    if wrong:
        return {}, [RowError(row.number, SCORE + one.field, one.code, one.params) for one in wrong]
    came_to = rubric.total(marks)
    if total is not None and abs(came_to - total) > ROUNDED:
        shown = format(came_to.quantize(ROUNDED), "f")
        return {}, [RowError(row.number, "total", "total_differs", {"total": shown})]
    return marks, []


def _refusal(
    row: Row, entry: EntryView, judge: tuple[UUID, UUID], held: _Held | None, facts: _Facts
) -> RowError | None:
    if facts.invitations.get(judge[0]) is Invitation.DECLINED:
        return RowError(row.number, "judge", "judge_declined")
    if (judge[0], entry.id) in facts.conflicts:
        return RowError(row.number, "judge", "judge_in_conflict")
    if held is not None and held.state is not AssignmentState.ASSIGNED:
        return RowError(row.number, "judge", "assignment_ended")
    if held is not None and held.by_judge:
        return RowError(row.number, "judge", "judge_submitted")
    return None


def _change(
    row: Row,
    entry: EntryView,
    judge: tuple[UUID, UUID],
    held: _Held | None,
    marks: dict[str, Decimal],
    facts: _Facts,
) -> SheetChange:
    sheet = held.sheet if held else None
    rubric = facts.round.rubric_for(entry.track_code, entry.group_code)
    total = rubric.total(marks) if marks else row.get("total")
    kept, comment = stored(marks), row.get("comment", sheet.comment if sheet else "")
    same = sheet is not None and (sheet.marks, sheet.comment, sheet.total) == (kept, comment, total)
    return SheetChange(
        round_id=facts.round.id,
        entry_id=entry.id,
        judge_id=judge[0],
        assignment_id=held.id if held else None,
        joins=judge[0] not in facts.invitations,
        marks=kept,
        comment=comment,
        total=total,
        version=sheet.version + 1 if sheet else 1,
        rubric=rubric.digest,
        differs=not same,
    )


def _by_external_id(entries: Iterable[EntryView]) -> dict[str, EntryView]:
    by_subject = {entry.subject_id: entry for entry in entries}
    query = select(Project.external_id, Project.id).where(
        Project.id.in_(by_subject), Project.external_id.is_not(None)
    )
    return {str(row.external_id): by_subject[row.id] for row in db.session.execute(query)}


def _judges(addresses: Iterable[str]) -> dict[str, tuple[UUID, UUID]]:
    """Return address -> (judge, account)."""
    query = select(User.email, Judge.id, Judge.user_id).join(Judge, Judge.user_id == User.id)
    rows = db.session.execute(query.where(User.email.in_(set(addresses))))
    return {row.email: (row.id, row.user_id) for row in rows}


def _invitations(round_id: UUID) -> dict[UUID, Invitation]:
    query = select(RoundJudge.judge_id, RoundJudge.invitation).where(RoundJudge.round_id == round_id)
    return {row.judge_id: row.invitation for row in db.session.execute(query)}


def _assignments(round_id: UUID) -> dict[Pair, _Held]:
    last = (
        select(ScoreSheetVersion.saved_by)
        .where(ScoreSheetVersion.assignment_id == Assignment.id)
        .order_by(ScoreSheetVersion.version.desc())
        .limit(1)
        .correlate(Assignment)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Assignment, ScoreSheet, Judge.user_id, last.label("saved_by"))
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_id)
    ).all()
    return {(row[0].judge_id, row[0].entry_id): _held(*row) for row in rows}


def _held(assignment: Assignment, sheet: ScoreSheet | None, user_id: UUID, saved_by: UUID | None) -> _Held:
    submitted = sheet is not None and sheet.submitted_at is not None
    return _Held(assignment.id, assignment.state, sheet, by_judge=submitted and saved_by == user_id)
