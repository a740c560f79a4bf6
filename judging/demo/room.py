"""The panel room of a demonstration's final: what a chief judge recorded close to the cut, and a counted vote."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contest.demo.world import DemoWorld
from contest.kernel.access import SYSTEM
from contest.kernel.columns import new_id
from judging.conflicts.queries import conflicted_among
from judging.demo.pool import MadeJudge
from judging.judges.services import set_chief
from judging.ranking.domain import Advice
from judging.ranking.models import PanelDecision
from judging.ranking.queries import Line, computed, in_order
from judging.room.domain import BallotState
from judging.room.models import Ballot, BallotMember, BallotOption
from judging.room.queries import Discussed, discussed, members_of
from judging.rounds.models import Round
from judging.rounds.queries import get_round

LED = 3  # entries the panel speaks on
IN_FAVOUR = "技术路线清晰，团队执行力强，现场答辩充分，评审组一致认为应予支持。"
AGAINST = "项目方向值得肯定，但应用落地数据尚不充分，评审组建议继续打磨。"
QUESTION = "本组最后一个名额应给予下列哪个项目？"
QUORUM, TALKED, VOTED = 3, timedelta(hours=20), timedelta(hours=19)  # before the announcement


def panel_room(world: DemoWorld, round_: Round, judges: list[MadeJudge], announced: datetime) -> None:
    """Have the first judge lead the panel of the first section it may: three entries spoken on, one vote."""
    chief = judges[0]
    set_chief(actor=SYSTEM, round_id=round_.id, judge_id=chief.id, chief=True)
    judged = get_round(SYSTEM, round_.id)
    for found in discussed(judged, in_order(computed(judged))):
        near = _nearest(found)
        entries = [line.entry.id for line in near]
        members = [key for key in members_of(round_.id, entries) if not conflicted_among(key, entries)]
        if chief.id not in members or len(members) < QUORUM or len(near) < 2:
            continue
        at = announced - TALKED
        world.write(PanelDecision, [_word(round_.id, chief, line, members[:QUORUM], at) for line in near])
        _vote(world, round_.id, chief, found.section, near[-2:], members[:QUORUM], announced)
        return


def _nearest(found: Discussed) -> list[Line]:
    """Return the last above the cut and the first below it."""
    inside = [line for line in found.lines if line.advances]
    outside = [line for line in found.lines if not line.advances]
    return [*inside[-2:], *outside[:1]][-LED:]


def _word(round_id: UUID, chief: MadeJudge, line: Line, present: list[UUID], at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "round_id": round_id,
        "entry_id": line.entry.id,
        "version": 1,
        "advice": (Advice.RECOMMENDED if line.advances else Advice.NOT_RECOMMENDED).value,
        "place": None,
        "reason": IN_FAVOUR if line.advances else AGAINST,
        "present": sorted(present),
        "recorded_by": chief.user_id,
        "recorded_at": at,
    }


def _vote(
    world: DemoWorld,
    round_id: UUID,
    chief: MadeJudge,
    section: str,
    lines: list[Line],
    members: list[UUID],
    announced: datetime,
) -> None:
    """A secret vote between two entries, the better one ahead by a vote."""
    ballot = {
        "id": new_id(),
        "round_id": round_id,
        "number": 1,
        "section": section,
        "question": QUESTION,
        "places": 1,
        "secret": True,
        "quorum": QUORUM,
        "state": BallotState.CLOSED.value,
        "opened_by": chief.user_id,
        "opened_at": announced - TALKED,
        "closed_by": chief.user_id,
        "closed_at": announced - VOTED,
    }
    votes = (len(members) // 2 + 1, len(members) - len(members) // 2 - 1)
    world.write(Ballot, [ballot])
    world.write(
        BallotOption,
        [
            {"ballot_id": ballot["id"], "entry_id": line.entry.id, "votes": count, "eligible": len(members)}
            for line, count in zip(lines, votes, strict=True)
        ],
    )
    world.write(
        BallotMember,
        [{"ballot_id": ballot["id"], "judge_id": key, "voted": True, "apart_from": []} for key in members],
    )
