"""What a kind of file contributes, how a file stands, and how long it can be fetched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, BinaryIO, Protocol
from uuid import UUID

from contest.kernel.access import Actor

KEPT = timedelta(days=7)
LARGEST = 512 * 1024 * 1024  # bytes
MAKE, END = "exports.make", "exports.end"
Tell = Callable[[int, int], None]  # how many are done, of how many


class ExportState(StrEnum):
    """How a file stands for whoever asked."""

    MAKING = "making"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"  # the worker gave up


class Asked(Protocol):
    """What was asked for: `about` is the key of what it is of, `wanted` what its kind was told, `kept` what the kind
    noted when it was made (empty until then), `locale` the language it is written in."""

    @property
    def about(self) -> UUID: ...
    @property
    def wanted(self) -> Mapping[str, Any]: ...
    @property
    def kept(self) -> Mapping[str, Any]: ...
    @property
    def locale(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: how many rows or papers, and what must hold again when it is fetched."""

    rows: int
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deeds:
    """What the audit log calls what happens to a file."""

    requested: str
    made: str
    refused: str
    fetched: str


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of file.

    `check` raises the DomainError that keeps the actor from having it: asked when it is asked for, made, shown and
    fetched, for a role may end in between and a tie appear. `build` writes it. `ready` is the code of the notice, with
    the parameters of `told` (who asked, how many rows) and `until_at`. `title` begins the file's name. `place` is the
    address its page lies under; without `own_page` it stands on that page with others. `largest`: bytes. Asked for
    again within `again_after`, or while it is being made, it is the same file.
    """

    name: str
    place: str
    ending: str
    deeds: Deeds
    ready: str
    check: Callable[[Actor, Asked], None]
    build: Callable[[Actor, Asked, BinaryIO, Tell], Made]
    told: Callable[[Asked, int], Mapping[str, Any]]
    title: Callable[[Asked], str]
    own_page: bool = True
    largest: int = LARGEST
    again_after: timedelta | None = None

    def page_of(self, export_id: UUID) -> str:
        """Return the address at which a file stands."""
        return f"{self.place}/{export_id}" if self.own_page else self.place
