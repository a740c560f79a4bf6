"""States of assignments and of proposals."""

from __future__ import annotations

from enum import StrEnum


class AssignmentState(StrEnum):
    """A recused or removed assignment no longer counts; its sheet, if any, is kept and not used."""

    ASSIGNED = "assigned"
    RECUSED = "recused"
    REMOVED = "removed"


class ProposalScope(StrEnum):
    """What a proposal leaves as it is: every assignment that still may stand, or only finished sheets."""

    REPAIR = "repair"
    ANEW = "anew"


class RunState(StrEnum):
    """waiting → proposed (or failed, with the cause) → committed; a newer run makes older ones superseded."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    FAILED = "failed"
    COMMITTED = "committed"
    SUPERSEDED = "superseded"


class WishKind(StrEnum):
    """What the office wants of a pair by hand."""

    PINNED = "pinned"
    BARRED = "barred"
