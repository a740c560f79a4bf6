"""What may come of meeting a possible partner, and what a report of it must say.

How a report is answered, withdrawn and ended is the same for every outcome: see matching.outcomes.domain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from contest.kernel.errors import FieldError
from matching.outcomes.domain import day_errors, note_errors
from matching.team_gaps.domain import Commitment


class Came(StrEnum):
    """A step in which a team and a possible partner come together, or do not."""

    MET = "met"
    JOINED = "joined"
    PARTED = "parted"


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says happened. `joined_as`: of somebody who joined, for how much of their time."""

    came: Came
    happened_on: date
    joined_as: Commitment | None = None
    note: str = ""


def said_errors(said: Said, *, since: date, today: date) -> list[FieldError]:
    """Return what is wrong with a report about an introduction that is open `since` a day."""
    errors = day_errors(said.happened_on, since=since, today=today)
    if said.came is Came.JOINED and said.joined_as is None:
        errors.append(FieldError("joined_as", "required"))
    if said.came is not Came.JOINED and said.joined_as is not None:
        errors.append(FieldError("joined_as", "joining_no_commitment"))
    return errors + note_errors(said.note)


def is_on_board(confirmed: Sequence[Said]) -> bool:
    """Say whether, by what both sides confirmed, somebody is in the team now: joined, and not parted since."""
    joined = [said.happened_on for said in confirmed if said.came is Came.JOINED]
    parted = [said.happened_on for said in confirmed if said.came is Came.PARTED]
    return bool(joined) and (not parted or max(parted) < max(joined))
