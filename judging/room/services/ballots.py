"""A chief judge puts a question to the panel, its members vote on their phones, the votes are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, func, select

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.notices.services import Draft, notify_all
from judging.conflicts.queries import conflicted_among, conflicts_between, hidden_entries
from judging.judges.models import Judge
from judging.judges.queries import accepted_judges
from judging.permissions import Permission
from judging.room import queries
from judging.room.domain import BallotEnded, BallotState, NotInSession, VoteCast, ballot_errors
from judging.room.models import Ballot, BallotMember, BallotOption, BallotVote
from judging.rounds.models import Round
from judging.rounds.queries import get_round, locked


def open_ballot(
    *,
    actor: Actor,
    round_id: UUID,
    question: str,
    places: int,
    secret: bool,
    quorum: int,
    entries: Collection[UUID],
    members: Collection[UUID],
) -> Ballot:
    """Put entries of one section to the vote of some of the round's judges, and tell them.

    Whoever is tied to all of the entries is no member; who is tied to some votes on the others. Raises NotFound,
    NotInSession, Invalid.
    """
    row = locked(round_id)
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.LEAD_ROOM, round_)
    lines = {line.entry.id: line for line in queries.room_lines(actor, round_)}
    if not queries.in_session(round_):
        raise NotInSession()
    named, voters = sorted(set(entries)), sorted(set(members))
    if not set(named) <= lines.keys():
        raise NotFound(kind="entry")
    errors = ballot_errors(
        question=question, places=places, quorum=quorum, entries=named, members=voters, secret=secret
    )
    sections = {lines[entry_id].section for entry_id in named}
    if len(sections) > 1:
        errors.append(FieldError("entries", "ballot_sections"))
    errors += _unfit(round_id, named, voters)
    if errors:
        raise Invalid(*errors)
    made = Ballot(
        id=new_id(),
        round_id=round_id,
        number=_next_number(round_id),
        section=sections.pop(),
        question=" ".join(question.split()),
        places=places,
        secret=secret,
        quorum=quorum,
        opened_by=actor.user_id,
        opened_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(BallotOption(ballot_id=made.id, entry_id=entry_id) for entry_id in named)
    db.session.add_all(BallotMember(ballot_id=made.id, judge_id=judge_id) for judge_id in voters)
    db.session.flush()
    _tell(row, made, voters)
    facts = {"places": places, "secret": secret, "quorum": quorum, "entries": named, "members": len(voters)}
    audit.record(actor, "ballot.opened", row, ballot=made.id, **facts)
    return made


def _unfit(round_id: UUID, entries: list[UUID], members: list[UUID]) -> list[FieldError]:
    if not set(members) <= {one.judge.id for one in accepted_judges(round_id)}:
        return [FieldError("members", "panel_present_unknown")]
    barred = Counter(judge_id for judge_id, _entry in conflicts_between(members, entries))
    if any(count == len(entries) for count in barred.values()):
        return [FieldError("members", "ballot_member_tied")]
    return []


def _next_number(round_id: UUID) -> int:
    query = select(func.coalesce(func.max(Ballot.number), 0)).where(Ballot.round_id == round_id)
    return int(db.session.execute(query).scalar_one()) + 1


def _tell(round_: Round, ballot: Ballot, members: list[UUID]) -> None:
    people = db.session.execute(select(Judge.user_id).where(Judge.id.in_(members))).scalars()
    notify_all(
        [
            Draft(
                recipients=list(people),
                code="judging.ballot_opened",
                once_key=f"ballot:{ballot.id}",
                params={"round": round_.name.as_dict()},
                link=f"/judging/ballots/{ballot.id}",
            )
        ]
    )


def cast_vote(*, actor: Actor, ballot_id: UUID, entries: Collection[UUID]) -> None:
    """Cast the actor's vote: at most as many entries as there are places, none to abstain. A vote is cast once.

    Raises NotFound for whoever is no member, BallotEnded, VoteCast, Invalid (`entries`).
    """
    own = queries.find_member(actor, ballot_id)
    ballot = queries.locked_ballot(ballot_id)
    round_ = get_round(actor, ballot.round_id)
    authorise(actor, Permission.VOTE, round_)
    if ballot.state is not BallotState.OPEN:
        raise BallotEnded()
    member = db.session.get_one(BallotMember, (ballot_id, own.judge_id), populate_existing=True)
    if member.voted:
        raise VoteCast()
    on_it = select(BallotOption.entry_id).where(BallotOption.ballot_id == ballot_id)
    options = set(db.session.execute(on_it).scalars())
    # As the page shows them: a waiver lets a judge score an entry, not hear how it is talked over.
    apart = options & (conflicted_among(own.judge_id, options) | hidden_entries(actor, round_))
    chosen = set(entries)
    if not chosen <= options - apart:
        raise NotFound(kind="entry")
    if len(chosen) > ballot.places:
        raise Invalid(FieldError("entries", "ballot_too_many", {"places": ballot.places}))
    db.session.add_all(
        BallotVote(ballot_id=ballot_id, entry_id=entry_id, judge_id=None if ballot.secret else own.judge_id)
        for entry_id in chosen
    )
    member.voted, member.apart_from = True, sorted(apart)
    db.session.flush()
    audit.record(actor, "ballot.cast", db.session.get_one(Round, ballot.round_id), ballot=ballot_id)


def close_ballot(*, actor: Actor, round_id: UUID, ballot_id: UUID) -> Ballot:
    """End a vote and count it; void where fewer voted than had to. Of a secret one only the sums are kept."""
    row = locked(round_id)
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.END_BALLOT, round_)
    if queries.get_ballot(ballot_id, round_id).section not in _sections(actor, round_id):
        raise NotFound(kind="ballot")
    ballot = queries.locked_ballot(ballot_id)
    if ballot.state is not BallotState.OPEN:
        raise BallotEnded()
    voted, now = _count(ballot), clock.now()
    ballot.state = BallotState.CLOSED if voted >= ballot.quorum else BallotState.VOID
    ballot.closed_by, ballot.closed_at = actor.user_id, now
    if ballot.secret or ballot.state is BallotState.VOID:
        db.session.execute(delete(BallotVote).where(BallotVote.ballot_id == ballot_id))
    db.session.flush()
    audit.record(actor, f"ballot.{ballot.state}", row, ballot=ballot_id, voted=voted)
    return ballot


def _sections(actor: Actor, round_id: UUID) -> set[str]:
    return {line.section for line in queries.room_lines(actor, get_round(actor, round_id))}


def _count(ballot: Ballot) -> int:
    """Write the votes for each entry and who could vote for it, if enough voted; return how many did."""
    query = select(BallotMember).where(BallotMember.ballot_id == ballot.id, BallotMember.voted)
    voters = db.session.execute(query.execution_options(populate_existing=True)).scalars().all()
    if len(voters) < ballot.quorum:
        return len(voters)
    cast = select(BallotVote.entry_id).where(BallotVote.ballot_id == ballot.id)
    votes = Counter(db.session.execute(cast).scalars())
    options = select(BallotOption).where(BallotOption.ballot_id == ballot.id)
    for option in db.session.execute(options).scalars():
        option.votes = votes[option.entry_id]
        option.eligible = sum(option.entry_id not in voter.apart_from for voter in voters)
    return len(voters)
