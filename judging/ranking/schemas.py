"""API shapes of a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from contest.web.api import Schema
from judging.ranking.domain import LEVEL, Reason
from judging.ranking.queries import Line
from judging.rounds.schemas import EXAMPLE_ID, Bilingual

EXAMPLE_LINE: dict[str, Any] = {
    "entry_id": EXAMPLE_ID,
    "number": "HJ2026-0042",
    "title": {"zh": "海岸机器人", "en": "Coast Robotics"},
    "section": "life_health",
    "sheets": 5,
    "plain": "83.4",
    "trimmed": "83.67",
    "calibrated": "84.912345",
    "uncertainty": {"stderr": "2.1", "level": 80, "low": "82.22", "high": "87.6"},
    "spread": "4.1",
    "score": "84.912345",
    "rank": 3,
    "tied": 0,
    "straddles_cut": True,
    "wide_disagreement": False,
    "outcome": "advanced",
    "advances": True,
    "basis": {"code": "calibrated", "params": {"sheets": 5}},
    "because": {"code": "within_places", "params": {"rank": 3, "places": 28, "score": "84.912345"}},
}


class ReasonOut(Schema):
    """Why: a stable code and its parameters."""

    code: str
    params: dict[str, Any]


class Uncertainty(Schema):
    """The interval around the score that ranks: its standard error and both ends, at `level` percent."""

    stderr: Decimal
    level: int
    low: Decimal
    high: Decimal


class LineOut(Schema):
    """One entry: its plain, trimmed and calibrated score, the one it is ranked by and how sure that is.

    Scores are unrounded; `title` is null where the team has not agreed to publication; `tied` counts the others of
    the same rank.
    """

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE_LINE})

    entry_id: UUID
    number: str
    title: Bilingual | None
    section: str
    sheets: int
    plain: Decimal | None
    trimmed: Decimal | None
    calibrated: Decimal | None
    uncertainty: Uncertainty | None
    spread: Decimal | None
    score: Decimal | None
    rank: int | None
    tied: int
    straddles_cut: bool
    wide_disagreement: bool
    outcome: str
    advances: bool
    basis: ReasonOut | None
    because: ReasonOut


class RankingOut(Schema):
    """All entries by section and rank, the unranked last; `decided` once fixed; `next` is always null."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"decided": True, "method": "calibrated", "items": [EXAMPLE_LINE], "next": None}
        }
    )

    decided: bool
    method: str
    items: list[LineOut]
    next: None = None


def ranking_out(lines: Sequence[Line], *, decided: bool, method: str) -> RankingOut:
    """Return the API shape of a ranking."""
    return RankingOut(decided=decided, method=method, items=[_line(line) for line in lines])


def _line(line: Line) -> LineOut:
    title = line.entry.title
    return LineOut(
        entry_id=line.entry.id,
        number=line.entry.number,
        title=Bilingual(**title.as_dict()) if title else None,
        section=line.section,
        sheets=line.sheets,
        plain=line.mean,
        trimmed=line.trimmed,
        calibrated=line.calibrated,
        uncertainty=_uncertainty(line),
        spread=line.spread,
        score=line.score,
        rank=line.rank,
        tied=line.tied,
        straddles_cut=line.straddles,
        wide_disagreement=line.wide,
        outcome=line.outcome.value,
        advances=line.advances,
        basis=_reason(line.basis) if line.basis else None,
        because=_reason(line.because),
    )


def _reason(reason: Reason) -> ReasonOut:
    return ReasonOut(code=reason.code, params=reason.params)


def _uncertainty(line: Line) -> Uncertainty | None:
    if line.score_stderr is None or (ends := line.interval) is None:
        return None
    return Uncertainty(stderr=line.score_stderr, level=LEVEL, low=ends[0], high=ends[1])
