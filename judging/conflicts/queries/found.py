"""Conflicts as they stand at this moment: computed from relations, never kept, so a new tie counts at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from uuid import UUID

from sqlalchemy import select

from contest.entries.queries import conflict_rows
from contest.kernel.columns import one_of
from contest.kernel.db import answers_of_read, db
from contest.kernel.errors import NotFound
from contest.kernel.paging import AnySelect
from contest.kernel.stamps import stamp_of
from contest.kernel.ties import ties
from judging.conflicts.domain import Conflict, ItemFacts, JudgeFacts, Relation, conflicts
from judging.conflicts.models import ConflictWaiver
from judging.conflicts.queries.facts import item_facts, judge_facts, judge_rows
from judging.judges.domain import Invitation
from judging.judges.models import RoundJudge
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, entries_of_round

Pair = tuple[UUID, UUID]  # (judge, entry)
KEPT_DESKS = 512  # judges, times the sets of entries their pages ask about


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
    rows = db.session.execute(_waivers(), {"judge_ids": list(judge_ids), "entry_ids": list(entry_ids)})
    return {(row.judge_id, row.entry_id): frozenset(map(Relation, row.kinds)) for row in rows}


def _waivers() -> AnySelect:
    query: AnySelect = select(ConflictWaiver.judge_id, ConflictWaiver.entry_id, ConflictWaiver.kinds).where(
        ConflictWaiver.judge_id == one_of("judge_ids"),
        ConflictWaiver.entry_id == one_of("entry_ids"),
        ConflictWaiver.confirmed_at.is_not(None),
        ConflictWaiver.ended_at.is_(None),
    )
    return query


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


def conflicted_on_desk(judge_id: UUID, person: UUID, entries: Mapping[UUID, UUID]) -> frozenset[UUID]:
    """Return those of the entries (entry -> its subject) that the judge, the account `person`, may not see or score.

    The same answer as `conflicted_among`, and as fresh. A judge looks at the desk a hundred times while nothing about
    anybody's relations changes: a page that only reads asks for a stamp of all rows the answer is made from, and
    makes it anew only when they changed.
    """
    if answers_of_read() is None:  # without one moment for all statements a stamp would promise too much
        return frozenset(conflicted_among(judge_id, entries))
    asked = {
        "judge_ids": [judge_id],
        "entry_ids": list(entries),
        "people": [person],
        "subjects": list(entries.values()),
    }
    return _by_stamp(db.session.execute(_stamp_query(), asked).scalar_one(), judge_id, tuple(entries))


@cache
def _stamp_query() -> AnySelect:
    """Return the query of the stamp of everything that `conflicts_between` reads."""
    return stamp_of(judge_rows(), *conflict_rows(), ties.rows(), _waivers())


@lru_cache(maxsize=KEPT_DESKS)
def _by_stamp(_stamp: str, judge_id: UUID, entry_ids: tuple[UUID, ...]) -> frozenset[UUID]:
    return frozenset(conflicted_among(judge_id, entry_ids))


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
