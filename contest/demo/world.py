"""What the seeding steps share: sizes, the day, the cast, and what has been made so far."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from contest.demo.casting import Cast
from contest.kernel import audit
from contest.kernel.access import SYSTEM
from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.kernel.db import Base, db
from contest.kernel.errors import DomainError
from contest.kernel.storage import Storage
from contest.seasons.domain import Rulebook

CHUNK = 2_000
ADDRESS = "demo.haiju.example"


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything. `judged`: this year's entries in the second round; `semifinal`: last year's."""

    judged: int
    ended: int  # handed in this year, out before the second round
    drafts: int
    withdrawn: int
    semifinal: int
    winners: int
    judges: int
    bases: int
    investors: int
    mentors: int
    nominations: int

    @property
    def handed_in(self) -> int:
        """Return how many of this year's projects were handed in and not withdrawn."""
        return self.judged + self.ended


SIZES = {
    "tiny": Size(32, 8, 4, 2, 18, 12, 14, 8, 12, 8, 10),
    "season": Size(839, 171, 100, 12, 300, 139, 120, 40, 200, 80, 54),
    "city": Size(3_000, 9_000, 1_200, 120, 839, 139, 1_000, 100, 3_000, 2_000, 140),
}


class DatabaseNotEmpty(DomainError):
    """There are people in the database already; a demonstration starts from nothing."""

    code = "demo_database_not_empty"


@dataclass(frozen=True, slots=True)
class MadeProject:
    """A project that later steps build on. `ability` is how good it is, in standard deviations.

    `index` counts within its season, `text_index` is its place in the cast.
    """

    index: int
    text_index: int
    id: UUID
    team_id: UUID
    organisation_id: UUID | None
    leader_id: UUID
    leader_phone: str
    number: str
    name: LocalizedText
    track: str
    group: str
    zone: str
    submission_id: UUID
    ability: float
    about: str
    fate: str
    consent_bases: bool


@dataclass(frozen=True, slots=True)
class MadeBase:
    """A base with the title it has, if any, and who speaks for it."""

    index: int
    id: UUID
    organisation_id: UUID
    user_id: UUID
    title_id: UUID | None
    valid_from: date
    valid_to: date
    usable: bool


@dataclass
class DemoWorld:
    """The season in the making. Steps read what earlier ones made and add their own; `made` counts rows by table."""

    cast: Cast
    size: Size
    seed: int
    today: date
    storage: Storage
    password_hash: str
    advance: Callable[[int, int], None]
    made: dict[str, int] = field(default_factory=dict)
    people: int = 0
    companies: int = 0
    office: dict[str, UUID] = field(default_factory=dict)
    this_year: Rulebook | None = None
    last_year: Rulebook | None = None
    projects: list[MadeProject] = field(default_factory=list)
    finalists: list[MadeProject] = field(default_factory=list)
    bases: list[MadeBase] = field(default_factory=list)

    def rng(self, kind: str, *index: int) -> random.Random:
        """Return the private random numbers of one thing: a new kind never shifts an existing one."""
        key = ":".join((str(self.seed), "seed", kind, *map(str, index)))
        return random.Random(key)  # noqa: S311 - demonstration data must be repeatable, not secret

    def moment(self, days: float, at: time = time(10)) -> datetime:
        """Return a time so many days from today (negative: ago), in Shanghai."""
        return datetime.combine(self.today, at, SHANGHAI) + timedelta(days=days)

    @property
    def now(self) -> datetime:
        """Return the beginning of today: what has happened so far happened before."""
        return self.moment(0, time())

    @property
    def open_season(self) -> Rulebook:
        """Return the season that is being judged; the seasons' step made it."""
        assert self.this_year is not None
        return self.this_year

    @property
    def past_season(self) -> Rulebook:
        """Return last year's season; the seasons' step made it."""
        assert self.last_year is not None
        return self.last_year

    def write(self, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
        """Insert rows, all with the same columns, many per statement."""
        name = str(table.__tablename__)
        target = table.metadata.tables[name]
        for start in range(0, len(rows), CHUNK):
            db.session.execute(insert(target), rows[start : start + CHUNK])
        self.made[name] = self.made.get(name, 0) + len(rows)

    def told(self, things: Sequence[Any]) -> Iterable[Any]:
        """Yield the things one by one, with progress on the way."""
        for done, thing in enumerate(things):
            if done % 50 == 0:
                self.advance(done, len(things))
            yield thing

    def seeded(self, step: str, **facts: Any) -> None:
        """Record that a step is done: one audit event instead of one a row."""
        audit.record(SYSTEM, "demo.seeded", None, step=step, **facts)


def clamp(value: float, low: float, high: float) -> float:
    """Return the value, or the bound it lies beyond."""
    return max(low, min(high, value))
