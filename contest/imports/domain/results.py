"""What an import answers: errors by row and column, and the refusals of a whole file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from contest.kernel.errors import DomainError


class RunState(StrEnum):
    """uploaded → checking → checked (or rejected) → importing → done; failed when something else went wrong."""

    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    REJECTED = "rejected"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong in the file. `row` is the number a spreadsheet shows (the header's is usually 1).

    `column` is our code; `header` what the file calls it, where that differs.
    """

    row: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    header: str = ""


class RowsRejected(DomainError):
    """Some rows cannot be imported, so none was. `errors` names each."""

    code = "rows_rejected"
    status = 422

    def __init__(self, *, read: int, errors: tuple[RowError, ...]) -> None:
        self.read, self.errors = read, errors
        super().__init__(count=len({error.row for error in errors}), read=read)


class ImportClash(DomainError):
    """Somebody else changed the same things at the same moment; nothing was imported."""

    code = "import_clash"
