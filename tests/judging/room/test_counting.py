"""Votes are counted by shares, and the panel's order parts equals only where the rules wait for people."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judging.ranking.domain import Advice, Item, Method, Outcome, departs, rank
from judging.room.domain import Chosen, Option, around_cut, ballot_errors, count, equals_of

A, B, C, D = (UUID(int=number) for number in range(1, 5))


def came(options: list[Option], places: int) -> dict[UUID, Chosen]:
    return {one.option.entry: one.chosen for one in count(options, places)}


def test_the_most_votes_take_the_places() -> None:
    found = came([Option(A, 1, 5), Option(B, 4, 5), Option(C, 3, 5)], 2)
    assert found == {B: Chosen.CHOSEN, C: Chosen.CHOSEN, A: Chosen.NOT_CHOSEN}


def test_equals_for_fewer_places_stay_tied() -> None:
    found = count([Option(A, 4, 5), Option(B, 2, 5), Option(C, 2, 5), Option(D, 1, 5)], 2)
    assert [(one.rank, one.chosen) for one in found] == [
        (1, Chosen.CHOSEN),
        (2, Chosen.TIED),
        (2, Chosen.TIED),
        (4, Chosen.NOT_CHOSEN),
    ]


def test_an_entry_does_not_lose_by_a_member_who_is_tied_to_it() -> None:
    assert came([Option(A, 3, 5), Option(B, 3, 4)], 1)[B] is Chosen.CHOSEN


def test_nobody_is_chosen_without_a_vote() -> None:
    assert set(came([Option(A, 0, 5), Option(B, 0, 5)], 1).values()) == {Chosen.NOT_CHOSEN}


options = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda pair: (min(pair), max(pair))),
    min_size=2,
    max_size=7,
)


@given(drawn=options, places=st.integers(1, 6))
def test_no_more_are_chosen_than_there_are_places_and_never_past_a_better_one(
    drawn: list[tuple[int, int]], places: int
) -> None:
    counted = count(
        [Option(UUID(int=at), votes, eligible) for at, (votes, eligible) in enumerate(drawn)], places
    )
    chosen = [one for one in counted if one.chosen is Chosen.CHOSEN]
    tied = [one for one in counted if one.chosen is Chosen.TIED]
    assert len(chosen) <= places
    assert not tied or len(chosen) < places < len(chosen) + len(tied)
    others = [one.option.share for one in counted if one.chosen is not Chosen.CHOSEN]
    assert all(one.option.share > share for one in chosen for share in others if one.option.share != share)
    assert not {one.option.share for one in chosen} & set(others)


def places_of(places: tuple[int | None, int | None], *ties: str) -> list[tuple[UUID, int | None]]:
    items = [
        Item(id=key, scores=(Decimal(80),), settled=place) for key, place in zip((A, B), places, strict=True)
    ]
    return [(one.id, one.rank) for one in rank(items, method=Method.MEAN, tie_breaks=ties)]


@pytest.mark.parametrize("ties", [("chief_judge",), ("hold",), ("previous_round", "hold")])
def test_the_recorded_order_parts_equals(ties: tuple[str, ...]) -> None:
    assert places_of((2, 1), *ties) == [(B, 1), (A, 2)]


@pytest.mark.parametrize("ties", [("both_advance",), ("chief_judge", "both_advance"), ("hold",)])
def test_half_an_order_parts_nobody(ties: tuple[str, ...]) -> None:
    assert [place for _key, place in places_of((1, None), *ties)] == [1, 1]


def test_without_a_rule_that_waits_for_people_the_order_means_nothing() -> None:
    assert [place for _key, place in places_of((2, 1), "both_advance")] == [1, 1]


def test_the_recorded_order_goes_before_the_chief_judge_s_own_score() -> None:
    items = [
        Item(id=A, scores=(Decimal(80),), chief=(Decimal(90),), settled=2),
        Item(id=B, scores=(Decimal(80),), chief=(Decimal(70),), settled=1),
    ]
    made = rank(items, method=Method.MEAN, tie_breaks=("chief_judge",))
    assert [one.id for one in made] == [B, A]


@pytest.mark.parametrize(
    ("advice", "outcome", "said"),
    [
        (Advice.RECOMMENDED, Outcome.ADVANCES, False),
        (Advice.RECOMMENDED, Outcome.RESERVE, True),
        (Advice.NOT_RECOMMENDED, Outcome.ADVANCES, True),
        (Advice.NOT_RECOMMENDED, Outcome.ENDS, False),
        (Advice.AGAIN, Outcome.ENDS, True),
        (None, Outcome.ADVANCES, False),
    ],
)
def test_a_decision_departs_from_advice_it_does_not_follow(
    advice: Advice | None, outcome: Outcome, said: bool
) -> None:
    assert departs(advice, outcome) is said


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": " "}, "question"),
        ({"question": "x" * 1001}, "question"),
        ({"places": 0}, "places"),
        ({"places": 2}, "places"),
        ({"quorum": 0}, "quorum"),
        ({"quorum": 3}, "quorum"),
        ({"quorum": 1, "secret": True}, "quorum"),
        ({"entries": [A]}, "entries"),
        ({"members": [C]}, "members"),
    ],
)
def test_a_ballot_that_cannot_be_held_says_which_field(change: dict[str, object], field: str) -> None:
    sound = {"question": "Which?", "places": 1, "quorum": 2, "entries": [A, B], "members": [C, D]}
    assert ballot_errors(**sound) == []  # type: ignore[arg-type]
    assert [one.field for one in ballot_errors(**{**sound, **change})] == [field]  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ranked:
    rank: int | None
    score: Decimal | None
    straddles: bool = False
    section: str = ""


def ranked(*scores: int, straddling: tuple[int, ...] = ()) -> list[Ranked]:
    return [Ranked(at + 1, Decimal(score), at in straddling) for at, score in enumerate(scores)]


def test_two_on_either_side_of_the_cut_are_talked_over_with_whoever_is_level_or_straddles() -> None:
    lines = ranked(99, 97, 90, 85, 80, 75, 75, 60, straddling=(7,))
    assert [line.rank for line in around_cut(lines, 4)] == [3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize("inside", [0, 3])
def test_without_anybody_on_one_side_there_is_no_cut(inside: int) -> None:
    assert around_cut([*ranked(90, 80, 70), Ranked(None, None)], inside) == []


def test_equals_share_section_and_unrounded_score() -> None:
    lines = [*ranked(80, 80, 79), Ranked(1, Decimal(80), section="other")]
    assert [equals_of(lines, line) for line in lines] == [2, 2, 1, 1]
