"""Conflicts as they stand at this moment: computed from relations, never kept, so a new tie counts at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from contest.kernel.db import db
from contest.kernel.errors import NotFound
from judging.conflicts.domain import Conflict, conflicts
from judging.conflicts.queries.facts import item_facts, judge_facts
from judging.judges.domain import Invitation
from judging.judges.models import RoundJudge
from judging.rounds.models import Round
from judging.rounds.queries import entries_of_round

Pair = tuple[UUID, UUID]  # (judge, entry)


def conflicts_between(
    judge_ids: Collection[UUID], entry_ids: Sequence[UUID]
) -> dict[Pair, tuple[Conflict, ...]]:
    """Return (judge, entry) -> every reason why that judge may not judge that entry; four statements."""
    found: dict[Pair, tuple[Conflict, ...]] = {}
    if judge_ids and entry_ids:
        for one in conflicts(judge_facts(judge_ids, entry_ids), item_facts(entry_ids)):
            pair = (one.judge_id, one.item_id)
            found[pair] = (*found.get(pair, ()), one)
    return found


def conflicts_of_round(round_id: UUID) -> dict[Pair, tuple[Conflict, ...]]:
    """Return the conflicts of all judges asked into a round (and not declined) with all its entries."""
    judges = select(RoundJudge.judge_id).where(
        RoundJudge.round_id == round_id, RoundJudge.invitation != Invitation.DECLINED
    )
    entries = [entry.id for entry in entries_of_round(_round(round_id))]
    return conflicts_between(db.session.execute(judges).scalars().all(), entries)


def conflicted_among(judge_id: UUID, entry_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the entries that the judge may neither see nor score."""
    return {entry_id for _judge, entry_id in conflicts_between([judge_id], list(entry_ids))}


def conflicted_entries(judge_id: UUID, round_id: UUID, among: Collection[UUID] | None = None) -> set[UUID]:
    """Return the entries of a round the judge may neither see nor score.

    Name the entries in question in `among` where they are known (a judge's own queue): the work grows with them.
    """
    if among is None:
        among = [entry.id for entry in entries_of_round(_round(round_id))]
    return conflicted_among(judge_id, among)


def _round(round_id: UUID) -> Round:
    found = db.session.get(Round, round_id)
    if found is None:
        raise NotFound(kind="round")
    return found
