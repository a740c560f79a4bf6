"""What an objection must hold, and who may not decide it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from judging.objections.domain import Consequence, Statement, Verdict, may_decide

GOOD = Statement("沈清澜", "13912345678", "评分表第三项明显与评分标准不符，请予复核。")


def codes(statement: Statement, evidence: int = 1) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in statement.errors(evidence)]


def test_a_name_a_contact_grounds_and_evidence_are_asked_for() -> None:
    assert codes(GOOD) == []
    assert codes(Statement(" ", "", ""), 0) == [
        ("name", "required"),
        ("contact", "required"),
        ("grounds", "required"),
        ("evidence", "objection_evidence"),
    ]


@pytest.mark.parametrize("name", ["匿名", "张三", "某某", "test"])
def test_nobody_objects_under_a_name_that_is_none(name: str) -> None:
    assert codes(Statement(name, GOOD.contact, GOOD.grounds)) == [("name", "objection_real_name")]


def test_too_little_too_much_and_too_many_are_told() -> None:
    assert codes(Statement(GOOD.name, GOOD.contact, "不公平")) == [("grounds", "objection_too_short")]
    assert codes(Statement(GOOD.name, GOOD.contact, "长" * 4001)) == [("grounds", "too_long")]
    assert codes(GOOD, 6) == [("evidence", "objection_too_many")]


def test_only_what_is_upheld_has_a_consequence_and_every_verdict_its_words() -> None:
    assert Verdict(True, Consequence.CANCELLED, "属实").errors() == []
    assert [one.code for one in Verdict(False, Consequence.WITHDRAWN, "不实").errors()] == [
        "objection_consequence"
    ]
    assert [one.field for one in Verdict(True, Consequence.NONE, "  ").errors()] == ["words"]


def test_nobody_decides_what_one_is_involved_in() -> None:
    one, other = uuid4(), uuid4()
    assert may_decide(one, {other, None})
    assert not may_decide(one, {one, other})
    assert not may_decide(None, {other})
