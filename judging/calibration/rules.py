"""Who may read what a calibration says of a judge."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor


def is_own_and_published(actor: Actor, report: Any) -> bool:
    """Hold for the judge it is about, once the round's results are public."""
    return report.judge_user_id == actor.user_id and bool(report.is_public)
