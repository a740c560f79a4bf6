"""Conflicts from plain facts: every relation, every second address, nothing more."""

from __future__ import annotations

from itertools import product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging.conflicts.domain import (
    Conflict,
    ItemFacts,
    JudgeFacts,
    Relation,
    conflicts,
    mask,
    normalise_email,
    normalise_phone,
)


def uid(number: int) -> UUID:
    return UUID(int=number)


JUDGE, ITEM = uid(1), uid(2)


@pytest.mark.parametrize(
    ("judge", "item", "kind", "source"),
    [
        (
            {"organisations": {uid(9)}},
            {"organisations": {uid(8), uid(9)}},
            Relation.SAME_ORGANISATION,
            str(uid(9)),
        ),
        ({"bases": {uid(9)}}, {"bases": {uid(9)}}, Relation.SAME_BASE, str(uid(9))),
        ({"declared": {ITEM}}, {}, Relation.SELF_DECLARED, str(ITEM)),
        ({"declared": {uid(7)}}, {"members": {uid(7)}}, Relation.SELF_DECLARED, str(uid(7))),
        ({"declared": {uid(7)}}, {"organisations": {uid(7)}}, Relation.SELF_DECLARED, str(uid(7))),
        ({"declared": {uid(7)}}, {"bases": {uid(7)}}, Relation.SELF_DECLARED, str(uid(7))),
        ({"person": uid(5)}, {"members": {uid(5)}}, Relation.TEAM_MEMBER, str(uid(5))),
        (
            {"emails": {"lin@a.example"}},
            {"emails": {"lin@a.example"}},
            Relation.KNOWN_CONTACT,
            "l***@a.example",
        ),
        (
            {"phones": {"+8613900000000", "+8613800001234"}},
            {"phones": {"+8613800001234"}},
            Relation.KNOWN_CONTACT,
            "+86138****1234",
        ),
    ],
)
def test_every_relation_is_found_with_its_source(
    judge: dict[str, set[UUID]], item: dict[str, set[UUID]], kind: Relation, source: str
) -> None:
    found = conflicts([_judge(JUDGE, judge), _judge(uid(3), {})], [_item(ITEM, item), _item(uid(4), {})])
    assert found == [Conflict(JUDGE, ITEM, kind, source)]


def _judge(id_: UUID, facts: dict[str, set[UUID]]) -> JudgeFacts:
    return JudgeFacts(id_, **{k: frozenset(v) if isinstance(v, set) else v for k, v in facts.items()})


def _item(id_: UUID, facts: dict[str, set[UUID]]) -> ItemFacts:
    return ItemFacts(id_, **{k: frozenset(v) for k, v in facts.items()})


def test_facts_of_different_kinds_never_meet() -> None:
    judge = JudgeFacts(JUDGE, person=uid(5), organisations=frozenset({uid(6)}), bases=frozenset({uid(7)}))
    item = ItemFacts(ITEM, members=frozenset({uid(6)}), organisations=frozenset({uid(7), uid(5)}))
    assert conflicts([judge], [item]) == []


some_ids = st.frozensets(st.integers(100, 106).map(uid), max_size=3)
some_emails = st.frozensets(st.sampled_from(["a@x.example", "b@x.example", "c@y.example"]), max_size=2)
some_phones = st.frozensets(st.sampled_from(["+8613800000001", "+8613800000002"]), max_size=1)
judge_lists = st.lists(
    st.builds(
        JudgeFacts,
        id=st.integers(1, 50).map(uid),
        person=st.none() | st.integers(100, 106).map(uid),
        organisations=some_ids,
        bases=some_ids,
        declared=some_ids,
        emails=some_emails,
        phones=some_phones,
    ),
    max_size=5,
    unique_by=lambda judge: judge.id,
)
item_lists = st.lists(
    st.builds(
        ItemFacts,
        id=st.integers(100, 150).map(uid),
        members=some_ids,
        organisations=some_ids,
        bases=some_ids,
        emails=some_emails,
        phones=some_phones,
    ),
    max_size=5,
    unique_by=lambda item: item.id,
)


def related(judge: JudgeFacts, item: ItemFacts) -> set[Relation]:
    """Compare one pair directly, as a person would."""
    everything = {item.id} | item.members | item.organisations | item.bases
    return {
        kind
        for kind, shared in {
            Relation.SAME_ORGANISATION: judge.organisations & item.organisations,
            Relation.SAME_BASE: judge.bases & item.bases,
            Relation.SELF_DECLARED: judge.declared & everything,
            Relation.TEAM_MEMBER: {judge.person} & item.members,
            Relation.KNOWN_CONTACT: (judge.emails & item.emails) | (judge.phones & item.phones),
        }.items()
        if shared
    }


@given(judge_lists, item_lists)
@settings(max_examples=150, derandomize=True)
def test_the_index_finds_exactly_what_comparing_every_pair_finds(
    judges: list[JudgeFacts], items: list[ItemFacts]
) -> None:
    found = conflicts(judges, items)
    assert {(c.judge_id, c.item_id, c.kind) for c in found} == {
        (judge.id, item.id, kind) for judge, item in product(judges, items) for kind in related(judge, item)
    }
    assert found == conflicts(reversed(judges), reversed(items))
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Rao.Yi@Lab.Example ", "rao.yi@lab.example"),
        ("rao.yi+judge@lab.example", "rao.yi@lab.example"),
        ("Rao.Yi@Lab.example", "rao.yi@lab.example"),
        ("r.a.o@googlemail.com", "rao@gmail.com"),
        ("rao@lab.example.", "rao@lab.example"),
        ("rao", None),
        ("rao@lab", None),
        ("@lab.example", None),
        ("ra o@lab.example", None),
        ("", None),
    ],
)
def test_spellings_of_one_mailbox_are_one_address(text: str, address: str | None) -> None:
    assert normalise_email(text) == address


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("138 0000 1234", "+8613800001234"),
        ("+86 138-0000-1234", "+8613800001234"),
        ("0086 13800001234", "+8613800001234"),
        ("8613800001234", "+8613800001234"),
        ("(+86)13800001234", "+8613800001234"),
        ("13800001234", "+8613800001234"),
        ("021-6000 0000", "+862160000000"),
        ("+86 (0)21 60000000", "+862160000000"),
        ("+86 021 60000000", "+862160000000"),
        ("60000000", "+862160000000"),
        ("021-60000000转8012", "+862160000000"),
        ("021-60000000 ext. 8012", "+862160000000"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("00442079460000", "+442079460000"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("12345", None),
        ("+1234567890123456", None),
        ("none", None),
    ],
)
def test_spellings_of_one_line_are_one_number(text: str, number: str | None) -> None:
    assert normalise_phone(text) == number


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True, alphabet=st.sampled_from("0123456789")))
@settings(max_examples=50, derandomize=True)
def test_a_normalised_number_stays_as_it_is(mobile: str) -> None:
    number = normalise_phone(mobile)
    assert number == f"+86{mobile}"
    assert normalise_phone(number) == number


def test_a_masked_contact_shows_neither_mailbox_nor_line() -> None:
    assert [mask(c) for c in ("lin@a.example", "+8613800001234", "+12345678")] == [
        "l***@a.example",
        "+86138****1234",
        "+****5678",
    ]
