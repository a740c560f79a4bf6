"""The pure rules of recommending."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.profiles.domain import ProfileKind
from matching.recommendations.domain import (
    WEIGHTS,
    Closeness,
    Criterion,
    CriterionCode,
    CriterionState,
    Features,
    NearDeal,
    Place,
    ProfileFacts,
    Scored,
    TitleFact,
    WinnerFacts,
    compare,
    fit,
    meaning,
    near_deals,
    nearest_deal,
    order,
    places,
    reason,
    recency,
    score,
)

TODAY = date(2026, 11, 21)
STATES = st.sampled_from(CriterionState)
KINDS = st.sampled_from(ProfileKind)
SHARES = st.one_of(st.none(), st.floats(0, 1))
FAST = settings(max_examples=60, derandomize=True)

WAN = 1_000_000  # cents
WINNER = WinnerFacts(
    track="life_health",
    growth_stage="early",
    financing="angel",
    amount_sought_cents=1_000 * WAN,
    district="310110",
    needs=frozenset({"PILOT", "FIN"}),
    languages=frozenset({"zh"}),
)
INVESTOR = ProfileFacts(
    kind=ProfileKind.INVESTOR,
    tracks=frozenset({"life_health"}),
    growth_stages=frozenset({"early"}),
    financings=frozenset({"a"}),
    districts=frozenset({"310110"}),
    languages=frozenset({"zh"}),
    ticket_low_cents=300 * WAN,
    ticket_high_cents=3_000 * WAN,
    last_deal=TODAY - timedelta(days=100),
)


def states(winner: WinnerFacts, profile: ProfileFacts) -> dict[CriterionCode, CriterionState]:
    return {item.code: item.state for item in compare(winner, profile, today=TODAY)}


def one(winner: WinnerFacts, profile: ProfileFacts, code: CriterionCode) -> CriterionState | None:
    return states(winner, profile).get(code)


def changed(facts: ProfileFacts, **values: object) -> ProfileFacts:
    return ProfileFacts(
        **{name: values.get(name, getattr(facts, name)) for name in facts.__dataclass_fields__}
    )  # type: ignore[arg-type]


def winner(**values: object) -> WinnerFacts:
    return WinnerFacts(
        **{name: values.get(name, getattr(WINNER, name)) for name in WINNER.__dataclass_fields__}
    )  # type: ignore[arg-type]


def test_what_fits_is_satisfied() -> None:
    assert set(states(WINNER, INVESTOR).values()) == {CriterionState.SATISFIED}


@pytest.mark.parametrize("kind", ProfileKind)
def test_a_profile_that_says_nothing_is_unknown_never_unmet(kind: ProfileKind) -> None:
    found = states(WINNER, ProfileFacts(kind=kind))
    assert set(found) == set(WEIGHTS[kind])
    assert set(found.values()) == {CriterionState.UNKNOWN}


@pytest.mark.parametrize("kind", ProfileKind)
def test_a_winner_that_says_nothing_is_unknown_where_its_word_is_needed(kind: ProfileKind) -> None:
    profile = changed(INVESTOR, kind=kind, capacity=3, title=TitleFact.VALID, facilities=frozenset({"gmp"}))
    about_the_profile = {CriterionCode.CAPACITY, CriterionCode.TITLE, CriterionCode.ACTIVE}
    found = states(WinnerFacts(), profile)
    assert {code for code, state in found.items() if state is CriterionState.SATISFIED} <= about_the_profile
    assert CriterionState.UNMET not in found.values()
    assert CriterionCode.FACILITIES not in found  # no need, no question


@pytest.mark.parametrize(
    ("latest", "offered", "state"),
    [
        ("none", {"seed"}, CriterionState.SATISFIED),
        ("none", {"b"}, CriterionState.UNMET),
        ("angel", {"a"}, CriterionState.SATISFIED),
        ("angel", {"angel"}, CriterionState.UNMET),
        ("b", {"strategic"}, CriterionState.SATISFIED),
        ("listed", {"strategic"}, CriterionState.UNMET),
        ("strategic", {"a"}, CriterionState.UNKNOWN),
        (None, {"a"}, CriterionState.UNKNOWN),
    ],
)
def test_an_investor_fits_the_round_that_comes_next(
    latest: str | None, offered: set[str], state: CriterionState
) -> None:
    profile = changed(INVESTOR, financings=frozenset(offered))
    assert one(winner(financing=latest), profile, CriterionCode.FINANCING) is state


@pytest.mark.parametrize(
    ("sought", "low", "high", "state"),
    [
        (1_000, 300, 3_000, CriterionState.SATISFIED),
        (1_000, None, 200, CriterionState.SATISFIED),  # a fifth of the round
        (1_000, None, 199, CriterionState.UNMET),
        (299, 300, None, CriterionState.UNMET),
        (300, 300, None, CriterionState.SATISFIED),
        (1_000, None, None, CriterionState.UNKNOWN),
        (None, 300, 3_000, CriterionState.UNKNOWN),
    ],
)
def test_a_ticket_fits_a_round_it_can_carry(
    sought: int | None, low: int | None, high: int | None, state: CriterionState
) -> None:
    cents = [None if value is None else value * WAN for value in (sought, low, high)]
    profile = changed(INVESTOR, ticket_low_cents=cents[1], ticket_high_cents=cents[2])
    assert one(winner(amount_sought_cents=cents[0]), profile, CriterionCode.TICKET) is state


def test_a_park_must_answer_every_need_that_asks_for_a_facility() -> None:
    park = changed(INVESTOR, kind=ProfileKind.PARK, facilities=frozenset({"pilot_line"}))
    assert one(WINNER, park, CriterionCode.FACILITIES) is CriterionState.SATISFIED
    needy = winner(needs=frozenset({"PILOT", "COMP"}))
    found = next(c for c in compare(needy, park, today=TODAY) if c.code is CriterionCode.FACILITIES)
    assert (found.state, found.params["lacking"]) == (CriterionState.UNMET, ["COMP"])


def test_a_titled_base_comes_before_a_rectifying_one_and_a_park_without_title() -> None:
    found = [
        one(WINNER, changed(INVESTOR, kind=ProfileKind.PARK, title=title), CriterionCode.TITLE)
        for title in (TitleFact.VALID, TitleFact.RECTIFYING, TitleFact.NONE)
    ]
    assert found == [CriterionState.SATISFIED, CriterionState.UNMET, CriterionState.UNMET]


def test_an_investor_who_did_nothing_for_two_years_is_not_active() -> None:
    def activity(days: int) -> CriterionState | None:
        return one(WINNER, changed(INVESTOR, last_deal=TODAY - timedelta(days=days)), CriterionCode.ACTIVE)

    assert (activity(730), activity(731)) == (CriterionState.SATISFIED, CriterionState.UNMET)


def test_the_heaviest_criterion_comes_first() -> None:
    weights = [item.weight for item in compare(WINNER, INVESTOR, today=TODAY)]
    assert weights == sorted(weights, reverse=True)


@st.composite
def criteria(draw: st.DrawFn) -> list[Criterion]:
    kind = draw(KINDS)
    return [Criterion(code, draw(STATES), weight) for code, weight in WEIGHTS[kind].items()]


def flipped(found: list[Criterion], place: int, state: CriterionState) -> list[Criterion]:
    item = found[place]
    return [*found[:place], Criterion(item.code, state, item.weight), *found[place + 1 :]]


@FAST
@given(found=criteria(), place=st.integers(0, 3), thesis=SHARES, kind=KINDS)
def test_the_score_grows_from_unmet_over_unknown_to_satisfied(
    found: list[Criterion], place: int, thesis: float | None, kind: ProfileKind
) -> None:
    features = Features(thesis=thesis)
    unmet, unknown, satisfied = (
        score(kind, features, flipped(found, place, state))
        for state in (CriterionState.UNMET, CriterionState.UNKNOWN, CriterionState.SATISFIED)
    )
    assert unmet < satisfied
    assert unmet <= unknown <= satisfied


@FAST
@given(found=criteria())
def test_unknown_criteria_change_nothing(found: list[Criterion]) -> None:
    known = [item for item in found if item.state is not CriterionState.UNKNOWN]
    assert fit(found) == fit(known)
    assert fit([Criterion(c.code, CriterionState.UNKNOWN, c.weight) for c in found]) == 0.5


@FAST
@given(low=st.floats(0, 1), high=st.floats(0, 1), found=criteria(), kind=KINDS)
def test_the_score_grows_with_meaning_and_stays_between_0_and_1(
    low: float, high: float, found: list[Criterion], kind: ProfileKind
) -> None:
    low, high = sorted((low, high))
    lower, higher = (score(kind, Features(thesis=value), found) for value in (low, high))
    assert 0 <= lower <= higher <= 1


def test_an_investor_without_past_deals_is_judged_by_its_thesis_alone() -> None:
    assert meaning(Features(thesis=0.6)) == pytest.approx(0.6)
    assert meaning(Features(thesis=0.6, nearest_deal=1.0, near_deals=1.0)) > 0.6  # type: ignore[operator]
    assert meaning(Features()) is None


@FAST
@given(st.dictionaries(st.integers(0, 50), st.floats(-1, 1), min_size=1, max_size=30), st.integers(0, 60))
def test_places_keep_the_order_of_similarities(similarities: dict[int, float], further: int) -> None:
    found = places(similarities, len(similarities) + further)
    best = max(similarities, key=lambda key: similarities[key])
    assert found[best].number == 1
    for one_key, one_value in similarities.items():
        for other_key, other_value in similarities.items():
            if one_value > other_value:
                assert found[one_key].number < found[other_key].number
                assert found[one_key].value > found[other_key].value
            if one_value == other_value:
                assert found[one_key] == found[other_key]


def test_the_first_place_is_worth_1_and_the_last_0() -> None:
    assert (Place(1, 100).value, Place(100, 100).value, Place(10, 100).value) == pytest.approx((1, 0, 0.5))
    assert Place(1, 1).value == 0.5


def test_places_read_as_words_and_among_few_nothing_is_close() -> None:
    assert [Place(number, 100).closeness for number in (1, 10, 11, 25, 60, 61)] == [
        Closeness.VERY_CLOSE,
        Closeness.VERY_CLOSE,
        Closeness.CLOSE,
        Closeness.CLOSE,
        Closeness.SOME,
        Closeness.FAR,
    ]
    assert [Place(1, of).closeness for of in (1, 3, 9)] == [Closeness.SOME] * 3
    assert Place(9, 9).closeness is Closeness.FAR


def test_past_deals_count_by_the_nearest_and_by_the_mean_of_the_three_nearest() -> None:
    found = [0.1, 0.9, 0.6, 0.3]
    assert nearest_deal(found) == 0.9
    assert near_deals(found) == pytest.approx(0.6)
    assert (nearest_deal([]), near_deals([])) == (None, None)


def test_recency_halves_in_two_years() -> None:
    assert recency(TODAY, TODAY) == 1
    assert recency(TODAY - timedelta(days=730), TODAY) == pytest.approx(0.5, abs=0.001)
    assert recency(TODAY + timedelta(days=30), TODAY) == 1
    assert recency(None, TODAY) is None


@FAST
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.text(max_size=3), st.uuids().map(str)),
        max_size=12,
        unique_by=lambda t: t[2],
    )
)
def test_the_order_does_not_depend_on_the_order_of_the_input(rows: list[tuple[float, str, str]]) -> None:
    scored = [(key, Scored(value, name, key)) for value, name, key in rows]
    assert order(dict(scored)) == order(dict(reversed(scored)))


def test_a_reason_names_the_strongest_met_criteria_and_a_past_deal_only_when_it_is_close() -> None:
    found = compare(WINNER, INVESTOR, today=TODAY)
    near = [
        NearDeal("远帆生物", 2024, Closeness.VERY_CLOSE),
        NearDeal("远帆生物", 2021, Closeness.VERY_CLOSE),
        NearDeal("海石医疗", None, Closeness.CLOSE),
        NearDeal("山木咖啡", 2020, Closeness.SOME),
    ]
    assert reason(Closeness.CLOSE, found, near) == {
        "met": ["track", "financing", "ticket"],
        "closeness": "close",
        "by_plan": False,
        "deal": {"company": "远帆生物", "year": 2024},
        "deals": [{"company": "远帆生物", "year": 2024}, {"company": "海石医疗", "year": None}],
        "past": "unknown",
        "passages": {},
    }
    assert reason(Closeness.CLOSE, found, near[3:])["deal"] is None
