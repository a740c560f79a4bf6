"""The jobs that keep calibrations and stored rankings up with the sheets."""

from __future__ import annotations

from uuid import UUID

from judging.calibration.services import ask_for_changed
from judging.ranking.services import ask_for_lines, calibrate, store_lines


def calibrate_round(round_id: str) -> None:
    """Calibrate one round; run twice, the second time finds the same."""
    calibrate(round_id=UUID(round_id))


def calibrate_changed() -> None:
    """Ask for a calibration of every round whose sheets have changed."""
    ask_for_changed()


def rank_round(round_id: str) -> None:
    """Store the lines of one round; run twice, the second time finds nothing to do."""
    store_lines(round_id=UUID(round_id))


def rank_changed() -> None:
    """Ask for the lines of every round in which something changed."""
    ask_for_lines()
