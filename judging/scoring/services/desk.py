"""One sheet under its lock, with all that decides what may be written on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from contest.entries.domain import EntryState
from contest.kernel.access import Actor, authorise
from contest.kernel.errors import StaleVersion
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.rounds.domain import Resubmit
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, get_round, locked_shared
from judging.rounds.services import ensure_scoring_open
from judging.rubrics.domain import NOTE, Rubric
from judging.scoring import queries
from judging.scoring.domain import MARK, AlreadySubmitted, AssignmentEnded, Content, TrainingNeeded, loaded
from judging.scoring.models import ScoreSheet
from judging.scoring.queries import QueueItem


@dataclass(frozen=True, slots=True)
class Desk:
    """A sheet, locked, with its assignment, its round and the rubric that holds for its entry."""

    item: QueueItem
    assignment: Assignment
    sheet: ScoreSheet | None
    round: Round
    judged: RoundView

    @property
    def rubric(self) -> Rubric:
        return self.judged.rubric_for(self.item.track_code, self.item.group_code)

    @property
    def version(self) -> int:
        return self.sheet.version if self.sheet else 0

    @property
    def submitted(self) -> bool:
        return self.sheet is not None and self.sheet.submitted_at is not None

    @property
    def content(self) -> Content:
        """Return what the sheet holds now."""
        if self.sheet is None:
            return Content()
        return Content(loaded(self.sheet.marks), dict(self.sheet.notes), self.sheet.comment)

    def present(self) -> dict[str, str]:
        """Return field of the page -> what the sheet holds now, to show beside what somebody else typed."""
        kept = self.content
        return {
            **{MARK + code: _plain(mark) for code, mark in kept.marks.items()},
            **{NOTE + code: text for code, text in kept.notes.items()},
            "comment": kept.comment,
        }


def open_desk(actor: Actor, assignment_id: UUID) -> Desk:
    """Return the judge's own sheet under its lock; raise NotFound or Forbidden. See `ensure_takes_sheets`."""
    item = queries.get_assignment(actor, assignment_id)
    authorise(actor, Permission.JUDGE, item)
    # The round before the assignment, as whoever changes panels locks them: the other order would deadlock with
    # them. Closing waits for this transaction; the database's clock is read when both locks are held.
    round_ = locked_shared(item.round_id)
    assignment, sheet = queries.locked(assignment_id)
    return Desk(item, assignment, sheet, round_, get_round(actor, item.round_id))


def ensure_takes_sheets(desk: Desk) -> None:
    """Raise RoundClosed, RoundNotOpen or AssignmentEnded unless this sheet may be written now."""
    ensure_scoring_open(desk.round)
    if (
        desk.assignment.state is not AssignmentState.ASSIGNED
        or desk.item.entry_state is not EntryState.ACTIVE
    ):
        raise AssignmentEnded()
    # A sheet that was begun goes on: the rule is about the first one.
    if desk.sheet is None and desk.judged.training_required and not queries.is_trained(desk.item):
        raise TrainingNeeded()


def ensure_writable(desk: Desk, version: int, field: str | None = None) -> None:
    """Raise AlreadySubmitted, or StaleVersion with what the sheet holds now, so that the judge can choose."""
    if desk.submitted and desk.judged.resubmit is Resubmit.NEVER:
        raise AlreadySubmitted()
    if desk.version != version:
        present = desk.present()
        if field is not None:
            raise StaleVersion(version=desk.version, value=present.get(field, ""))
        raise StaleVersion(version=desk.version, values=present)


def _plain(mark: Decimal) -> str:
    return format(mark, "f")
