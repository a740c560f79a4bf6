"""Raise an objection, work it, decide it by somebody else; issue the final list once none is open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import func, select

from contest.documents.domain import safe_name
from contest.entries import services as entries
from contest.entries.models import Entry
from contest.entries.queries import conflict_facts
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError, FieldError, Invalid, NotSignedIn, StaleVersion
from contest.kernel.notices import term
from contest.kernel.storage import Storage
from contest.notices.services import Draft, notify, notify_all
from contest.projects.services.files import Taken, take_in
from contest.standings.services import make_final
from judging.conflicts.queries import ensure_impartial, ensure_untied
from judging.objections import queries
from judging.objections.domain import (
    MOST_OF_ONE_PERSON,
    OPEN,
    Consequence,
    ObjectionRefused,
    ObjectionsClosed,
    ObjectionState,
    OtherPersonNeeded,
    Statement,
    TooManyObjections,
    Verdict,
    may_decide,
)
from judging.objections.models import Objection, ObjectionFile
from judging.permissions import Permission
from judging.publication import queries as publications
from judging.publication.domain import PeriodState, PublicityPeriod
from judging.publication.queries import WINNING
from judging.publication.services import bring_up_to_date, source_of
from judging.ranking.models import Decision
from judging.ranking.queries import fixed
from judging.ranking.services import vacancies
from judging.rounds.queries import RoundView, get_round

EVIDENCE = "evidence"  # no field of a form: photographs will do


class NotFinal(DomainError):
    """The list cannot be final yet: publicity runs, an objection is open, or a vacancy waits."""

    code = "list_not_final"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file as it comes in; `stream` is seekable."""

    filename: str
    stream: BinaryIO


def raise_objection(
    *,
    actor: Actor,
    round_id: UUID,
    entry_number: str,
    statement: Statement,
    evidence: Sequence[Evidence],
    storage: Storage,
    max_bytes: int,
) -> Objection:
    """Take an objection to a published result, in the actor's real name and with evidence.

    The database's clock decides, asked under the publication's lock once everything has arrived. Raises Invalid field
    by field, ObjectionsClosed, TooManyObjections.
    """
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.RAISE_OBJECTION, round_)
    if actor.user_id is None:
        raise NotSignedIn()
    entry_id = _published_entry(round_id, entry_number)
    errors = statement.errors(len(evidence))
    if entry_id is None:
        errors.append(FieldError("entry", "no_such_number"))
    if errors or entry_id is None:
        raise Invalid(*errors)
    _refuse_if_used_up(round_id, actor.user_id)  # before anything is stored
    taken = [_taken(one, storage, max_bytes) for one in evidence]
    publication = publications.locked(round_id)
    now = clock.now()
    period = PublicityPeriod(publication.starts_at, publication.ends_at)
    if period.state(now) is not PeriodState.OPEN:
        raise ObjectionsClosed(until=publication.ends_at.isoformat())
    _refuse_if_used_up(round_id, actor.user_id)  # and under the lock, for two pressed at once
    made = Objection(
        id=new_id(),
        round_id=round_id,
        number=_next_number(round_id),
        entry_id=entry_id,
        objector_id=actor.user_id,
        name=" ".join(statement.name.split()),
        contact=" ".join(statement.contact.split()),
        grounds=statement.grounds.strip(),
        digest=_digest(statement, taken),
        filed_at=now,
    )
    db.session.add(made)
    db.session.flush()
    db.session.add_all(_file(made.id, one, file) for one, file in zip(evidence, taken, strict=True))
    audit.record(actor, "objection.raised", made, round=round_id, entry=entry_id, digest=made.digest)
    _tell(made, "objection.raised", round_)
    return made


def _refuse_if_used_up(round_id: UUID, person_id: UUID) -> None:
    if queries.raised_by(person_id, round_id) >= MOST_OF_ONE_PERSON:
        raise TooManyObjections(limit=MOST_OF_ONE_PERSON)


def _published_entry(round_id: UUID, number: str) -> UUID | None:
    query = (
        select(Entry.id)
        .join(Decision, Decision.entry_id == Entry.id)
        .where(Decision.round_id == round_id, Entry.number == number.strip())
    )
    return db.session.execute(query).scalar_one_or_none()


def _taken(one: Evidence, storage: Storage, max_bytes: int) -> Taken:
    try:
        return take_in(one.stream, kind=EVIDENCE, storage=storage, max_bytes=max_bytes)
    except Invalid as error:
        raise Invalid(*(FieldError("evidence", each.code, each.params) for each in error.errors)) from None


def _file(objection_id: UUID, one: Evidence, taken: Taken) -> ObjectionFile:
    return ObjectionFile(
        id=new_id(),
        objection_id=objection_id,
        filename=safe_name(one.filename, taken.document),
        content_type=taken.document.content_type,
        size=taken.stored.size,
        sha256=taken.stored.sha256,
        storage_key=taken.stored.key,
    )


def _digest(statement: Statement, taken: Sequence[Taken]) -> str:
    lines = [statement.grounds.strip(), *(one.stored.sha256 for one in taken)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _next_number(round_id: UUID) -> int:
    last = db.session.execute(
        select(func.coalesce(func.max(Objection.number), 0)).where(Objection.round_id == round_id)
    ).scalar_one()
    return int(last) + 1


def take(*, actor: Actor, objection_id: UUID) -> Objection:
    """Take a case in hand: one person works it. Of two who press at once the second is refused."""
    found = queries.locked(objection_id)
    authorise(actor, Permission.HANDLE_OBJECTION, found)
    if found.state is not ObjectionState.FILED:
        raise ObjectionRefused(state=found.state.value)
    if not may_decide(actor.user_id, _involved(found)):
        raise OtherPersonNeeded()
    ensure_untied(actor, _subject(found))
    found.state, found.handler_id, found.taken_at = ObjectionState.IN_HAND, actor.user_id, clock.now()
    found.version += 1
    audit.record(actor, "objection.taken", found, round=found.round_id)
    return found


def report_finding(*, actor: Actor, objection_id: UUID, verdict: Verdict, version: int) -> Objection:
    """Say what was found and what should follow; somebody else decides. Only whoever has the case in hand may."""
    found = _in_state(objection_id, version, ObjectionState.IN_HAND, ObjectionState.REPORTED)
    authorise(actor, Permission.HANDLE_OBJECTION, found)
    if found.handler_id != actor.user_id:
        raise OtherPersonNeeded()
    if errors := verdict.errors():
        raise Invalid(*errors)
    now = clock.now()
    found.state, found.finding, found.reported_at = ObjectionState.REPORTED, verdict.words.strip(), now
    found.advises_upheld, found.advised = verdict.upheld, verdict.consequence
    found.version += 1
    audit.record(actor, "objection.reported", found, round=found.round_id, upheld=verdict.upheld)
    return found


def decide(*, actor: Actor, objection_id: UUID, verdict: Verdict, version: int) -> Objection:
    """Decide a case somebody else worked, and reply to whoever raised it.

    An upheld one may withdraw the entry or cancel its result: the next in rank then moves up, with a trace.
    """
    found = _in_state(objection_id, version, ObjectionState.REPORTED)
    authorise(actor, Permission.DECIDE_OBJECTION, found)
    if not may_decide(actor.user_id, {found.handler_id, *_involved(found)}):
        raise OtherPersonNeeded()
    ensure_untied(actor, _subject(found))
    if errors := verdict.errors():
        raise Invalid(*errors)
    now = clock.now()
    with db.session.no_autoflush:
        found.state = ObjectionState.UPHELD if verdict.upheld else ObjectionState.DISMISSED
        found.decided_by, found.decided_at, found.reply = actor.user_id, now, verdict.words.strip()
        found.consequence = verdict.consequence
        found.version += 1
    db.session.flush()
    facts = {"entry": found.entry_id, "consequence": verdict.consequence.value, "upheld": verdict.upheld}
    audit.record(actor, "objection.decided", found, round=found.round_id, **facts)
    _follow(actor, found)
    _tell(found, "objection.decided", get_round(actor, found.round_id), outcome=term(found.state))
    return found


def _follow(actor: Actor, found: Objection) -> None:
    """Let an upheld objection take effect."""
    if found.consequence is Consequence.NONE:
        return
    project_id = _subject(found)
    if found.consequence is Consequence.WITHDRAWN:
        entries.withdraw(actor=actor, project_id=project_id)
    else:
        entries.refuse(actor=actor, project_id=project_id)
    db.session.flush()
    bring_up_to_date(actor=actor, round_id=found.round_id)


def _subject(found: Objection) -> UUID:
    return db.session.execute(select(Entry.subject_id).where(Entry.id == found.entry_id)).scalar_one()


def take_back(*, actor: Actor, objection_id: UUID) -> Objection:
    """Withdraw one's own objection while it is open."""
    found = queries.locked(objection_id)
    authorise(actor, Permission.WITHDRAW_OBJECTION, found)
    if found.state not in OPEN:
        raise ObjectionRefused(state=found.state.value)
    found.state = ObjectionState.WITHDRAWN
    found.version += 1
    audit.record(actor, "objection.withdrawn", found, round=found.round_id)
    return found


def _in_state(objection_id: UUID, version: int, *states: ObjectionState) -> Objection:
    found = queries.locked(objection_id)
    if found.state not in states:
        raise ObjectionRefused(state=found.state.value)
    if found.version != version:
        raise StaleVersion()
    return found


def _involved(found: Objection) -> set[UUID | None]:
    """Return who may neither work nor decide a case: whoever raised it, and the team it is about."""
    facts = conflict_facts([found.entry_id])
    return {found.objector_id, *(member for one in facts for member in one.member_user_ids)}


def _tell(found: Objection, code: str, round_: RoundView, **more: object) -> None:
    notify(
        recipients=[found.objector_id],
        code=code,
        once_key=f"{code}:{found.id}:{found.version}",
        params={"number": found.number, "round": round_.name.as_dict(), **more},
        link=f"/objections/{found.id}",
    )


def issue_final_list(*, actor: Actor, round_id: UUID) -> int:
    """Make the published list final after the publicity period, when no objection is open; return how many are told.

    Pressed twice, the second time is refused. Whoever is tied to an entry does not issue it: what stands in the way
    would tell that somebody objects. Raises NotFinal, TiedToEntry.
    """
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.FINALISE, round_)
    ensure_impartial(actor, round_)
    publication = publications.locked(round_id)
    now = clock.now()
    missing = [
        code
        for code, stands in (
            ("already", publication.finalised_at is not None),
            ("publicity", now < publication.ends_at),
            ("objections", queries.open_count(round_id) > 0),
            ("vacancies", bool(vacancies(round_))),
        )
        if stands
    ]
    if missing:
        raise NotFinal(missing=missing)
    publication.finalised_at, publication.finalised_by = now, actor.user_id
    make_final(actor=actor, source=source_of(round_id), moment=now)
    told = notify_all(_final_notices(round_))
    audit.record(actor, "round.final", publication, round=round_id, told=told)
    return told


def _final_notices(round_: RoundView) -> list[Draft]:
    lines = [line for line in fixed(round_.id) if line.outcome in WINNING]
    people = {one.entry_id: one.member_user_ids for one in conflict_facts([line.entry.id for line in lines])}
    return [
        Draft(
            recipients=sorted(people.get(line.entry.id, ())),
            code="results.final",
            once_key=f"results_final:{round_.id}:{line.entry.id}",
            params={
                "project": line.entry.title.as_dict(),
                "round": round_.name.as_dict(),
                "outcome": term(line.outcome),
            },
            link=f"/projects/{line.entry.subject_id}",
        )
        for line in lines
    ]
