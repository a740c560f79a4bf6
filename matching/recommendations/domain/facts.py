"""What the matcher knows of both sides. Everything may be missing, and missing means unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from contest.kernel.errors import DomainError
from matching.profiles.domain import ProfileKind


class CriterionCode(StrEnum):
    """What is compared besides meaning."""

    TRACK = "track"
    GROWTH_STAGE = "growth_stage"
    FINANCING = "financing"
    TICKET = "ticket"
    DISTRICT = "district"
    FACILITIES = "facilities"
    CAPACITY = "capacity"
    TITLE = "title"
    SERVICES = "services"
    PRIORITY = "priority"
    LANGUAGE = "language"
    ACTIVE = "active"
    SPACE = "space"


class CriterionState(StrEnum):
    """Unknown is not unmet: one side has not said."""

    SATISFIED = "satisfied"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class TitleFact(StrEnum):
    """What a park is to the contest: a base with a title, one that is rectifying, or a park without a title."""

    VALID = "valid"
    RECTIFYING = "rectifying"
    NONE = "none"


class Closeness(StrEnum):
    """How near two texts are, in words, by place among all candidates."""

    VERY_CLOSE = "very_close"
    CLOSE = "close"
    SOME = "some"
    FAR = "far"
    UNKNOWN = "unknown"


class RunState(StrEnum):
    """A run that was asked for waits until a worker has done it."""

    WAITING = "waiting"
    DONE = "done"


class NotMatchable(DomainError):
    """The project has no published win that is open for matching, or its team did not consent to matching."""

    code = "not_matchable"


@dataclass(frozen=True, slots=True)
class WinnerFacts:
    """A winner. `financing` is the latest round so far; `amount_sought_cents` is what it raises now.

    `wanted_m2`: the space it needs where it lands.
    """

    track: str | None = None
    growth_stage: str | None = None
    financing: str | None = None
    amount_sought_cents: int | None = None
    district: str = ""
    needs: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    wanted_m2: int | None = None


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """A park, investor or mentor. `last_deal` is an investor's latest known activity."""

    kind: ProfileKind
    tracks: frozenset[str] = frozenset()
    growth_stages: frozenset[str] = frozenset()
    financings: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    ticket_low_cents: int | None = None
    ticket_high_cents: int | None = None
    capacity: int | None = None
    services: frozenset[str] = frozenset()
    priority_tracks: frozenset[str] = frozenset()
    vacant_m2: int | None = None
    title: TitleFact | None = None
    last_deal: date | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One comparison. `params` say what was compared, as codes, sets of codes and numbers; words come at the edge."""

    code: CriterionCode
    state: CriterionState
    weight: float
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON; sets become sorted lists only here, for a few of very many comparisons are kept."""
        params = {key: sorted(v) if isinstance(v, frozenset) else v for key, v in self.params.items()}
        return {"code": self.code.value, "state": self.state.value, "weight": self.weight, "params": params}
