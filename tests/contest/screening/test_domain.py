"""The pure rules of the formal check: what an answer is worth, when a decision is possible, what a permit covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel.columns import LocalizedText
from contest.projects.domain.editing import Basis, Editing, Permit, kept_content
from contest.screening.domain import (
    Answers,
    Case,
    CaseState,
    CodeState,
    DecisionKind,
    Mark,
    MarkState,
    Order,
    Refusal,
    code_state,
    preview,
    refusal,
    standing,
)
from contest.seasons.domain import CheckItemPart

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
FIRST, SECOND, SEASON = (UUID(int=number) for number in (1, 2, 3))
CODES = ("complete", "place", "readable")
moments = st.integers(-10, 10).map(lambda hours: NOW + timedelta(hours=hours))
parts = st.frozensets(st.sampled_from(["plan", "deck", "market", "problem"]))
answers = st.builds(
    Answers, st.lists(st.sampled_from(CODES)).map(tuple), st.lists(st.sampled_from(CODES)).map(tuple)
)
cases = st.builds(
    Case,
    st.uuids(),
    st.integers(0, 9),
    st.sampled_from([FIRST, SECOND, None]),
    st.sampled_from(CaseState),
    *[st.booleans()] * 2,
    answers,
    *[st.booleans()] * 2,
)
orders = st.builds(Order, st.sampled_from(DecisionKind), st.just("why"))
permits = st.builds(
    lambda opens, hours, covered: Permit(
        Basis.CORRECTION, opens, opens + timedelta(hours=hours), covered, "why"
    ),
    moments,
    st.integers(1, 8),
    parts,
)
QUICK = settings(max_examples=60, derandomize=True, deadline=None)


def an_item(code: str, *, required: bool = True) -> CheckItemPart:
    return CheckItemPart(code=code, name=LocalizedText(code, code), required=required)


def test_what_was_not_met_in_an_earlier_revision_is_open_again() -> None:
    unmet = Mark("complete", MarkState.UNMET, "缺页", submission_id=FIRST)
    assert standing(unmet, FIRST) is MarkState.UNMET
    assert standing(unmet, SECOND) is None
    assert standing(replace(unmet, state=MarkState.MET), SECOND) is MarkState.MET


def test_optional_questions_may_stay_open() -> None:
    items = [an_item("complete"), an_item("place", required=False)]
    assert Answers.of(items, {}, FIRST) == Answers(unmet=(), open=("complete",))


@QUICK
@given(cases, orders)
def test_a_pass_is_possible_only_when_nothing_stands_against_it(case: Case, order: Order) -> None:
    why = refusal(case, order)
    if order.kind is DecisionKind.PASS and why is None:
        assert not (case.withdrawn)
        assert not (case.answers.unmet)
        assert not (case.answers.open)
        assert not (case.not_eligible)
        assert not (case.duplicate)
        assert case.state is not CaseState.PASSED
    if case.withdrawn:
        assert why is Refusal.WITHDRAWN


@QUICK
@given(st.lists(cases, max_size=6, unique_by=lambda case: case.entry_id), orders)
def test_a_preview_sorts_every_case_to_one_side(found: list[Case], order: Order) -> None:
    shown = preview(found, order)
    decided = {case.entry_id for case in shown.decided}
    assert decided.isdisjoint(shown.refused)
    assert decided | set(shown.refused) == {case.entry_id for case in found}
    assert sum(shown.reasons.values()) == len(shown.refused)


@QUICK
@given(st.lists(cases, min_size=1, max_size=5, unique_by=lambda case: case.entry_id), st.randoms())
def test_the_fingerprint_sees_versions_and_not_the_order_of_the_list(
    found: list[Case], random: object
) -> None:
    plain = [
        replace(case, withdrawn=False, state=CaseState.OPEN, settled=False, answers=Answers((), ()))
        for case in found
    ]
    order = Order(DecisionKind.REJECT, "why")
    before = preview(plain, order).fingerprint(SEASON)
    shuffled = list(plain)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert preview(shuffled, order).fingerprint(SEASON) == before
    touched = [replace(plain[0], version=plain[0].version + 1), *plain[1:]]
    assert preview(touched, order).fingerprint(SEASON) != before
    assert preview(plain, replace(order, reason="because")).fingerprint(SEASON) != before


@QUICK
@given(st.lists(permits, max_size=4), st.booleans(), st.sampled_from(["plan", "market", "solution"]))
def test_a_part_may_be_written_while_the_window_or_a_permit_covers_it(
    held: list[Permit], window_open: bool, part: str
) -> None:
    editing = Editing.at(NOW, window_open=window_open, closes_at=None, permits=held)
    covering = [
        permit for permit in held if permit.opens_at <= NOW < permit.closes_at and permit.covers(part)
    ]
    assert editing.may(part) == (window_open or bool(covering))
    assert editing.open == (window_open or any(permit.holds(NOW) for permit in held))
    assert (editing.basis is Basis.WINDOW) == (window_open or not editing.permits)


def test_a_permit_ends_at_its_moment_and_not_after_it() -> None:
    permit = Permit(Basis.CORRECTION, NOW, NOW + timedelta(hours=1))
    assert permit.holds(NOW)
    assert not permit.holds(NOW + timedelta(hours=1))
    assert not permit.holds(NOW - timedelta(microseconds=1))


def test_an_unrestricted_permit_counts_before_a_restricted_one() -> None:
    narrow = Permit(Basis.REVISION, NOW, NOW + timedelta(days=9), frozenset({"plan"}))
    wide = Permit(Basis.LATE_ENTRY, NOW, NOW + timedelta(hours=1))
    editing = Editing.at(NOW, window_open=False, closes_at=None, permits=[narrow, wide])
    assert (editing.basis, editing.restricted) == (Basis.LATE_ENTRY, False)


@QUICK
@given(parts)
def test_only_what_is_covered_reaches_the_content_of_a_correction(covered: frozenset[str]) -> None:
    permit = Permit(Basis.CORRECTION, NOW, NOW + timedelta(hours=1), covered)
    editing = Editing.at(NOW, window_open=False, closes_at=None, permits=[permit])

    def content(word: str) -> dict[str, object]:
        files = [{"kind": kind, "sha256": f"{kind}-{word}"} for kind in ("deck", "plan")]
        return {"fields": {"market": word, "problem": word}, "files": files}

    kept = kept_content(content("old"), content("new"), editing)
    for code in ("market", "problem"):
        assert kept["fields"][code] == ("new" if not covered or code in covered else "old")
    for file in kept["files"]:
        fresh = not covered or file["kind"] in covered
        assert file["sha256"].endswith("new" if fresh else "old")


def test_a_used_code_stays_used_after_its_time() -> None:
    over = NOW - timedelta(hours=1)
    assert code_state(until=over, used_at=over, revoked_at=None, now=NOW) is CodeState.USED
    assert code_state(until=over, used_at=None, revoked_at=None, now=NOW) is CodeState.EXPIRED
    assert code_state(until=NOW, used_at=None, revoked_at=None, now=NOW) is CodeState.EXPIRED
    ahead = NOW + timedelta(hours=1)
    assert code_state(until=ahead, used_at=None, revoked_at=over, now=NOW) is CodeState.REVOKED
    assert code_state(until=ahead, used_at=None, revoked_at=None, now=NOW) is CodeState.OPEN


def test_a_return_may_follow_a_return() -> None:
    case = Case(uuid4(), 1, FIRST, CaseState.RETURNED, False, False, Answers((), ()), False, False)
    assert refusal(case, Order(DecisionKind.RETURN, "why")) is None
    assert refusal(replace(case, settled=True), Order(DecisionKind.RETURN, "why")) is Refusal.ALREADY_JUDGED
