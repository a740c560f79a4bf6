"""A round of a demonstration, from the season's own plan to judges who accepted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from contest.demo.world import DemoWorld, MadeProject
from contest.entries.queries import EntryView
from contest.kernel.access import SYSTEM
from contest.kernel.columns import new_id
from contest.seasons.domain import Rulebook, StageCode
from judging.demo.pool import MadeJudge
from judging.judges.domain import UNDERTAKING, Invitation
from judging.judges.models import RoundJudge
from judging.rounds.models import Round
from judging.rounds.queries import entries_of_round, get_round
from judging.rounds.services import create_round

LEAST, MOST = 0.7, 1.25  # of the average load


def draft(
    world: DemoWorld, book: Rulebook, stage: StageCode, judges: Sequence[MadeJudge], values: dict[str, Any]
) -> Round:
    """Draft a round over a stage and have all the judges accept, with the undertaking signed."""
    round_ = create_round(
        actor=SYSTEM, season_id=book.season_id, stage_code=stage, values=values, today=world.today
    )
    asked = round_.opens_at - timedelta(days=9)
    world.write(
        RoundJudge,
        [
            {
                "id": new_id(),
                "round_id": round_.id,
                "judge_id": judge.id,
                "invitation": Invitation.ACCEPTED.value,
                "invited_at": asked,
                "answered_at": asked + timedelta(hours=3 + judge.index % 40),
                "undertaking_at": asked + timedelta(hours=3 + judge.index % 40),
                "undertaking_version": UNDERTAKING.version,
                "undertaking_digest": UNDERTAKING.digest,
                "created_at": asked,
            }
            for judge in judges
        ],
    )
    return round_


def loads(world: DemoWorld, pairs: int) -> dict[str, int]:
    """Return bounds that spread `pairs` over the judges: nobody far above or below the others."""
    average = pairs / world.size.judges
    return {"min_load": int(average * LEAST), "max_load": int(average * MOST) + 2}


def entered(
    round_: Round, made: Sequence[MadeProject]
) -> tuple[list[EntryView], list[MadeProject], dict[UUID, MadeProject]]:
    """Return the round's entries by number, their projects in the same order, and entry id -> project."""
    projects = {one.id: one for one in made}
    entries = sorted(entries_of_round(get_round(SYSTEM, round_.id)), key=lambda entry: entry.number)
    found = [projects[entry.subject_id] for entry in entries]
    return entries, found, {entry.id: one for entry, one in zip(entries, found, strict=True)}
