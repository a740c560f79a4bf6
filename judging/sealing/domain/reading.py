"""The members of an archive as values. Whoever made the file may have meant ill: nothing in it is believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from contest.kernel.errors import Invalid
from contest.seasons.domain import Division
from judging.calibration.domain import Components
from judging.ranking.domain import AdvanceRule, Advice, AtCut, Cut, CutKind, Method, Outcome, Reason
from judging.room.domain import Chosen
from judging.rubrics.domain import Criterion, Rubric
from judging.sealing.domain.content import (
    CALIBRATION,
    ENTRIES,
    PANELS,
    RANKING,
    ROUND,
    RUBRICS,
    RULES,
    SHEETS,
    Content,
    SealedAdvice,
    SealedBallot,
    SealedCalibration,
    SealedEntry,
    SealedLine,
    SealedOption,
    SealedRubric,
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
    # Files of the first format know of no panels, and name no calibration.
    spoken, voted = _part(members, PANELS, _read_panels) if PANELS in members else ((), ())
    return Content(
        about=_part(members, ROUND, lambda raw: {**raw}),
        rubrics=_part(members, RUBRICS, lambda raw: _all(_read_rubric, raw)),
        rules=_part(members, RULES, _read_rules),
        entries=_part(members, ENTRIES, lambda raw: _all(_read_entry, raw)),
        sheets=_part(members, SHEETS, lambda raw: _all(_read_sheet, raw)),
        lines=_part(members, RANKING, lambda raw: _all(_read_line, raw)),
        advice=spoken,
        ballots=voted,
        calibration=_part(members, CALIBRATION, _read_calibration) if CALIBRATION in members else None,
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


def _read_rubric(row: Any) -> SealedRubric:
    return SealedRubric(
        track_codes=tuple(map(str, row["tracks"])),
        group_codes=tuple(map(str, row["groups"])),
        rubric=Rubric(tuple(_read_criterion(one) for one in row["criteria"])),
        names={one["code"]: dict(one["name"]) for one in row["criteria"]},
    )


def _read_criterion(row: Any) -> Criterion:
    return Criterion(row["code"], exact(row["weight"]), exact(row["max"]), exact(row["step"]))


def _read_rules(raw: Any) -> SealedRules:
    def cut(row: Any) -> Cut:
        return Cut(CutKind(row["kind"]), exact(row["value"]))

    advance = raw["advance"]
    return SealedRules(
        divided_by=tuple(Division(name).value for name in raw["divided_by"]),
        method=Method(raw["method"]),
        min_for_trim=_whole(raw["min_for_trim"]),
        min_sheets=_whole(raw["min_sheets"]),
        tie_breaks=tuple(map(str, raw["tie_breaks"])),
        advance=AdvanceRule(
            cut=cut(advance["cut"]),
            own={code: cut(row) for code, row in advance["own"].items()},
            reserves=_whole(advance["reserves"]),
            at_cut=AtCut(advance["at_cut"]),
        ),
        chiefs=tuple(UUID(judge) for judge in raw["chiefs"]),
    )


def _read_entry(row: Any) -> SealedEntry:
    return SealedEntry(
        id=UUID(row["entry"]),
        number=str(row.get("number", "")),
        track=str(row["track"]),
        group=str(row["group"]),
        zone=str(row["zone"]),
        previous=_number(row["previous"]),
        calibrated=_number(row["calibrated"]),
        settled=_whole(row["settled"]) if row.get("settled") is not None else None,
    )


def _read_panels(raw: Any) -> tuple[tuple[SealedAdvice, ...], tuple[SealedBallot, ...]]:
    return _all(_read_advice, raw["recorded"]), _all(_read_ballot, raw["votes"])


def _read_advice(row: Any) -> SealedAdvice:
    return SealedAdvice(
        entry=UUID(row["entry"]),
        advice=Advice(row["advice"]),
        place=None if row["place"] is None else _whole(row["place"]),
        present=tuple(UUID(judge) for judge in row["present"]),
    )


def _read_ballot(row: Any) -> SealedBallot:
    return SealedBallot(
        number=_whole(row["number"]),
        section=str(row["section"]),
        places=_whole(row["places"]),
        secret=bool(row["secret"]),
        quorum=_whole(row["quorum"]),
        members=_whole(row["members"]),
        voted=_whole(row["voted"]),
        options=_all(_read_option, row["options"]),
    )


def _read_calibration(raw: Any) -> SealedCalibration | None:
    if raw["used"] is not True:
        return None
    sds = raw["standard_deviations"]
    found = Components(*(float(exact(sds[name])) for name in ("judges", "entries", "noise"))) if sds else None
    return SealedCalibration(found, tuple(map(str, raw["ranked"])))


def _read_option(row: Any) -> SealedOption:
    return SealedOption(
        entry=UUID(row["entry"]),
        votes=_whole(row["votes"]),
        eligible=_whole(row["eligible"]),
        chosen=Chosen(row["result"]),
        voters=tuple(UUID(judge) for judge in row["voters"]),
    )


def _read_sheet(row: Any) -> SealedSheet:
    marks = {code: exact(mark) for code, mark in row["marks"].items()}
    return SealedSheet(UUID(row["entry"]), UUID(row["judge"]), marks, exact(row["total"]))


def _read_line(row: Any) -> SealedLine:
    return SealedLine(
        entry=UUID(row["entry"]),
        section=row["section"],
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
