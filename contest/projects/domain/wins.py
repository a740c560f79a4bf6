"""A win in another city's contest, by which a project comes into the pool without entering this one."""

from __future__ import annotations

from dataclasses import dataclass, field

from contest.kernel.localized import LocalizedText


@dataclass(frozen=True, slots=True)
class Win:
    """Which contest, what it gave, in which year."""

    contest: LocalizedText
    award: LocalizedText = field(default_factory=LocalizedText)
    year: int | None = None
