"""Ranking one winner against many candidates, without a database."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from matching.profiles.domain import ProfileKind
from matching.recommendations.domain import ProfileFacts, WinnerFacts
from matching.recommendations.queries import Candidate, PastDeal, Winner
from matching.recommendations.services.ranking import Portfolio, rank
from matching.retrieval.queries import Near

TODAY = date(2026, 11, 21)
WINNER = Winner(
    id=UUID(int=1),
    facts=WinnerFacts(track="t1", growth_stage="early", financing="angel", district="310110"),
    company_keys=frozenset({"name:own"}),
    member_ids=frozenset(),
    organisation_id=None,
)


class Given:
    """Similarities as they are given."""

    model = "given"

    def __init__(self, near: dict[UUID, float], companies: dict[UUID, float]) -> None:
        self.near, self.far = near, companies

    def profiles(self, project_id: UUID, among: Sequence[UUID], limit: int) -> list[Near]:
        return self._sorted({key: value for key, value in self.near.items() if key in set(among)}, limit)

    def companies(self, project_id: UUID, limit: int) -> list[Near]:
        return self._sorted(self.far, limit)

    def _sorted(self, found: dict[UUID, float], limit: int) -> list[Near]:
        ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        return [Near(*item) for item in ordered[:limit]]


def a_case(seed: int, kind: ProfileKind) -> tuple[list[Candidate], Given, Portfolio]:
    rng = random.Random(seed)

    def some(*codes: str) -> frozenset[str]:
        return frozenset(code for code in codes if rng.random() < 0.4)

    candidates = [
        Candidate(
            id=UUID(int=100 + number),
            name=f"n{rng.randrange(5)}",
            facts=ProfileFacts(
                kind=kind,
                tracks=some("t1", "t2"),
                growth_stages=some("early", "growth"),
                financings=some("a", "b"),
                districts=some("310110", "310104"),
                capacity=rng.choice([None, 3]),
                last_deal=rng.choice([None, date(2025, 1, 1), date(2015, 1, 1)]),
            ),
            described=rng.random() < 0.8,
            organisation_id=None,
            user_id=None,
        )
        for number in range(80)
    ]
    deals: dict[UUID, list[PastDeal]] = {}
    for number in range(30):
        investor = rng.choice(candidates)
        company = UUID(int=1000 + number)
        keys = frozenset({f"name:c{number}"})
        deals.setdefault(company, []).append(PastDeal(investor.id, company, f"c{number}", 2020, keys))
    near = {c.id: round(rng.random(), 1) for c in candidates}  # with ties
    return candidates, Given(near, {key: rng.random() for key in deals}), Portfolio(deals)


@pytest.mark.parametrize("kind", ProfileKind)
@pytest.mark.parametrize("seed", range(8))
def test_looking_no_further_than_needed_gives_the_same_list(kind: ProfileKind, seed: int) -> None:
    candidates, source, portfolio = a_case(seed, kind)

    def listed(top: int) -> list[tuple[UUID, float]]:
        return [
            (line.profile_id, line.score)
            for line in rank(WINNER, candidates, source, portfolio, today=TODAY, top=top)
        ]

    assert listed(10) == listed(len(candidates))[:10]


def test_the_order_of_candidates_does_not_matter() -> None:
    candidates, source, portfolio = a_case(1, ProfileKind.INVESTOR)
    there, back = (
        rank(WINNER, order, source, portfolio, today=TODAY, top=10)
        for order in (candidates, candidates[::-1])
    )
    assert there == back


def test_the_deal_with_the_winner_itself_is_no_similar_deal_and_its_investor_is_left_out() -> None:
    candidates, _, _ = a_case(2, ProfileKind.INVESTOR)
    own = UUID(int=5000)
    deal = PastDeal(candidates[0].id, own, "Own", 2020, frozenset({"name:own"}))
    found = rank(WINNER, candidates, Given({}, {own: 1.0}), Portfolio({own: [deal]}), today=TODAY, top=80)
    assert candidates[0].id not in {line.profile_id for line in found}
    assert all(line.reason["deal"] is None for line in found)


def test_a_reason_says_so_where_only_the_plan_brings_a_pair_near() -> None:
    candidates = [replace(one, described=True) for one in a_case(3, ProfileKind.MENTOR)[0]]
    by_plan, by_intro, unknown = (one.id for one in candidates[:3])

    class Compared(Given):
        def profiles(self, project_id: UUID, among: Sequence[UUID], limit: int) -> list[Near]:
            found = []
            for number, key in enumerate(among):
                far = 0.5 - number / 1000
                near = 0.9 if key in {by_plan, by_intro, unknown} else far
                public = 0.95 if key == by_intro else 0.0 if key == by_plan else far
                found.append(Near(key, near, None if key == unknown else public))
            return sorted(found, key=lambda one: -one.similarity)

    made = rank(WINNER, candidates, Compared({}, {}), Portfolio({}), today=TODAY, top=80)
    says = {line.profile_id: line.reason["by_plan"] for line in made}
    assert (says[by_plan], says[by_intro], says[unknown]) == (True, False, False)
    assert sum(says.values()) == 1


def test_nothing_is_said_of_the_plan_where_words_were_compared() -> None:
    candidates, source, portfolio = a_case(4, ProfileKind.PARK)
    made = rank(WINNER, candidates, source, portfolio, today=TODAY, top=10)
    assert not any(line.reason["by_plan"] for line in made)
