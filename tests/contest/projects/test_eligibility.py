"""What eligibility rules learn from a form, and that nobody fails over what is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel.columns import LocalizedText
from contest.projects.domain.eligibility import facts_of
from contest.seasons.domain import CheckState, EligibilityRule, Facts, Params, evaluate, waive
from contest.seasons.domain.eligibility import (
    CompanyAge,
    Declarations,
    District,
    EquityRounds,
    LeaderShare,
    PriorPrizes,
    Revenue,
    TeamShare,
    TeamSize,
)

DAY = date(2026, 4, 30)
RULES: dict[str, Params] = {
    "age": CompanyAge(max_years=10),
    "revenue": Revenue(max_cents=20_000_000_000),
    "size": TeamSize(min_people=3, max_people=15),
    "leader": LeaderShare(min_percent=Decimal(10)),
    "team": TeamShare(min_percent=Decimal("33.4")),
    "district": District(any_of=("310110",)),
    "rounds": EquityRounds(max_rounds=1),
    "prizes": PriorPrizes(max_prizes=0),
    "truth": Declarations(codes=("truth",)),
}
QUICK = settings(max_examples=60, derandomize=True, deadline=None)
shares = st.decimals(0, 100, places=2)
values = st.fixed_dictionaries(
    {},
    optional={
        "company_founded": st.dates(date(1990, 1, 1), DAY).map(date.isoformat),
        "credit_code": st.just("91310000MA1K3X1J5A"),
        "financing": st.sampled_from(["none", "seed", "a", "listed"]),
        "prior_prizes": st.integers(0, 3),
        "district": st.sampled_from(["310110", "310115"]),
        "declaration_of_truth": st.booleans(),
        "equity": st.lists(
            st.fixed_dictionaries(
                {"role": st.sampled_from(["leader", "member", "other"]), "share": shares.map(str)}
            ),
            max_size=4,
        ),
        "finances": st.lists(
            st.fixed_dictionaries(
                {"year": st.integers(2022, 2027), "revenue": st.integers(0, 30_000_000_000)}
            ),
            max_size=3,
        ),
        "funding_rounds": st.lists(st.just({"round": "seed"}), max_size=3),
    },
)


def a_rule(code: str) -> EligibilityRule:
    return EligibilityRule(code=code, name=LocalizedText(code, code), params=RULES[code])


def facts(members: int = 3, **given: Any) -> Facts:
    return facts_of(given, members=members, as_of=DAY)


def state(code: str, found: Facts) -> CheckState:
    return evaluate([a_rule(code)], found)[0].state


@QUICK
@given(values, st.integers(0, 20))
def test_what_is_not_known_is_never_unmet(given_values: dict[str, Any], members: int) -> None:
    found = facts_of(given_values, members=members, as_of=DAY)
    for check in evaluate([a_rule(code) for code in RULES], found):
        known = any(value not in (None, {}) for value in check.found.values())
        bounded = check.code == "rounds" and found.equity_rounds_from is not None
        assert check.state is not CheckState.UNMET or known or bounded
        assert not check.blocks or check.state is CheckState.UNMET


@QUICK
@given(values, st.integers(0, 20), st.sets(st.sampled_from(sorted(RULES))))
def test_a_waived_rule_never_blocks_and_no_other_answer_changes(
    given_values: dict[str, Any], members: int, waived: set[str]
) -> None:
    checks = evaluate([a_rule(code) for code in RULES], facts_of(given_values, members=members, as_of=DAY))
    after = waive(checks, dict.fromkeys(waived, "why"))
    assert [check.state for check in after] == [check.state for check in checks]
    for before, check in zip(checks, after, strict=True):
        assert check.blocks == (before.blocks and check.code not in waived)


@QUICK
@given(st.lists(st.tuples(st.sampled_from(["leader", "member", "other"]), shares), min_size=1, max_size=5))
def test_shares_are_the_sums_of_the_equity_table(rows: list[tuple[str, Decimal]]) -> None:
    found = facts(equity=[{"role": role, "share": str(share)} for role, share in rows])
    team = [share for role, share in rows if role != "other"]
    leader = [share for role, share in rows if role == "leader"]
    assert found.team_share == (sum(team) if team else None)
    assert found.leader_share == (sum(leader) if leader else None)


def test_a_share_that_is_not_stated_leaves_the_sum_unknown() -> None:
    found = facts(credit_code="x", equity=[{"role": "leader", "share": None}])
    assert state("leader", found) is CheckState.UNKNOWN


def test_revenue_is_that_of_the_latest_year_that_is_over() -> None:
    rows = [
        {"year": 2024, "revenue": 100},
        {"year": 2025, "revenue": 30_000_000_000},
        {"year": 2026, "revenue": 5},
    ]
    found = facts(credit_code="x", finances=rows)
    assert found.revenue_cents == 30_000_000_000
    assert state("revenue", found) is CheckState.UNMET


@pytest.mark.parametrize(
    ("given_values", "expected"),
    [
        ({"financing": "none"}, CheckState.SATISFIED),
        ({"financing": "a"}, CheckState.UNKNOWN),
        ({"funding_rounds": [{"round": "seed"}]}, CheckState.SATISFIED),
        ({"funding_rounds": [{"round": "seed"}, {"round": "a"}]}, CheckState.UNMET),
        ({}, CheckState.UNKNOWN),
    ],
)
def test_equity_rounds_are_counted_or_bounded(given_values: dict[str, Any], expected: CheckState) -> None:
    assert state("rounds", facts(**given_values)) is expected


def test_no_equity_round_is_refuted_by_any_later_series() -> None:
    none = EligibilityRule(code="none", name=LocalizedText("无", "none"), params=EquityRounds(max_rounds=0))
    assert evaluate([none], facts(financing="b"))[0].state is CheckState.UNMET


def test_the_declaration_of_truth_answers_to_the_name_rulebooks_give_it() -> None:
    assert state("truth", facts(declaration_of_truth=True)) is CheckState.SATISFIED
    assert state("truth", facts(declaration_of_truth=False)) is CheckState.UNKNOWN


def test_a_team_without_a_company_passes_what_is_asked_of_companies() -> None:
    found = facts()
    asked = ("age", "revenue", "leader", "team")
    assert {state(code, found) for code in asked} == {CheckState.SATISFIED}


def test_an_unknown_answer_names_the_missing_fact() -> None:
    (check,) = evaluate([a_rule("revenue")], facts(credit_code="x"))
    assert check.missing == ("revenue_cents",)
