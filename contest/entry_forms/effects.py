"""How many projects a new version touches. Projects build on forms, so who counts them is named by the manifest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from contest.entry_forms.domain import Differences
from contest.seasons.domain import Rulebook


@dataclass(frozen=True, slots=True)
class Effects:
    """`drafts`, `handed_in`: projects of the season by state. `filled`: code -> projects that gave an answer."""

    drafts: int = 0
    handed_in: int = 0
    filled: Mapping[str, int] | None = None


Counter = Callable[[UUID, Collection[str]], Effects]


class _Counting:
    def __init__(self) -> None:
        self.counter: Counter | None = None

    def install(self, counter: Counter) -> None:
        """Name who counts; called once, by the manifest."""
        self.counter = counter


counting = _Counting()


def effects_of(book: Rulebook, found: Differences) -> Effects:
    """Return what publishing these differences touches."""
    if counting.counter is None:
        return Effects()
    return counting.counter(book.season_id, [spec.code for spec in found.removed])
