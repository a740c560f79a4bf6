"""Values as the members of an archive: the same values make the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from judging.ranking.domain import Cut
from judging.rubrics.domain import Criterion
from judging.sealing.domain.calibrated import SCORE_TOLERANCE, SPREAD_TOLERANCE
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
    SealedBallot,
    SealedCalibration,
    SealedEntry,
    SealedLine,
    SealedRubric,
    SealedRules,
    SealedSheet,
)


def members_of(content: Content) -> dict[str, bytes]:
    """Return the members of the archive; equal contents make equal bytes, whatever order rows came in."""
    rows = {
        ROUND: dict(content.about),
        RUBRICS: [_rubric(one) for one in content.rubrics],
        RULES: _rules(content.rules),
        ENTRIES: [_entry(one) for one in sorted(content.entries, key=lambda one: one.id)],
        PANELS: _panels(content),
        CALIBRATION: _calibration(content.calibration),
        SHEETS: [_sheet(one) for one in sorted(content.sheets, key=lambda one: (one.entry, one.judge))],
        RANKING: [_line(one) for one in sorted(content.lines, key=_place)],
    }
    return {name: encode(value) for name, value in rows.items()}


def encode(value: Any) -> bytes:
    """Return JSON that is always written the same way: a list has one row a line."""
    if isinstance(value, list):
        rows = ",\n".join(_dumped(row) for row in value)
        return f"[\n{rows}\n]\n".encode() if value else b"[]\n"
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def _dumped(row: Any) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _place(line: SealedLine) -> tuple[str, bool, int, UUID]:
    return line.section, line.rank is None, line.rank or 0, line.entry


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _rubric(one: SealedRubric) -> dict[str, Any]:
    return {
        "tracks": list(one.track_codes),
        "groups": list(one.group_codes),
        "criteria": [_criterion(each, one.names.get(each.code, {})) for each in one.rubric.criteria],
    }


def _criterion(one: Criterion, name: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": dict(name),
        "weight": _text(one.weight),
        "max": _text(one.max),
        "step": _text(one.step),
    }


def _rules(rules: SealedRules) -> dict[str, Any]:
    advance = rules.advance
    return {
        "divided_by": list(rules.divided_by),
        "method": rules.method.value,
        "min_for_trim": rules.min_for_trim,
        "min_sheets": rules.min_sheets,
        "tie_breaks": list(rules.tie_breaks),
        "chiefs": sorted(map(str, rules.chiefs)),
        "advance": {
            "cut": _cut(advance.cut),
            "own": {code: _cut(cut) for code, cut in advance.own.items()},
            "reserves": advance.reserves,
            "at_cut": advance.at_cut.value,
        },
    }


def _cut(cut: Cut) -> dict[str, str]:
    return {"kind": cut.kind.value, "value": format(cut.value, "f")}


def _entry(one: SealedEntry) -> dict[str, Any]:
    row: dict[str, Any] = {
        "entry": str(one.id),
        "track": one.track,
        "group": one.group,
        "zone": one.zone,
        "previous": _text(one.previous),
        "calibrated": _text(one.calibrated),
    }
    if one.settled is not None:
        row["settled"] = one.settled
    return {**row, "number": one.number} if one.number else row


def _sheet(one: SealedSheet) -> dict[str, Any]:
    return {
        "entry": str(one.entry),
        "judge": str(one.judge),
        "marks": {code: _text(mark) for code, mark in one.marks.items()},
        "total": _text(one.total),
    }


def _panels(content: Content) -> dict[str, Any]:
    return {
        "recorded": [
            {
                "entry": str(one.entry),
                "advice": one.advice.value,
                "place": one.place,
                "present": sorted(map(str, one.present)),
            }
            for one in sorted(content.advice, key=lambda one: one.entry)
        ],
        "votes": [_ballot(one) for one in sorted(content.ballots, key=lambda one: one.number)],
    }


def _calibration(one: SealedCalibration | None) -> dict[str, Any]:
    if one is None:
        return {"used": False}
    found = one.components
    sds = {"judges": found.severity_sd, "entries": found.item_sd, "noise": found.noise_sd} if found else None
    return {
        "used": True,
        "standard_deviations": {name: format(Decimal(repr(sd)), "f") for name, sd in sds.items()}
        if sds
        else None,
        "ranked": sorted(one.ranked),
        "tolerance": {"score": _text(SCORE_TOLERANCE), "standard_deviation": _text(SPREAD_TOLERANCE)},
    }


def _ballot(one: SealedBallot) -> dict[str, Any]:
    return {
        "number": one.number,
        "section": one.section,
        "places": one.places,
        "secret": one.secret,
        "quorum": one.quorum,
        "members": one.members,
        "voted": one.voted,
        "options": [
            {
                "entry": str(option.entry),
                "votes": option.votes,
                "eligible": option.eligible,
                "result": option.chosen.value,
                "voters": sorted(map(str, option.voters)),
            }
            for option in sorted(one.options, key=lambda option: option.entry)
        ],
    }


def _line(one: SealedLine) -> dict[str, Any]:
    return {
        "entry": str(one.entry),
        "section": one.section,
        "rank": one.rank,
        "tied": one.tied,
        "sheets": one.sheets,
        "mean": _text(one.mean),
        "trimmed": _text(one.trimmed),
        "spread": _text(one.spread),
        "score": _text(one.score),
        "places": one.places,
        "outcome": one.outcome.value,
        "because": {"code": one.because.code, "params": one.because.params},
    }
