"""What an answer says of taste and of readiness to meet. Silence of a source is no answer: nobody is judged by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Said(StrEnum):
    """One thing an investor said of a project, or that both confirmed."""

    WANTED = "wanted"  # asked for the introduction itself
    AGREED = "agreed"
    UNFIT = "unfit"  # declined: not its field, or not its stage
    REFUSED = "refused"  # declined for a reason that is not the project's
    SILENT = "silent"  # let the question expire
    MET = "met"
    TERM_SHEET = "term_sheet"
    INVESTED = "invested"
    LEASED = "leased"
    LANDED = "landed"


# How much it speaks for projects like this one. Time, capacity and conflicts say nothing of taste.
TASTE: Mapping[Said, int] = {
    Said.WANTED: 1,
    Said.AGREED: 1,
    Said.UNFIT: -2,
    Said.MET: 1,
    Said.TERM_SHEET: 2,
    Said.INVESTED: 3,
}
# Whether a question from outside was met with a yes; the others were no answers to one.
READY: Mapping[Said, bool] = {Said.AGREED: True, Said.UNFIT: False, Said.REFUSED: False, Said.SILENT: False}


@dataclass(frozen=True, slots=True)
class Answer:
    """An investor's word on a project, and the day it became known."""

    project_id: UUID
    profile_id: UUID
    day: date
    said: Said
