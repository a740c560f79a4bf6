"""What a cockpit counts, and whom it lets one remind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from contest.kernel.errors import DomainError

BIN = 5  # points of a column of the distribution
TOP = 100
NOT_AGAIN = timedelta(hours=24)


class Group(StrEnum):
    """Whom to remind: judges with sheets left, or those of them who have not begun."""

    LEFT = "left"
    UNTOUCHED = "untouched"


class NobodyToRemind(DomainError):
    """Nobody with sheets left who was not reminded within a day."""

    code = "nobody_to_remind"


class NotBeingScored(DomainError):
    """Judges are reminded while the round is open."""

    code = "round_not_being_scored"


@dataclass(frozen=True, slots=True)
class Columns:
    """A distribution: names and heights of its columns, without empty ones at the ends."""

    labels: tuple[str, ...]
    values: tuple[int, ...]


def distribution(counts: Mapping[int, int]) -> Columns:
    """Return the columns of totals counted by `BIN` points (0: from 0 to below 5); the full mark is in the last."""
    last = TOP // BIN - 1
    merged = {bin_: count for bin_, count in counts.items() if bin_ <= last and count}
    if counts.get(last + 1):
        merged[last] = merged.get(last, 0) + counts[last + 1]
    if not merged:
        return Columns((), ())
    range_ = range(min(merged), max(merged) + 1)
    return Columns(
        tuple(f"{bin_ * BIN}–{bin_ * BIN + BIN}" for bin_ in range_),
        tuple(merged.get(bin_, 0) for bin_ in range_),
    )


def coverage(counts: Mapping[int, int]) -> Columns:
    """Return how many entries have how many sheets, from none to the most."""
    if not counts:
        return Columns((), ())
    range_ = range(max(counts) + 1)
    return Columns(tuple(map(str, range_)), tuple(counts.get(count, 0) for count in range_))


def share(part: int, whole: int) -> int:
    """Return a part in percent, rounded down: 99 until everything is there."""
    return 100 * part // whole if whole else 0


def total(lines: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return the sums of (assigned, submitted)."""
    return sum(line[0] for line in lines), sum(line[1] for line in lines)
