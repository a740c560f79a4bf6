"""Does what somebody offers fit what a team lacks? Every comparison answers satisfied, unmet or unknown.

Unknown is never unmet: what one side has not said counts for nobody and against nobody. The role itself is not a
criterion among others, it is the question: only who offers it is compared (for a role of its own, everybody is).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matching.recommendations.domain import CriterionState, Place
from matching.team_gaps.domain.vocabulary import GapRole

PRIOR = 2.0  # keeps one lucky criterion from being worth as much as four
MEANING, STATED = 0.5, 0.5


class FitCode(StrEnum):
    """What is compared besides meaning."""

    ROLE = "role"
    FIELD = "field"
    COMMITMENT = "commitment"
    DISTRICT = "district"
    LANGUAGE = "language"


WEIGHTS: Mapping[FitCode, float] = {
    FitCode.ROLE: 3, FitCode.FIELD: 2, FitCode.COMMITMENT: 2, FitCode.DISTRICT: 1, FitCode.LANGUAGE: 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GapFacts:
    """A gap with what its project says; empty is not said."""

    role: GapRole
    track: str = ""
    commitment: str = ""
    district: str = ""
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What somebody offers; empty is not said."""

    roles: frozenset[str] = frozenset()
    tracks: frozenset[str] = frozenset()
    commitments: frozenset[str] = frozenset()
    districts: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FitCriterion:
    """One comparison: what the team wants and what the person offers, as codes."""

    code: FitCode
    state: CriterionState
    wanted: tuple[str, ...]
    offered: tuple[str, ...]


def compare(gap: GapFacts, offer: OfferFacts) -> tuple[FitCriterion, ...]:
    """Return every criterion, the heaviest first. Of languages, one in common is enough to work together."""
    sides: tuple[tuple[FitCode, Collection[str], Collection[str]], ...] = (
        (FitCode.ROLE, _said("" if gap.role is GapRole.OTHER else gap.role.value), offer.roles),
        (FitCode.FIELD, _said(gap.track), offer.tracks),
        (FitCode.COMMITMENT, _said(gap.commitment), offer.commitments),
        (FitCode.DISTRICT, _said(gap.district), offer.districts),
        (FitCode.LANGUAGE, gap.languages, offer.languages),
    )
    return tuple(
        FitCriterion(code, _state(wanted, offered), tuple(sorted(wanted)), tuple(sorted(offered)))
        for code, wanted, offered in sides
    )


def _said(code: str) -> tuple[str, ...]:
    return (code,) if code else ()


def _state(wanted: Collection[str], offered: Collection[str]) -> CriterionState:
    if not wanted or not offered:
        return CriterionState.UNKNOWN
    return CriterionState.UNMET if set(wanted).isdisjoint(offered) else CriterionState.SATISFIED


def score(criteria: Sequence[FitCriterion], place: Place | None) -> float:
    """Return how well a pair fits, 0…1: what both sides state, and the place of the texts among all compared."""
    met = sum(WEIGHTS[one.code] for one in criteria if one.state is CriterionState.SATISFIED)
    unmet = sum(WEIGHTS[one.code] for one in criteria if one.state is CriterionState.UNMET)
    stated = (met + PRIOR / 2) / (met + unmet + PRIOR)
    if place is None:
        return round(stated, 6)
    return round(STATED * stated + MEANING * place.value, 6)
