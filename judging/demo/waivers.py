"""Two ties that judges declared themselves: one that two people of the office waived, one that waits for the second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from contest.accounts.queries import find_account
from contest.demo.world import DemoWorld
from contest.entries.queries import EntryView
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from judging.conflicts.domain import DeclaredTie
from judging.conflicts.models import DeclaredConflict
from judging.conflicts.services import confirm_waiver, propose_waiver
from judging.demo.people import UNTIED
from judging.demo.pool import MadeJudge
from judging.rounds.models import Round

TIE = "三年前曾在行业公开课上为该企业做过一次辅导，此后无往来。"
REASON = "仅一次公开辅导，无持股、无报酬，该领域暂无其他评委可替代，拟由其参加评审。"
STATEMENT = "本人与该项目无利益往来，承诺独立、客观评审。"
WAIVED = 2


def waivers(
    world: DemoWorld, round_: Round, judges: Sequence[MadeJudge], entries: Sequence[EntryView]
) -> None:
    """Have two judges declare a tie; both are proposed to be waived, the first is."""
    tied = list(zip(judges[UNTIED : UNTIED + WAIVED], entries, strict=False))
    world.write(
        DeclaredConflict,
        [
            {
                "id": new_id(),
                "judge_id": judge.id,
                "subject_id": entry.subject_id,
                "tie": DeclaredTie.MENTORING.value,
                "reason": TIE,
                "declared_by": judge.user_id,
                "created_at": round_.opens_at - timedelta(days=6),
            }
            for judge, entry in tied
        ],
    )
    first, second = (_office(world, role) for role in ("organiser", "confirmer"))
    made = [
        propose_waiver(
            actor=first,
            round_id=round_.id,
            judge_id=judge.id,
            entry_id=entry.id,
            reason=REASON,
            statement=STATEMENT,
        )
        for judge, entry in tied
    ]
    confirm_waiver(actor=second, waiver_id=made[0].id)


def _office(world: DemoWorld, role: str) -> Actor:
    account = find_account(world.office[role])
    assert account is not None
    return account.actor
