"""The board: which scores are out, and how far the panels are (that is for the stage managers alone)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.queries import consenting_to_publication
from judging.live.domain import Place, Standing, on_board, with_dropped
from judging.live.queries.stage import PitchView, StageView
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.ranking.queries import computed
from judging.rounds.domain import Method
from judging.rounds.queries import RoundView
from judging.scoring.models import ScoreSheet
from judging.scoring.queries import valid_sheets


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One score that is out. `marks`: the judges' totals without names, and whether each was dropped."""

    subject_id: UUID
    number: str
    title: LocalizedText
    section: str
    place: int
    tied: int
    score: Decimal
    marks: tuple[tuple[Decimal, bool], ...]


@dataclass(frozen=True, slots=True)
class PanelCount:
    """How many of an entry's judges have handed in."""

    handed_in: int
    judges: int

    @property
    def complete(self) -> bool:
        return 0 < self.judges == self.handed_in


def spot_round(round_: RoundView) -> RoundView:
    """Return the round as its scores are made on the spot: calibration needs the whole round, so the mean stands in."""
    return replace(round_, method=Method.MEAN) if round_.method is Method.CALIBRATED else round_


def panel_counts(round_id: UUID) -> dict[UUID, PanelCount]:
    """Return entry -> how far its panel is."""
    query = (
        select(Assignment.entry_id, func.count(ScoreSheet.submitted_at), func.count())
        .outerjoin(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_id, Assignment.state == AssignmentState.ASSIGNED)
        .group_by(Assignment.entry_id)
    )
    return {row[0]: PanelCount(row[1], row[2]) for row in db.session.execute(query)}


def standings(
    round_: RoundView, stage: StageView, counts: Mapping[UUID, PanelCount] | None = None
) -> list[Standing]:
    """Return every entry as its sheets stand now, ranked by the round's own rule."""
    known = panel_counts(round_.id) if counts is None else counts
    pitches = {one.entry.id: one for one in stage.pitches}
    return [
        Standing(
            entry_id=line.entry.id,
            section=line.section,
            rank=line.rank,
            score=line.score,
            complete=known.get(line.entry.id, PanelCount(0, 0)).complete,
            revealed=pitches[line.entry.id].revealed_at is not None,
        )
        for line in computed(spot_round(round_))
        if line.entry.id in pitches
    ]


def board(
    round_: RoundView, stage: StageView, found: Sequence[Standing] | None = None
) -> tuple[BoardLine, ...]:
    """Return what stands on the board: what was frozen, or every score that is out as it is now."""
    if stage.frozen is not None:
        return tuple(map(_thawed, stage.frozen))
    return current_board(round_, stage, found)


def current_board(
    round_: RoundView, stage: StageView, found: Sequence[Standing] | None = None
) -> tuple[BoardLine, ...]:
    """Return what would stand on a board that is not frozen."""
    places = on_board(stage.reveal, standings(round_, stage) if found is None else found)
    marks = _marks(round_, places) if places else {}
    entries = {one.entry.id: one.entry for one in stage.pitches}
    return tuple(
        BoardLine(
            subject_id=entries[one.entry_id].subject_id,
            number=entries[one.entry_id].number,
            title=LocalizedText() if round_.blind else entries[one.entry_id].title,
            section=one.section,
            place=one.place,
            tied=one.tied,
            score=one.score,
            marks=marks[one.entry_id],
        )
        for one in places
    )


def _marks(round_: RoundView, places: Iterable[Place]) -> dict[UUID, tuple[tuple[Decimal, bool], ...]]:
    totals: defaultdict[UUID, list[Decimal]] = defaultdict(list)
    for sheet in valid_sheets(round_.id):
        totals[sheet.entry_id].append(sheet.total)
    trims = round_.method is Method.TRIMMED_MEAN
    return {
        one.entry_id: tuple(with_dropped(totals[one.entry_id], trims=trims, min_for_trim=round_.min_for_trim))
        for one in places
    }


def without_names(lines: Sequence[BoardLine]) -> tuple[BoardLine, ...]:
    """Return the board as the public reads it: the number alone of teams that did not agree to be named."""
    named = consenting_to_publication(line.subject_id for line in lines)
    return tuple(line if line.subject_id in named else replace(line, title=LocalizedText()) for line in lines)


def named_pitches(stage: StageView) -> tuple[PitchView, ...]:
    """Return the pitches of teams that agreed to be named in public."""
    named = consenting_to_publication(one.entry.subject_id for one in stage.pitches)
    return tuple(one for one in stage.pitches if one.entry.subject_id in named)


def frozen(lines: Sequence[BoardLine]) -> list[dict[str, Any]]:
    """Return a board as it is kept."""
    return [
        {
            "subject": str(line.subject_id),
            "number": line.number,
            "title": line.title.as_dict(),
            "section": line.section,
            "place": line.place,
            "tied": line.tied,
            "score": str(line.score),
            "marks": [[str(total), dropped] for total, dropped in line.marks],
        }
        for line in lines
    ]


def _thawed(kept: Mapping[str, Any]) -> BoardLine:
    return BoardLine(
        subject_id=UUID(kept["subject"]),
        number=kept["number"],
        title=LocalizedText(kept["title"].get("zh", ""), kept["title"].get("en", "")),
        section=kept["section"],
        place=kept["place"],
        tied=kept["tied"],
        score=Decimal(kept["score"]),
        marks=tuple((Decimal(total), bool(dropped)) for total, dropped in kept["marks"]),
    )
