"""States of an assignment."""

from __future__ import annotations

from enum import StrEnum


class AssignmentState(StrEnum):
    """A recused or removed assignment no longer counts; its sheet, if any, is kept and not used."""

    ASSIGNED = "assigned"
    RECUSED = "recused"
    REMOVED = "removed"
