"""What a proposal keeps, what it changes, and when it is stale."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.panels.domain import Situation, difference, languages_of, stale_pairs
from judging.panels.states import ProposalScope

J1, J2, J3 = (UUID(int=number) for number in (1, 2, 3))
E1, E2 = (UUID(int=number) for number in (11, 12))
PAIRS = [(judge, entry) for judge in (J1, J2, J3) for entry in (E1, E2)]
some_pairs = st.frozensets(st.sampled_from(PAIRS))


@st.composite
def situations(draw) -> Situation:
    standing = draw(some_pairs)
    finished = draw(st.frozensets(st.sampled_from(sorted(standing)))) if standing else frozenset()
    return Situation(
        judges=tuple(sorted(draw(st.frozensets(st.sampled_from([J1, J2, J3]))))),
        entries=tuple(sorted(draw(st.frozensets(st.sampled_from([E1, E2]))))),
        standing=standing,
        finished=finished,
        recused=draw(some_pairs) - standing,
        conflicted=draw(some_pairs),
        barred=draw(some_pairs),
        wished=draw(some_pairs),
    )


def test_a_repair_keeps_what_counts_and_a_new_beginning_only_what_is_finished():
    now = Situation((J1, J2), (E1, E2), standing=frozenset(PAIRS[:4]), finished=frozenset({(J1, E1)}))
    assert now.pinned == {(J1, E1)}
    assert now.preferred(ProposalScope.REPAIR) == frozenset(PAIRS[1:4])
    assert now.preferred(ProposalScope.ANEW) == frozenset()


def test_a_finished_sheet_of_a_judge_who_left_counts_an_unfinished_one_does_not():
    now = Situation((J2,), (E1, E2), standing=frozenset({(J1, E1), (J1, E2)}), finished=frozenset({(J1, E1)}))
    assert now.counting() == {(J1, E1)}


def test_an_entry_is_short_of_the_judges_that_do_not_count():
    now = Situation(
        (J1, J2),
        (E1, E2),
        standing=frozenset({(J1, E1), (J2, E1), (J1, E2)}),
        conflicted=frozenset({(J2, E1)}),
    )
    assert now.short(2) == {E1: 1, E2: 1}
    assert now.in_conflict == {(J2, E1)}


@given(situations())
@settings(max_examples=200, derandomize=True)
def test_nothing_kept_is_forbidden_and_a_repair_keeps_at_least_what_a_new_beginning_does(now):
    for scope in ProposalScope:
        assert not (now.pinned | now.preferred(scope)) & now.forbidden
        assert not now.pinned & now.preferred(scope)
    assert now.pinned | now.preferred(ProposalScope.REPAIR) >= now.counting()
    assert now.pinned - now.wished <= now.finished


@given(situations(), some_pairs)
@settings(max_examples=200, derandomize=True)
def test_a_difference_accounts_for_every_pair_once(now, proposed):
    change = difference(now, proposed)
    assert change.kept | change.added == proposed
    assert change.kept | change.removed == now.standing
    assert not change.kept & change.added
    assert change.set_aside <= change.removed & now.finished


@given(situations(), some_pairs)
@settings(max_examples=200, derandomize=True)
def test_a_proposal_that_is_not_stale_holds_nothing_forbidden_and_drops_no_finished_sheet(now, proposed):
    if stale_pairs(now, proposed) == 0:
        assert not proposed & now.forbidden
        assert now.counting() & now.finished <= proposed
        assert {entry for _judge, entry in proposed} == set(now.entries)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", set()),
        ("核酸递送载体", {"zh"}),
        ("核酸递送载体 LNP 与 CRISPR", {"zh"}),
        ("Carriers for nucleic acids", {"en"}),
        ("核酸递送载体\nLipid carriers that bring nucleic acids into cells of the liver", {"zh", "en"}),
    ],
)
def test_a_texts_languages_are_those_it_can_be_read_in(text, found):
    assert languages_of(text) == found
