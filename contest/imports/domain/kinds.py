"""A kind of import: its columns, and how its rows are checked and written. Contributed by the manifests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from contest.imports.domain.columns import Column
from contest.imports.domain.results import RowError
from contest.kernel.access import Actor
from contest.kernel.localized import LocalizedText


@dataclass(frozen=True, slots=True)
class Row:
    """One row that could be read. `values` holds a key for every column the file has, and for no other."""

    number: int
    values: dict[str, Any]

    def get(self, column: str, default: Any = None) -> Any:
        return self.values.get(column, default)


Rows = Sequence[Row]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Scope:
    """On whose behalf and into which season (slug, empty: the current one) a file is read."""

    actor: Actor
    season: str = ""


@dataclass(frozen=True, slots=True)
class SeasonChoice:
    """A season somebody may import into."""

    slug: str
    name: LocalizedText


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What a kind knows beside the rows. `columns`: those present in the file; others must be left as they are."""

    scope: Scope
    columns: frozenset[str] = frozenset()
    # Called with the rows written so far, by kinds that write many in several rounds.
    progress: Progress = field(default=lambda _rows: None)

    @property
    def actor(self) -> Actor:
        return self.scope.actor


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows became new records, changed some, or found everything as it was."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def _nothing() -> None:
    return


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. `write` does it; the engine calls it only when no row of the file is rejected.

    Checking (making a plan) never writes. `write` may be called once, in the transaction that made the plan.
    """

    outcome: Outcome = Outcome()
    rejected: Sequence[RowError] = ()
    write: Callable[[], None] = field(default=_nothing)


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of spreadsheet.

    `columns` are those of a season, with its options filled in; `prepare` checks the readable rows against the
    database and says what writing them would do. `permission`: what somebody must hold beside IMPORT, None for
    nothing. `seasons`: those to choose from, None for kinds that belong to no season.
    """

    name: str
    label: Any  # lazy text
    description: Any  # lazy text
    columns: Callable[[Scope], tuple[Column, ...]]
    prepare: Callable[[Rows, ImportContext], Plan]
    permission: StrEnum | None = None
    seasons: Callable[[Actor], Sequence[SeasonChoice]] | None = None
    icon: str = "file-earmark-spreadsheet"
