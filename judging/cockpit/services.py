"""Remind judges who have sheets left: one notice each, and not again within a day."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.ties import veils
from contest.notices.services import notify
from judging.cockpit.domain import NOT_AGAIN, Group, NobodyToRemind, NotBeingScored
from judging.cockpit.queries import JudgeLeft, judges_left, reminded_since
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView, get_round, locked


def to_remind(actor: Actor, round_: RoundView, group: Group) -> tuple[list[JudgeLeft], list[JudgeLeft]]:
    """Return the judges of a group who would be reminded now, and those who were within a day."""
    found = judges_left(round_.id, veils.subjects(actor)).of(group)
    lately = reminded_since(round_.id, clock.now() - NOT_AGAIN)
    return (
        [one for one in found if one.user_id not in lately],
        [one for one in found if one.user_id in lately],
    )


def remind(*, actor: Actor, round_id: UUID, group: Group, previewed: Collection[UUID]) -> int:
    """Remind those of the previewed judges who still have sheets left; return how many.

    Nobody is told how many: judges read that on their own desk. Raises NotBeingScored, NobodyToRemind.
    """
    # Two who press at once: the second waits, and finds everybody reminded.
    row = locked(round_id)
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.ASSIGN_PANELS, round_)
    now = clock.now()
    if round_.state is not RoundState.OPEN or now >= round_.closes_at:
        raise NotBeingScored()
    waiting, _lately = to_remind(actor, round_, group)
    chosen = [one.user_id for one in waiting if one.judge_id in previewed]
    if not chosen:
        raise NobodyToRemind()
    told = notify(
        recipients=chosen,
        code="judging.reminded",
        params={"round": round_.name.as_dict(), "closes_at": round_.closes_at.isoformat()},
        link="/judging/desk",
        once_key=f"judging_reminded:{round_id}:{now.isoformat()}",
    )
    audit.record(actor, "round.judges_reminded", row, group=group, judges=told)
    return told
