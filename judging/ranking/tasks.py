"""The jobs that keep calibrations up with the sheets."""

from __future__ import annotations

from uuid import UUID

from judging.calibration.services import ask_for_changed
from judging.ranking.services import calibrate


def calibrate_round(round_id: str) -> None:
    """Calibrate one round; run twice, the second time finds the same."""
    calibrate(round_id=UUID(round_id))


def calibrate_changed() -> None:
    """Ask for a calibration of every round whose sheets have changed."""
    ask_for_changed()
