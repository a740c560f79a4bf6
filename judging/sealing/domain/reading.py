"""The members of an archive as values. Whoever made the file may have meant ill: nothing in it is believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from contest.kernel.errors import Invalid
from judging.ranking.domain import AdvanceRule, AtCut, Cut, CutKind, Method, Outcome, Reason
from judging.rubrics.domain import Criterion, Rubric
from judging.sealing.domain.content import (
    ENTRIES,
    RANKING,
    ROUND,
    RUBRIC,
    RULES,
    SHEETS,
    Content,
    SealedEntry,
    SealedLine,
    SealedRules,
    SealedSheet,
)

DIGITS = 80


class Unreadable(ValueError):
    """A member does not hold what it must."""

    def __init__(self, member: str) -> None:
        self.member = member
        super().__init__(member)


def read(members: Mapping[str, bytes]) -> Content:
    """Return what the members say; raise Unreadable naming the first that cannot be read."""
    about = _part(members, ROUND, lambda raw: {**raw})
    criteria = _part(members, RUBRIC, lambda raw: [(_read_criterion(row), dict(row["name"])) for row in raw])
    return Content(
        about=about,
        rubric=_part(members, RUBRIC, lambda _raw: Rubric(tuple(one for one, _name in criteria))),
        rules=_part(members, RULES, _read_rules),
        entries=_part(members, ENTRIES, lambda raw: _all(_read_entry, raw)),
        sheets=_part(members, SHEETS, lambda raw: _all(_read_sheet, raw)),
        lines=_part(members, RANKING, lambda raw: _all(_read_line, raw)),
        names={one.code: name for one, name in criteria},
    )


def _part(members: Mapping[str, bytes], name: str, reading: Callable[[Any], Any]) -> Any:
    try:
        return reading(json.loads(members[name]))
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation, RecursionError, Invalid):
        raise Unreadable(name) from None


def _all(reading: Callable[[Any], Any], raw: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(reading(row) for row in raw)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else exact(text)


def exact(text: str) -> Decimal:
    """Read a decimal that arithmetic can bear; raise ValueError for text that is none, or has a huge exponent."""
    if not isinstance(text, str) or len(text) > DIGITS or not set(text) <= set("-.0123456789"):
        raise ValueError("a plain decimal is expected")
    return Decimal(text)


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("a whole number is expected")
    return value


def _read_criterion(row: Any) -> Criterion:
    return Criterion(row["code"], exact(row["weight"]), exact(row["max"]), exact(row["step"]))


def _read_rules(raw: Any) -> SealedRules:
    def cut(row: Any) -> Cut:
        return Cut(CutKind(row["kind"]), exact(row["value"]))

    advance = raw["advance"]
    return SealedRules(
        method=Method(raw["method"]),
        min_for_trim=_whole(raw["min_for_trim"]),
        min_sheets=_whole(raw["min_sheets"]),
        tie_breaks=tuple(map(str, raw["tie_breaks"])),
        advance=AdvanceRule(
            cut=cut(advance["cut"]),
            per_track={code: cut(row) for code, row in advance["per_track"].items()},
            reserves=_whole(advance["reserves"]),
            at_cut=AtCut(advance["at_cut"]),
        ),
    )


def _read_entry(row: Any) -> SealedEntry:
    return SealedEntry(
        UUID(row["entry"]), row.get("number", ""), row["track"], row["group"], _number(row["previous"])
    )


def _read_sheet(row: Any) -> SealedSheet:
    marks = {code: exact(mark) for code, mark in row["marks"].items()}
    return SealedSheet(UUID(row["entry"]), UUID(row["judge"]), marks, exact(row["total"]))


def _read_line(row: Any) -> SealedLine:
    return SealedLine(
        entry=UUID(row["entry"]),
        track=row["track"],
        rank=row["rank"],
        tied=row["tied"],
        sheets=row["sheets"],
        mean=_number(row["mean"]),
        trimmed=_number(row["trimmed"]),
        spread=_number(row["spread"]),
        score=_number(row["score"]),
        places=row["places"],
        outcome=Outcome(row["outcome"]),
        because=Reason(row["because"]["code"], row["because"]["params"]),
    )
