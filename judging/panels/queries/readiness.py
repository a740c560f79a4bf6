"""What keeps a round from opening."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from uuid import UUID

from contest.kernel.errors import Invalid
from judging.judges.domain import Invitation
from judging.judges.queries import invitation_counts
from judging.panels.domain import Situation
from judging.panels.queries.assignments import situation
from judging.rounds.domain import GapCode
from judging.rounds.queries import RoundView


@dataclass(frozen=True, slots=True)
class Gap:
    """One condition of opening; `count` of `of` where it is a matter of numbers."""

    code: GapCode
    met: bool
    count: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Readiness:
    """All conditions of opening, and the figures behind them."""

    gaps: tuple[Gap, ...]
    invitations: dict[Invitation, int]
    entries: int
    assigned: int
    finished: int

    @property
    def missing(self) -> tuple[GapCode, ...]:
        """Return what is not met."""
        return tuple(gap.code for gap in self.gaps if not gap.met)


def readiness(round_: RoundView, hidden: Set[UUID] = frozenset()) -> Readiness:
    """Return what is there and what is missing, leaving `hidden` entries out. The caller decides who may ask."""
    now = situation(round_).without(hidden)
    return Readiness(
        gaps=_gaps(round_, now),
        invitations=invitation_counts(round_.id),
        entries=len(now.entries),
        assigned=len(now.counting()),
        finished=len(now.counting() & now.finished),
    )


def _gaps(round_: RoundView, now: Situation) -> tuple[Gap, ...]:
    entries, short = len(now.entries), len(now.short(round_.judges_per_entry))
    return (
        Gap(GapCode.RUBRIC, _has_rubric(round_), len(round_.criteria)),
        Gap(GapCode.ADVANCE, bool(round_.advance)),
        Gap(GapCode.ENTRIES, entries > 0, entries),
        Gap(
            GapCode.JUDGES,
            len(now.judges) >= round_.judges_per_entry,
            len(now.judges),
            round_.judges_per_entry,
        ),
        Gap(GapCode.PANELS, entries > 0 and not short, entries - short, entries),
        Gap(GapCode.CONFLICTS, not now.in_conflict, len(now.in_conflict)),
    )


def _has_rubric(round_: RoundView) -> bool:
    try:
        return bool(round_.rubric)
    except Invalid:
        return False
