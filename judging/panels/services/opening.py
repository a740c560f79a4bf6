"""A round opens when everything judges need is there."""

from __future__ import annotations

from uuid import UUID

from contest.kernel.access import Actor
from judging.panels.queries import readiness
from judging.rounds import services as rounds
from judging.rounds.models import Round
from judging.rounds.queries import get_round


def open_round(*, actor: Actor, round_id: UUID, version: int | None = None) -> Round:
    """Open a draft for scoring; its rubric and rules are frozen. Raises RoundNotReady with what is missing."""
    missing = readiness(get_round(actor, round_id)).missing
    return rounds.mark_open(actor=actor, round_id=round_id, version=version, missing=missing)
