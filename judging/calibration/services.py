"""Calibrate a round and keep what was found. Loads numpy and SciPy: jobs, commands and the demonstration call it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from contest.kernel import audit, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from judging.calibration.domain import Calibration, Sheet
from judging.calibration.models import CalibratedEntry, CalibratedJudge, CalibrationRun
from judging.calibration.queries import rounds_to_calibrate, sheets_state
from judging.permissions import Permission
from judging.rounds.models import Round
from judging.rounds.queries import get_round
from judging.scoring.queries import valid_sheets

CALIBRATE = "judging.calibrate_round"
REFRESH = "judging.calibrate_changed"
DIGITS = 6


def ask(*, actor: Actor, round_id: UUID) -> None:
    """Have a worker calibrate a round; asked twice, it is done once."""
    authorise(actor, Permission.DECIDE, get_round(actor, round_id))
    _defer(round_id)
    audit.record(actor, "calibration.asked", db.session.get_one(Round, round_id))


def ask_for_changed() -> int:
    """Have every round calibrated whose sheets have changed; return how many."""
    found = rounds_to_calibrate()
    for round_id in found:
        _defer(round_id)
    return len(found)


def _defer(round_id: UUID) -> None:
    name = f"calibrate:{round_id}"
    jobs.defer(CALIBRATE, queueing_lock=name, lock=name, round_id=round_id)


def calibrate_round(*, round_id: UUID, sections: Mapping[UUID, str]) -> CalibrationRun | None:
    """Calibrate the sheets that count and replace the round's calibration; None where there are none.

    `sections` says within what each entry of the round competes; sheets of other entries are left out. Decisions
    are made from a calibration only while its sheets are still those that count.
    """
    from judging.calibration.engine import calibrate  # noqa: PLC0415 - numpy and SciPy stay out of web processes

    # Read before the sheets: whatever is saved from here on makes the calibration known as out of date.
    state = sheets_state(round_id)
    sheets = [
        Sheet(str(one.judge_id), str(one.entry_id), float(one.total), sections[one.entry_id])
        for one in valid_sheets(round_id)
        if one.entry_id in sections
    ]
    made = calibrate(sheets) if sheets else None
    # Only now: judges who save lock the round too, and must not wait for the computing.
    db.session.execute(select(Round.id).where(Round.id == round_id).with_for_update(key_share=True)).one()
    db.session.execute(delete(CalibrationRun).where(CalibrationRun.round_id == round_id))
    if made is None:
        return None
    run = _run(round_id, state, len(sheets), made)
    db.session.add(run)
    db.session.flush()
    db.session.execute(insert(CalibratedEntry), [_entry(run.id, one) for one in made.items])
    if made.judges:
        rows = [
            {"run_id": run.id, "judge_id": UUID(one.judge), **_without(one, "judge")} for one in made.judges
        ]
        db.session.execute(insert(CalibratedJudge), rows)
    return run


def _run(round_id: UUID, state: str, sheets: int, made: Calibration) -> CalibrationRun:
    found = made.components
    return CalibrationRun(
        id=new_id(),
        round_id=round_id,
        sheets_state=state,
        sheets=sheets,
        connected=made.connected,
        severity_sd=found.severity_sd if found else None,
        item_sd=found.item_sd if found else None,
        noise_sd=found.noise_sd if found else None,
        severity_lr=made.severity_lr,
        recommended=made.recommended,
        because=asdict(made.because),
        comparison=asdict(made.comparison) if made.comparison else None,
        groups=[asdict(group) for group in made.groups],
    )


def _entry(run_id: UUID, one: Any) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "entry_id": UUID(one.item),
        "calibrated": _decimal(one.calibrated),
        "stderr": _decimal(one.stderr),
        "mean_stderr": _decimal(one.mean_stderr),
        "is_mean": one.is_mean,
    }


def _decimal(value: float) -> Decimal | None:
    return Decimal(f"{value:.{DIGITS}f}") if math.isfinite(value) else None


def _without(one: Any, name: str) -> dict[str, Any]:
    return {key: value for key, value in asdict(one).items() if key != name}
