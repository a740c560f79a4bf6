"""The questions of the formal check and what their answers mean for a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contest.kernel.localized import LocalizedText
from contest.screening.domain.vocabulary import MarkState
from contest.seasons.domain import CheckDesk, CheckItemPart


@dataclass(frozen=True, slots=True)
class Mark:
    """One answer: by whom, when, and about which revision (`submission_id`)."""

    item_code: str
    state: MarkState
    note: str = ""
    desk: CheckDesk = CheckDesk.OFFICE
    submission_id: UUID | None = None
    marked_by: UUID | None = None
    marker: LocalizedText = field(default_factory=LocalizedText)
    marked_at: datetime | None = None


def standing(mark: Mark | None, submission_id: UUID | None) -> MarkState | None:
    """Return what an answer is worth for the present revision.

    What was not met in an earlier revision has to be looked at again; what was met stays met.
    """
    if mark is None or (mark.state is MarkState.UNMET and mark.submission_id != submission_id):
        return None
    return mark.state


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to all questions about one revision."""

    unmet: tuple[str, ...]
    open: tuple[str, ...]  # required and not answered

    @classmethod
    def of(
        cls, items: Iterable[CheckItemPart], marks: Mapping[str, Mark], submission_id: UUID | None
    ) -> Answers:
        """Return what is not met and what is still open, in the order of the questions."""
        states = [(item, standing(marks.get(item.code), submission_id)) for item in items]
        return cls(
            unmet=tuple(item.code for item, state in states if state is MarkState.UNMET),
            open=tuple(item.code for item, state in states if state is None and item.required),
        )


def answered_by(
    items: Sequence[CheckItemPart], *, office: bool, zone_has_district: bool
) -> tuple[CheckItemPart, ...]:
    """Return the questions somebody may answer: officers those of the district, the office all of them."""
    if office:
        return tuple(items)
    return tuple(item for item in items if item.desk is CheckDesk.DISTRICT) if zone_has_district else ()
