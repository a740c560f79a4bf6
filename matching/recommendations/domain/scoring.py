"""How features become one score between 0 and 1.

score = Σ weight × value over the parts that are known, divided by their weights; parts: meaning, criteria, activity.
Meaning is the place by similarity of texts; for investors the places by thesis, by the nearest past deal and by the
mean of the nearest deals, weighted. Criteria count as (satisfied + PRIOR/2) / (satisfied + unmet + PRIOR): unknown ones
are left out, so they never count against anybody, and the prior keeps one lucky criterion from being worth ten.

Where a learned model knows an investor's past (matching.ranking), its opinion takes the place of the deals and of
activity, which it has learned from: meaning is then the opinion and the thesis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.profiles.domain import ProfileKind
from matching.recommendations.domain.facts import Criterion, CriterionState

PRIOR = 2.0
MEANING, CRITERIA, ACTIVITY = 0.5, 0.4, 0.1
THESIS, NEAREST_DEAL, NEAR_DEALS = 0.45, 0.35, 0.2
LEARNED, BESIDE_LEARNED = 0.75, 0.25
DIGITS = 6  # more would let the last bit of a cosine decide an order


@dataclass(frozen=True, slots=True)
class Features:
    """Values 0…1 of one pair; None where nothing is known."""

    thesis: float | None = None
    nearest_deal: float | None = None
    near_deals: float | None = None
    activity: float | None = None
    learned: float | None = None


def fit(criteria: Sequence[Criterion]) -> float:
    """Return how well the known criteria are met, 0…1; 0.5 when none is known."""
    satisfied = sum(c.weight for c in criteria if c.state is CriterionState.SATISFIED)
    unmet = sum(c.weight for c in criteria if c.state is CriterionState.UNMET)
    return (satisfied + PRIOR / 2) / (satisfied + unmet + PRIOR)


def meaning(features: Features) -> float | None:
    """Return how near the texts are, over what is known; with a learned opinion, that and the thesis."""
    if features.learned is not None:
        return _mean(((features.learned, LEARNED), (features.thesis, BESIDE_LEARNED)))
    return _mean(
        ((features.thesis, THESIS), (features.nearest_deal, NEAREST_DEAL), (features.near_deals, NEAR_DEALS))
    )


def score(kind: ProfileKind, features: Features, criteria: Sequence[Criterion]) -> float:
    """Return the score of a pair, 0…1, rounded so that equal pairs are equal everywhere."""
    return _combined(kind, features, fit(criteria))


def best_possible(kind: ProfileKind, features: Features) -> float:
    """Return what no score of a pair with these features exceeds, whatever its criteria say."""
    return _combined(kind, features, 1.0)


def _combined(kind: ProfileKind, features: Features, fitting: float) -> float:
    parts: list[tuple[float | None, float]] = [(meaning(features), MEANING), (fitting, CRITERIA)]
    if kind is ProfileKind.INVESTOR and features.learned is None:
        parts.append((features.activity, ACTIVITY))
    return round(_mean(parts) or 0.0, DIGITS)


def _mean(parts: Sequence[tuple[float | None, float]]) -> float | None:
    known = [(value, weight) for value, weight in parts if value is not None]
    weights = sum(weight for _, weight in known)
    return sum(value * weight for value, weight in known) / weights if known else None


@dataclass(frozen=True, slots=True)
class Scored:
    """A pair with its score and what settles ties: the profile's name, then its key."""

    score: float
    name: str
    key: str


def order(scored: Mapping[str, Scored]) -> list[str]:
    """Return the keys, best first; the same input gives the same order whatever order it comes in."""
    return sorted(scored, key=lambda key: (-scored[key].score, scored[key].name, scored[key].key))
