"""Who is recommended to one winner: features from stored vectors and past deals, criteria, score, order, reason."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Protocol
from uuid import UUID

from matching.recommendations.domain import (
    NEAR,
    Closeness,
    Criterion,
    Features,
    Library,
    NearDeal,
    Place,
    Scored,
    best_possible,
    compare,
    near_deals,
    nearest_deal,
    order,
    places,
    reason,
    recency,
    score,
)
from matching.recommendations.queries import Candidate, PastDeal, Winner
from matching.retrieval.queries import Near

# How far retrieval looks. What lies farther has the last place, which is what it would have anyway.
NEAREST_PROFILES, NEAREST_COMPANIES = 300, 400
NO_OPINION: Mapping[UUID, float] = {}


class Source(Protocol):
    """Who lies near a winner: by meaning, or by words (matching.retrieval)."""

    model: str

    def profiles(self, project_id: UUID, among: Sequence[UUID], limit: int) -> list[Near]: ...

    def companies(self, project_id: UUID, limit: int) -> list[Near]: ...


@dataclass(frozen=True, slots=True)
class Made:
    """One line of a winner's list, ready to be stored."""

    profile_id: UUID
    rank: int
    score: float
    similarity: float | None
    criteria: Sequence[Criterion]
    reason: Mapping[str, Any]


@dataclass(frozen=True)
class Portfolio:
    """Past deals by company, and which investors have any."""

    deals: Mapping[UUID, Sequence[PastDeal]] = field(default_factory=dict)

    @cached_property
    def investors(self) -> frozenset[UUID]:
        return frozenset(deal.profile_id for deals in self.deals.values() for deal in deals)


@dataclass(frozen=True, slots=True)
class DealFeatures:
    """What an investor's past says about one winner."""

    nearest: Mapping[UUID, Place]
    mean: Mapping[UUID, Place]
    named: Mapping[UUID, Sequence[NearDeal]]
    known: frozenset[UUID]


def rank(
    winner: Winner,
    candidates: Sequence[Candidate],
    source: Source,
    portfolio: Portfolio,
    *,
    today: date,
    top: int,
    opinion: Mapping[UUID, float] = NO_OPINION,
    library: Library | None = None,
) -> list[Made]:
    """Return the `top` best of the candidates for a winner, best first.

    `opinion`: the learned model's, by investor; `library`: the texts that may be quoted, by winner and profile.

    Left out: investors already in the company, profiles of the winner's own people or organisation, and the base it is
    a resident of already.
    """
    own = {company for company, deals in portfolio.deals.items() if deals[0].keys & winner.company_keys}
    inside = {deal.profile_id for company in own for deal in portfolio.deals[company]}
    allowed = [c for c in candidates if c.id not in inside and not _own(winner, c)]
    near = source.profiles(winner.id, [c.id for c in allowed if c.described], NEAREST_PROFILES)
    similarity = {item.subject_id: item.similarity for item in near}
    described = sum(c.described for c in allowed)
    thesis = places(similarity, described)
    public = places({one.subject_id: one.public for one in near if one.public is not None}, described)
    past = _past(winner, allowed, source, portfolio, own)
    learned = places({c.id: opinion[c.id] for c in allowed if c.id in opinion}, 0)
    features = {c.id: _features(c, thesis, past, today, learned.get(c.id)) for c in allowed}
    pairs = _best(winner, allowed, features, today=today, top=top)
    scored = {key: Scored(value, c.name, key) for key, (c, value, _) in pairs.items()}
    made = []
    for position, key in enumerate(order(scored)[:top], 1):
        candidate, _, criteria = pairs[key]
        passages = library.best(winner.id, candidate.id) if library else None
        why = reason(
            _closeness(candidate, thesis),
            criteria,
            past.named.get(candidate.id, ()),
            past=learned[candidate.id].closeness if candidate.id in learned else Closeness.UNKNOWN,
            passages=passages,
            by_plan=_by_plan(thesis.get(candidate.id), public.get(candidate.id)),
        )
        made.append(
            Made(candidate.id, position, scored[key].score, similarity.get(candidate.id), criteria, why)
        )
    return made


def _best(
    winner: Winner,
    candidates: Sequence[Candidate],
    features: Mapping[UUID, Features],
    *,
    today: date,
    top: int,
) -> dict[str, tuple[Candidate, float, Sequence[Criterion]]]:
    """Return every candidate that may be among the `top` best, with its score and criteria.

    Criteria are compared from the candidate that could score most downwards, and no further once nobody left
    could reach the last place: of thousands a few hundred are looked at, and the list is the same.
    """
    possible = {c.id: best_possible(c.facts.kind, features[c.id]) for c in candidates}
    leaders: list[float] = []
    found: dict[str, tuple[Candidate, float, Sequence[Criterion]]] = {}
    for candidate in sorted(candidates, key=lambda c: -possible[c.id]):
        if len(leaders) == top and possible[candidate.id] < leaders[0]:
            break
        criteria = compare(winner.facts, candidate.facts, today=today)
        value = score(candidate.facts.kind, features[candidate.id], criteria)
        found[str(candidate.id)] = (candidate, value, criteria)
        heapq.heappush(leaders, value)
        if len(leaders) > top:
            heapq.heappop(leaders)
    return found


def _own(winner: Winner, candidate: Candidate) -> bool:
    same = candidate.organisation_id is not None and candidate.organisation_id == winner.organisation_id
    return (
        same
        or (candidate.user_id is not None and candidate.user_id in winner.member_ids)
        or (candidate.base_id is not None and candidate.base_id in winner.base_ids)
    )


def _past(
    winner: Winner, candidates: Sequence[Candidate], source: Source, portfolio: Portfolio, own: set[UUID]
) -> DealFeatures:
    investors = portfolio.investors & {c.id for c in candidates}
    if not investors:
        return DealFeatures({}, {}, {}, frozenset())
    alike: dict[UUID, list[float]] = {}
    named: dict[UUID, list[NearDeal]] = {}
    near = [item for item in source.companies(winner.id, NEAREST_COMPANIES) if item.subject_id not in own]
    place = places({item.subject_id: item.similarity for item in near}, len(portfolio.deals) - len(own))
    for item in near:  # the nearest first, so deals are named from the nearest on
        for deal in portfolio.deals.get(item.subject_id, ()):
            if deal.profile_id in investors:
                alike.setdefault(deal.profile_id, []).append(item.similarity)
                closeness = place[item.subject_id].closeness
                named.setdefault(deal.profile_id, []).append(NearDeal(deal.company, deal.year, closeness))
    return DealFeatures(
        nearest=places({key: nearest_deal(found) or 0.0 for key, found in alike.items()}, len(investors)),
        mean=places({key: near_deals(found) or 0.0 for key, found in alike.items()}, len(investors)),
        named=named,
        known=investors,
    )


def _features(
    candidate: Candidate,
    thesis: Mapping[UUID, Place],
    past: DealFeatures,
    today: date,
    learned: Place | None,
) -> Features:
    """Return the features of a pair; who is too far to be found has 0, who said nothing has None."""
    known = candidate.id in past.known
    return Features(
        thesis=_value(thesis, candidate.id) if candidate.described else None,
        nearest_deal=_value(past.nearest, candidate.id) if known else None,
        near_deals=_value(past.mean, candidate.id) if known else None,
        activity=recency(candidate.facts.last_deal, today),
        learned=learned.value if learned else None,
    )


def _value(found: Mapping[UUID, Place], profile_id: UUID) -> float:
    return found[profile_id].value if profile_id in found else 0.0


def _by_plan(place: Place | None, public: Place | None) -> bool:
    """Say whether a pair is near by the plan alone: what everybody may read of the winner does not bring it near."""
    return bool(place and public and place.closeness in NEAR and public.closeness not in NEAR)


def _closeness(candidate: Candidate, thesis: Mapping[UUID, Place]) -> Closeness:
    if not candidate.described:
        return Closeness.UNKNOWN
    place = thesis.get(candidate.id)
    return place.closeness if place else Closeness.FAR
