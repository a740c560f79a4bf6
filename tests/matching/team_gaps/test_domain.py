"""What fits, what is unknown, what is obvious, what may be written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.kernel.errors import Invalid
from contest.kernel.localized import LocalizedText
from matching.recommendations.domain import CriterionState, Place
from matching.team_gaps.domain import (
    FitCode,
    GapData,
    GapFacts,
    GapRole,
    OfferData,
    OfferFacts,
    OfferState,
    check_gap,
    check_offer,
    check_reason,
    compare,
    offer_state,
    passages,
    score,
    suggest,
)

WORDS = st.frozensets(st.sampled_from(["zh", "en", "310110", "310115"]), max_size=3)
OFFERS = st.builds(OfferFacts, roles=WORDS, tracks=WORDS, commitments=WORDS, districts=WORDS, languages=WORDS)
GAPS = st.builds(
    GapFacts,
    role=st.sampled_from(GapRole),
    track=st.sampled_from(["", "life_health"]),
    district=st.sampled_from(["", "310110"]),
    languages=WORDS,
)


def states(gap: GapFacts, offer: OfferFacts) -> dict[FitCode, CriterionState]:
    return {one.code: one.state for one in compare(gap, offer)}


def test_each_side_says_and_what_nobody_says_is_unknown() -> None:
    gap = GapFacts(GapRole.CLINICAL, "life_health", "full_time", "310110", frozenset({"zh", "en"}))
    offer = OfferFacts(
        roles=frozenset({"clinical"}),
        tracks=frozenset({"green"}),
        commitments=frozenset({"part_time", "full_time"}),
        languages=frozenset({"en"}),
    )
    assert states(gap, offer) == {
        FitCode.ROLE: CriterionState.SATISFIED,
        FitCode.FIELD: CriterionState.UNMET,
        FitCode.COMMITMENT: CriterionState.SATISFIED,
        FitCode.DISTRICT: CriterionState.UNKNOWN,
        FitCode.LANGUAGE: CriterionState.SATISFIED,
    }
    assert states(GapFacts(GapRole.OTHER), offer)[FitCode.ROLE] is CriterionState.UNKNOWN


@given(GAPS, OFFERS)
def test_unknown_is_never_unmet_and_saying_nothing_is_never_worse_than_saying_the_wrong_thing(
    gap: GapFacts, offer: OfferFacts
) -> None:
    empty = compare(gap, OfferFacts())
    assert {one.state for one in empty} == {CriterionState.UNKNOWN}
    found = compare(gap, offer)
    for one in found:
        assert (one.state is CriterionState.UNKNOWN) == (not one.wanted or not one.offered)
    assert 0 <= score(found, None) <= 1
    if all(one.state is not CriterionState.SATISFIED for one in found):
        assert score(found, None) <= score(empty, None)


def test_nearer_texts_are_a_better_fit_when_all_else_is_equal() -> None:
    criteria = compare(GapFacts(GapRole.SALES), OfferFacts(roles=frozenset({"sales"})))
    assert score(criteria, Place(1, 20)) > score(criteria, Place(5, 20)) > score(criteria, Place(20, 20))


@pytest.mark.parametrize(
    ("duties", "track", "found"),
    [
        ([], "life_health", []),
        (["", " "], "life_health", []),
        (["首席科学家"], "life_health", ["clinical", "regulatory", "general_manager"]),
        (["首席科学家", "临床医学负责人"], "life_health", ["regulatory", "general_manager", "technology"]),
        (["CEO", "CTO", "Head of Sales", "CFO"], "culture_agritech", []),
        (["CEO", "CTO", "Head of Sales", "CFO"], "green", ["production"]),
    ],
)
def test_what_no_duty_names_is_proposed_and_nothing_while_nothing_is_known(
    duties: list[str], track: str, found: list[str]
) -> None:
    assert [item.role.value for item in suggest(duties, track, stated=())] == found


def test_what_the_team_states_itself_is_not_proposed() -> None:
    proposed = suggest(["首席科学家"], "life_health", stated={GapRole.CLINICAL})
    assert GapRole.CLINICAL not in {item.role for item in proposed}
    assert [item.of_track for item in proposed] == [True, False, False]


def wrong(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [item.field for item in error.value.errors]


def test_an_offer_has_a_line_and_a_role_and_only_words_of_the_list() -> None:
    with pytest.raises(Invalid) as refused:
        check_offer(OfferData(LocalizedText(), ()), tracks=())
    assert wrong(refused) == ["headline.zh", "roles"]
    with pytest.raises(Invalid) as refused:
        check_offer(
            OfferData(
                LocalizedText("字" * 61, ""),
                ("emperor",),
                wishes="字" * 301,
                track_codes=("x",),
                languages=("fr",),
                districts=("1",),
                commitments=("never",),
            ),
            tracks=["life_health"],
        )
    assert wrong(refused) == [
        "headline.zh", "wishes", "roles", "track_codes", "languages", "districts", "commitments",
    ]  # fmt: skip


def test_a_role_outside_the_list_has_to_be_described() -> None:
    with pytest.raises(Invalid) as refused:
        check_gap(GapData(GapRole.OTHER))
    assert wrong(refused) == ["text.zh"]
    check_gap(GapData(GapRole.OTHER, LocalizedText("", "Somebody who knows ships")))
    with pytest.raises(Invalid) as refused:
        check_gap(GapData(GapRole.SALES, district="nowhere", languages=("fr",), terms="x" * 301))
    assert wrong(refused) == ["terms", "district", "languages"]


@pytest.mark.parametrize("reason", ["", "  ", "字" * 301])
def test_taking_down_needs_a_reason_somebody_can_read(reason: str) -> None:
    with pytest.raises(Invalid):
        check_reason(reason)


def test_an_offer_is_shown_until_it_lapses_or_is_taken_down() -> None:
    now = datetime.now(UTC)
    assert offer_state(now + timedelta(seconds=1), None, None, now) is OfferState.SHOWN
    assert offer_state(now, None, None, now) is OfferState.LAPSED
    assert offer_state(now, now, now, now) is OfferState.TAKEN_DOWN
    assert offer_state(now, None, now, now) is OfferState.PAUSED


def test_a_text_is_compared_with_the_name_of_the_role_in_its_language() -> None:
    found = passages([GapRole.CLINICAL], [LocalizedText("多中心试验", ""), LocalizedText()])
    assert found == {"zh": "临床医学负责人\n多中心试验"}
    assert passages([GapRole.SALES], []) == {"zh": "销售与市场负责人"}
