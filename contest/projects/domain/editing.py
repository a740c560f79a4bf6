"""Whether a project may be written now, and what of it: the submission window, or a permit beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from contest.kernel.errors import DomainError
from contest.seasons.domain import StageCode

# What a correction or an update never has to name: the leader repeats the word with every handing in.
ALWAYS = frozenset({"declaration_of_truth"})


class Basis(StrEnum):
    """What a project was written and handed in under. It stays with the submission for good."""

    WINDOW = "window"
    CORRECTION = "correction"  # returned by the formal check
    LATE_ENTRY = "late_entry"  # a code of the office
    REVISION = "revision"  # an update between rounds
    POOL = "pool"  # kept up for the project pool; nothing is handed in under it


@dataclass(frozen=True, slots=True)
class Permit:
    """A way to write a project although its submission window is not open.

    It holds from `opens_at` up to, not at, `closes_at` (aware). `parts` are codes of fields and kinds of files;
    none named means everything. `reason` is what the team reads. `stage` is the one the project has reached: what
    that stage asks for must be there when it is handed in again.
    """

    basis: Basis
    opens_at: datetime
    closes_at: datetime
    parts: frozenset[str] = frozenset()
    reason: str = ""
    stage: StageCode | None = None

    def holds(self, now: datetime) -> bool:
        """Say whether the permit is in force at `now`."""
        return self.opens_at <= now < self.closes_at

    def covers(self, part: str) -> bool:
        """Say whether a field or a kind of file may be written under it."""
        return not self.parts or part in self.parts


class PartNotOpen(DomainError):
    """The project may be written at the moment, but not this field or file; `part` is its code."""

    code = "part_not_open"


@dataclass(frozen=True, slots=True)
class Editing:
    """What may be written at `now`. While the window is open everything, else what a permit covers."""

    now: datetime
    window_open: bool
    closes_at: datetime | None = None
    permits: tuple[Permit, ...] = ()

    @classmethod
    def at(
        cls, now: datetime, *, window_open: bool, closes_at: datetime | None, permits: Iterable[Permit]
    ) -> Editing:
        """Return the answer at `now`: only permits that hold count, the widest first, then the longest.

        That of the pool comes last: under any other the project can be handed in too.
        """
        held = [permit for permit in permits if permit.holds(now)]
        held.sort(key=lambda one: (one.basis is Basis.POOL, bool(one.parts), -one.closes_at.timestamp()))
        return cls(now, window_open, closes_at, tuple(held))

    @property
    def open(self) -> bool:
        """Say whether anything may be written."""
        return self.window_open or bool(self.permits)

    @property
    def permit(self) -> Permit | None:
        """Return the permit that is used: none while the window is open."""
        return None if self.window_open or not self.permits else self.permits[0]

    @property
    def basis(self) -> Basis:
        """Return what a submission is made under now."""
        return self.permit.basis if self.permit else Basis.WINDOW

    @property
    def stage(self) -> StageCode | None:
        """Return the stage whose needs a submission must meet now, None while only the first one's count."""
        return self.permit.stage if self.permit else None

    @property
    def until(self) -> datetime | None:
        """Return when writing ends: the window's end, or that of the permit in use; the pool has none."""
        if self.permit is not None and self.permit.basis is Basis.POOL:
            return None
        return self.permit.closes_at if self.permit else self.closes_at

    def may(self, part: str) -> bool:
        """Say whether a field or a kind of file may be written now."""
        return self.window_open or any(permit.covers(part) for permit in self.permits)

    def refused(self, parts: Collection[str]) -> list[str]:
        """Return those of the parts that may not be written now, in order."""
        return sorted(part for part in parts if not self.may(part))

    def ensure(self, parts: Collection[str]) -> None:
        """Raise PartNotOpen for the first of the parts that may not be written now."""
        if refused := self.refused(set(parts) - ALWAYS):
            raise PartNotOpen(part=refused[0])

    @property
    def restricted(self) -> bool:
        """Say whether only some parts may be written."""
        return not self.window_open and all(permit.parts for permit in self.permits)


def kept_content(before: Mapping[str, Any], after: Mapping[str, Any], editing: Editing) -> dict[str, Any]:
    """Return what is handed in under a restricted permit: the last content, and anew only what may be written.

    What a team changed elsewhere before the deadline and never handed in does not slip in with a correction.
    """
    if not editing.restricted:
        return dict(after)
    fields = {
        **after["fields"],
        **{code: value for code, value in before.get("fields", {}).items() if not editing.may(code)},
    }
    return {**after, "fields": fields, "files": _files(before, after, editing)}


def _files(before: Mapping[str, Any], after: Mapping[str, Any], editing: Editing) -> list[Any]:
    old: Sequence[Any] = before.get("files", ())
    kept = [file for file in old if not editing.may(file["kind"])]
    fresh = [file for file in after.get("files", ()) if editing.may(file["kind"])]
    return sorted([*kept, *fresh], key=lambda file: (file["kind"], file["sha256"]))
