"""Ballots as the room and the members read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.entries.models import Entry
from contest.entries.queries import EntryView, view_of
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import AnySelect
from judging.judges.models import Judge
from judging.room.domain import BallotState, Counted, Option, count
from judging.room.models import Ballot, BallotMember, BallotOption, BallotVote
from judging.rounds.models import Round


@dataclass(frozen=True, slots=True)
class BallotView:
    """A ballot; `voted` of its `members` have. The entries come with `results`."""

    id: UUID
    round_id: UUID
    round_name: LocalizedText
    number: int
    section: str
    question: str
    places: int
    secret: bool
    quorum: int
    state: BallotState
    opened_at: datetime
    closed_at: datetime | None
    members: int
    voted: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """The actor's own place on a ballot."""

    judge_id: UUID
    voted: bool


def _query() -> AnySelect:
    counts = (
        select(
            BallotMember.ballot_id,
            func.count().label("members"),
            func.count().filter(BallotMember.voted).label("voted"),
        )
        .group_by(BallotMember.ballot_id)
        .subquery()
    )
    query: AnySelect = (
        select(Ballot, Round.name, counts.c.members, counts.c.voted)
        .join(Round, Round.id == Ballot.round_id)
        .join(counts, counts.c.ballot_id == Ballot.id)
    )
    return query


def _view(row: Any) -> BallotView:
    one: Ballot = row[0]
    return BallotView(
        id=one.id,
        round_id=one.round_id,
        round_name=row[1],
        number=one.number,
        section=one.section,
        question=one.question,
        places=one.places,
        secret=one.secret,
        quorum=one.quorum,
        state=one.state,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        members=row.members,
        voted=row.voted,
    )


def get_ballot(ballot_id: UUID, round_id: UUID | None = None) -> BallotView:
    """Return one ballot, of a certain round if one is named; raise NotFound. The caller decides who may see it."""
    query = _query().where(Ballot.id == ballot_id)
    if round_id is not None:
        query = query.where(Ballot.round_id == round_id)
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound(kind="ballot")
    return _view(row)


def ballots_of_round(round_id: UUID) -> list[BallotView]:
    """Return the ballots of a round, the latest first. The caller leaves out the sections the reader may not see."""
    query = _query().where(Ballot.round_id == round_id).order_by(Ballot.number.desc())
    return [_view(row) for row in db.session.execute(query)]


def open_ballots(actor: Actor) -> list[BallotView]:
    """Return the ballots that wait for the actor's vote, the oldest first."""
    if actor.user_id is None:
        return []
    mine = (
        select(BallotMember.ballot_id)
        .join(Judge, Judge.id == BallotMember.judge_id)
        .where(Judge.user_id == actor.user_id, ~BallotMember.voted)
    )
    query = _query().where(Ballot.id.in_(mine), Ballot.state == BallotState.OPEN)
    return [_view(row) for row in db.session.execute(query.order_by(Ballot.opened_at, Ballot.id))]


def find_member(actor: Actor, ballot_id: UUID) -> MemberView:
    """Return the actor's place on a ballot; raise NotFound for whoever is no member of it."""
    query = (
        select(BallotMember.judge_id, BallotMember.voted)
        .join(Judge, Judge.id == BallotMember.judge_id)
        .where(BallotMember.ballot_id == ballot_id, Judge.user_id == actor.user_id)
    )
    row = db.session.execute(query).one_or_none() if actor.user_id else None
    if row is None:
        raise NotFound(kind="ballot")
    return MemberView(row.judge_id, row.voted)


def results(ballot: BallotView) -> list[tuple[EntryView, Counted | None, tuple[UUID, ...]]]:
    """Return the entries of a ballot: by the votes once they are counted, else by number, without any count.

    The third are the judges who voted for it, of a ballot that names them and is counted.
    """
    rows = db.session.execute(
        select(BallotOption, Entry)
        .join(Entry, Entry.id == BallotOption.entry_id)
        .where(BallotOption.ballot_id == ballot.id)
        .order_by(Entry.number)
    ).all()
    entries = {entry.id: view_of(entry) for _option, entry in rows}
    if ballot.state is not BallotState.CLOSED:
        return [(entry, None, ()) for entry in entries.values()]
    options = [Option(one.entry_id, one.votes or 0, one.eligible or 0) for one, _entry in rows]
    by: dict[UUID, list[UUID]] = {}
    query = select(BallotVote.entry_id, BallotVote.judge_id).where(
        BallotVote.ballot_id == ballot.id, BallotVote.judge_id.is_not(None)
    )
    for entry_id, judge_id in db.session.execute(query.order_by(BallotVote.judge_id)):
        if judge_id is not None:
            by.setdefault(entry_id, []).append(judge_id)
    return [
        (entries[one.option.entry], one, tuple(by.get(one.option.entry, ())))
        for one in count(options, ballot.places)
    ]


def locked_ballot(ballot_id: UUID) -> Ballot:
    """Return a ballot with its row locked: votes and the count wait for each other here; raise NotFound."""
    return get_locked(select(Ballot).where(Ballot.id == ballot_id), kind="ballot")
