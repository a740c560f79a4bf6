"""Why two entries are suspected to be one, how strongly, and when a decision about them must be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import prod
from typing import Any

from contest.kernel.errors import DomainError

SUSPICIOUS = 0.5
RISE = 0.15  # so much higher a score is a new fact
NOTABLE = 0.3  # weaker evidence is not worth a line


class EvidenceKind(StrEnum):
    """What two entries have in common."""

    COMPANY_CODE = "company_code"
    LEADER = "leader"
    LEADER_ELSEWHERE = "leader_elsewhere"
    MEMBERS = "members"
    IP_NUMBER = "ip_number"
    FILE = "file"
    COMPANY_NAME = "company_name"
    NAME = "name"
    TEXT = "text"
    MEANING = "meaning"


TEXTUAL = frozenset({EvidenceKind.TEXT, EvidenceKind.MEANING})
NAMES = frozenset({EvidenceKind.COMPANY_NAME, EvidenceKind.NAME})


class PairState(StrEnum):
    """`cleared`: nothing speaks for it any more, or one of the two is out of the contest; nobody had to decide."""

    OPEN = "open"
    NOT_DUPLICATE = "not_duplicate"
    DUPLICATE = "duplicate"
    CLEARED = "cleared"


DECIDED = frozenset({PairState.NOT_DUPLICATE, PairState.DUPLICATE})


class PairChanged(DomainError):
    """Somebody else decided, or new evidence came in, since the page was shown."""

    code = "duplicate_pair_changed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason. `strength` 0…1; `params` hold counts and shares, never a value that names a person."""

    kind: EvidenceKind
    strength: float
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind.value, "strength": round(self.strength, 3), "params": dict(self.params)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Evidence:
        return cls(EvidenceKind(stored["kind"]), float(stored["strength"]), dict(stored["params"]))


@dataclass(frozen=True, slots=True)
class Suspicion:
    """All evidence about a pair, the strongest first, and what it comes to together."""

    evidence: tuple[Evidence, ...]
    score: float

    @property
    def kinds(self) -> frozenset[EvidenceKind]:
        return frozenset(item.kind for item in self.evidence)

    @property
    def raised(self) -> bool:
        """Say whether people should look at the pair."""
        return self.score >= SUSPICIOUS


def combined(evidence: Iterable[Evidence]) -> Suspicion:
    """Return the suspicion: the chance that at least one reason is right, were they independent.

    Reasons of one sort say the same thing twice, so only the strongest of the texts and of the names counts.
    """
    kept = sorted((e for e in evidence if e.strength >= NOTABLE), key=lambda e: (-e.strength, e.kind))
    counted: dict[str, float] = {}
    for item in kept:
        sort = "text" if item.kind in TEXTUAL else "name" if item.kind in NAMES else item.kind.value
        counted[sort] = max(counted.get(sort, 0.0), item.strength)
    return Suspicion(tuple(kept), round(1.0 - prod(1.0 - strength for strength in counted.values()), 4))


def news(decided: Suspicion, now: Suspicion) -> dict[str, Any] | None:
    """Return what is new since a decision that two entries differ, None when that decision still stands.

    A kind of evidence nobody had seen is new, and so is a score that rose by `RISE`. Less evidence never reopens.
    """
    fresh = sorted(now.kinds - decided.kinds)
    rise = now.score - decided.score
    if not now.raised or (not fresh and rise < RISE):
        return None
    return {"kinds": [kind.value for kind in fresh], "before": decided.score, "after": now.score}


def ordered(one: Any, other: Any) -> tuple[Any, Any]:
    """Return two keys in the one order in which their pair is stored."""
    return (one, other) if one < other else (other, one)
