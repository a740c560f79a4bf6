"""The stored calibration of a round, and whether its sheets have changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, func, select

from contest.accounts.models import User
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.calibration.domain import Comparison, Components, GroupResult, Reason, Recommended
from judging.calibration.models import CalibratedEntry, CalibratedJudge, CalibrationRun
from judging.judges.models import Judge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.rounds.queries import entries_of_round
from judging.scoring.models import ScoreSheet
from judging.scoring.queries import valid_sheets

NOTHING = "0:0"  # the state of no sheets


@dataclass(frozen=True, slots=True)
class RunView:
    """A stored calibration; `fresh`: made from the sheets as they stand now."""

    id: UUID
    round_id: UUID
    sheets: int
    connected: bool
    components: Components | None
    recommended: Recommended
    because: Reason
    comparison: Comparison | None
    groups: Mapping[str, GroupResult]
    made_at: datetime
    fresh: bool


@dataclass(frozen=True, slots=True)
class EntryFigures:
    """What a calibration says of one entry."""

    calibrated: Decimal
    stderr: Decimal | None
    mean_stderr: Decimal | None


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """What a calibration says of one judge; `severity` in points less than colleagues, with its standard error."""

    judge_id: UUID
    name: LocalizedText
    sheets: int
    severity: float
    stderr: float
    consistency: float | None
    agreement: float | None
    pairs: int

    @property
    def interval(self) -> tuple[float, float]:
        """Return the 95 % interval of the severity."""
        return self.severity - 1.96 * self.stderr, self.severity + 1.96 * self.stderr

    @property
    def differs(self) -> bool:
        """Say whether a severity other than the colleagues' can be shown."""
        low, high = self.interval
        return low > 0 or high < 0


def sheets_state(round_id: UUID) -> str:
    """Return a name of the sheets that count: equal as long as no sheet, total, section or panel changes."""
    one = func.concat(
        Assignment.id,
        ":",
        ScoreSheet.total,
        ":",
        Entry.track_code,
        ":",
        Entry.group_code,
        ":",
        Entry.zone_code,
    )
    query = (
        select(func.count(), cast(func.coalesce(func.sum(func.hashtextextended(one, 0)), 0), String))
        .select_from(Assignment)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ASSIGNED,
            Entry.state == EntryState.ACTIVE,
            ScoreSheet.submitted_at.is_not(None),
        )
    )
    count, hashed = db.session.execute(query).one()
    return f"{count}:{hashed}"


def find_run(round_id: UUID, *, state: str | None = None) -> RunView | None:
    """Return the round's latest calibration; two statements, one where `state` names the sheets that count."""
    row = db.session.execute(
        select(CalibrationRun).where(CalibrationRun.round_id == round_id)
    ).scalar_one_or_none()
    if row is None:
        return None
    groups = [_group(raw) for raw in row.groups]
    return RunView(
        id=row.id,
        round_id=row.round_id,
        sheets=row.sheets,
        connected=row.connected,
        components=_components(row),
        recommended=row.recommended,
        because=Reason(row.because["code"], row.because["params"]),
        comparison=Comparison(**row.comparison) if row.comparison else None,
        groups={group.group: group for group in groups},
        made_at=row.created_at,
        fresh=row.sheets_state == (sheets_state(round_id) if state is None else state),
    )


def _components(row: CalibrationRun) -> Components | None:
    if row.severity_sd is None or row.item_sd is None or row.noise_sd is None:
        return None
    return Components(row.severity_sd, row.item_sd, row.noise_sd)


def _group(raw: Mapping[str, Any]) -> GroupResult:
    return GroupResult(
        **{**raw, "recommended": Recommended(raw["recommended"]), "because": Reason(**raw["because"])}
    )


def entries_of(run_id: UUID) -> dict[UUID, EntryFigures]:
    """Return entry -> figures of a run."""
    query = select(
        CalibratedEntry.entry_id,
        CalibratedEntry.calibrated,
        CalibratedEntry.stderr,
        CalibratedEntry.mean_stderr,
    ).where(CalibratedEntry.run_id == run_id)
    return {row[0]: EntryFigures(*row[1:]) for row in db.session.execute(query)}


def judges_of(run_id: UUID, *, user_id: UUID | None = None) -> list[JudgeFigures]:
    """Return the judges of a run, the most severe first; of one person with `user_id`."""
    query = (
        select(CalibratedJudge, User.name, User.name_en)
        .join(Judge, Judge.id == CalibratedJudge.judge_id)
        .join(User, User.id == Judge.user_id)
        .where(CalibratedJudge.run_id == run_id)
        .order_by(CalibratedJudge.severity.desc(), CalibratedJudge.judge_id)
    )
    if user_id is not None:
        query = query.where(Judge.user_id == user_id)
    return [
        JudgeFigures(
            judge_id=row.judge_id,
            name=LocalizedText(name, name_en),
            sheets=row.sheets,
            severity=row.severity,
            stderr=row.stderr,
            consistency=row.consistency,
            agreement=row.agreement,
            pairs=row.pairs,
        )
        for row, name, name_en in db.session.execute(query)
    ]


def rounds_to_calibrate() -> list[UUID]:
    """Return the rounds being scored or closed whose sheets have changed since their calibration.

    A round without a calibration is among them only if a sheet counts there: nothing can be made of sheets on entries
    that wait for their formal check or moved to a zone's own heat, and asking again would find the same.
    """
    query = (
        select(Round, CalibrationRun.sheets_state)
        .outerjoin(CalibrationRun, CalibrationRun.round_id == Round.id)
        .where(Round.state.in_([RoundState.OPEN, RoundState.CLOSED]))
        .order_by(Round.id)
    )
    return [
        round_.id
        for round_, known in db.session.execute(query)
        if (known or NOTHING) != sheets_state(round_.id) and (known or _has_usable(round_))
    ]


def _has_usable(round_: Round) -> bool:
    judged = {entry.id for entry in entries_of_round(round_)}
    return any(sheet.entry_id in judged for sheet in valid_sheets(round_.id))


def judge_count(run_id: UUID) -> int:
    """Return how many judges a run describes."""
    query = select(func.count()).where(CalibratedJudge.run_id == run_id)
    return int(db.session.execute(query).scalar_one())
