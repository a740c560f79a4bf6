"""Conflicts as they stand at this moment: computed from relations, never kept, so a new tie counts at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from sqlalchemy import select

from contest.kernel.columns import one_of
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.ties import ties
from judging.conflicts.domain import Conflict, ItemFacts, JudgeFacts, Relation, conflicts
from judging.conflicts.models import ConflictWaiver
from judging.conflicts.queries.facts import item_facts, judge_facts
from judging.judges.domain import Invitation
from judging.judges.models import RoundJudge
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, entries_of_round

Pair = tuple[UUID, UUID]  # (judge, entry)


def conflicts_between(
    judge_ids: Collection[UUID], entry_ids: Sequence[UUID]
) -> dict[Pair, tuple[Conflict, ...]]:
    """Return (judge, entry) -> every reason why that judge may not judge that entry, in a fixed number of statements.

    A pair whose every tie was waived by two people is not there.
    """
    every = ties_between(judge_ids, entry_ids)
    waived = waived_kinds(judge_ids, entry_ids) if every else {}
    return {
        pair: reasons
        for pair, reasons in every.items()
        if not {one.kind for one in reasons} <= waived.get(pair, frozenset())
    }


def ties_between(judge_ids: Collection[UUID], entry_ids: Sequence[UUID]) -> dict[Pair, tuple[Conflict, ...]]:
    """Return (judge, entry) -> every tie between them, waived or not."""
    found: dict[Pair, tuple[Conflict, ...]] = {}
    if not (judge_ids and entry_ids):
        return found
    judges = judge_facts(judge_ids, entry_ids)
    items = item_facts(entry_ids)
    for one in (*conflicts(judges, items), *_told(judges, items)):
        pair = (one.judge_id, one.item_id)
        if one not in found.get(pair, ()):
            found[pair] = (*found.get(pair, ()), one)
    return found


def _told(judges: Sequence[JudgeFacts], items: Sequence[ItemFacts]) -> Iterator[Conflict]:
    """Give what the contexts know by their own relations, in the order in which they tell it."""
    people = {judge.person: judge.id for judge in judges if judge.person}
    about: dict[UUID, list[UUID]] = {}
    for item in items:
        if item.subject:
            about.setdefault(item.subject, []).append(item.id)
    for tie in ties.between(people, about):
        for entry_id in about[tie.subject]:
            yield Conflict(people[tie.person], entry_id, Relation(tie.kind), tie.source, since=tie.since)


def waived_kinds(judge_ids: Collection[UUID], entry_ids: Collection[UUID]) -> dict[Pair, frozenset[Relation]]:
    """Return (judge, entry) -> the kinds of ties two people have waived for the entry's round."""
    query = select(ConflictWaiver.judge_id, ConflictWaiver.entry_id, ConflictWaiver.kinds).where(
        ConflictWaiver.judge_id == one_of("judge_ids"),
        ConflictWaiver.entry_id == one_of("entry_ids"),
        ConflictWaiver.confirmed_at.is_not(None),
        ConflictWaiver.ended_at.is_(None),
    )
    rows = db.session.execute(query, {"judge_ids": list(judge_ids), "entry_ids": list(entry_ids)})
    return {(row.judge_id, row.entry_id): frozenset(map(Relation, row.kinds)) for row in rows}


def conflicts_of_round(round_id: UUID) -> dict[Pair, tuple[Conflict, ...]]:
    """Return the conflicts of all judges asked into a round (and not declined) with all its entries."""
    return conflicts_between(*_sides(_round(round_id)))


def ties_of_round(round_: RoundView | Round) -> dict[Pair, tuple[Conflict, ...]]:
    """Return every tie of the same judges with the same entries, waived or not."""
    return ties_between(*_sides(round_))


def _sides(round_: RoundView | Round) -> tuple[Sequence[UUID], list[UUID]]:
    judges = select(RoundJudge.judge_id).where(
        RoundJudge.round_id == round_.id, RoundJudge.invitation != Invitation.DECLINED
    )
    entries = [entry.id for entry in entries_of_round(round_)]
    return db.session.execute(judges).scalars().all(), entries


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
