"""What a reader may learn nothing about: the judging of whatever the reader is tied to.

The rule of judges (domain.md §8.3), held for everybody who reads about judging: an organiser on the team, an officer
of its employer. One person's few ties are looked for from the person's side, then weighed by the same rule as a
judge's; a contact counts here only if the team has proved it, because otherwise a team could shut out the whole
office by claiming its addresses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, union

from contest.accounts.models import User, UserEmail, UserPhone, phone_index
from contest.bases.models import HaijuBase
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.ties import Veil, ties, veils
from contest.organisations.models import Membership, Organisation
from contest.projects.models import Project
from contest.teams.models import Team, TeamMember
from judging.conflicts.domain import JudgeFacts, TiedToEntry, conflicts
from judging.conflicts.queries.facts import item_facts, person_facts
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, entries_of_round
from judging.rounds.queries.outside import ASSIGNMENTS

GMAIL = ("@gmail.com", "@googlemail.com")


def tied_subjects(actor: Actor) -> frozenset[UUID]:
    """Return the projects the actor is tied to, whatever their season; two statements for whoever is tied to none."""
    if actor.user_id is None:
        return frozenset()
    person = person_facts(actor.user_id)
    about = {row.id: row.subject_id for row in db.session.execute(_entries_near(person))}  # entry -> subject
    found = (
        {one.item_id for one in conflicts([person], map(_proved, item_facts(list(about))))} if about else ()
    )
    told = {tie.subject for tie in ties.between([actor.user_id])}
    return frozenset(about[entry_id] for entry_id in found) | person.declared | person.kin | told


def _proved(item: Any) -> Any:
    return replace(item, emails=item.emails - item.unproved, phones=item.phones - item.unproved)


def _entries_near(person: JudgeFacts) -> Any:
    """Return the query of the entries of every project the person may be tied to (a few more than are)."""
    mine = select(Membership.organisation_id).where(Membership.user_id == person.person)
    colleagues = select(Membership.user_id).where(Membership.organisation_id.in_(mine))
    known = or_(
        TeamMember.user_id == person.person,
        TeamMember.user_id.in_(colleagues),
        TeamMember.user_id.in_(_people_at(person)),
    )
    codes = select(Organisation.credit_code).where(Organisation.id.in_(mine), Organisation.credit_code != "")
    bases = select(HaijuBase.id).where(HaijuBase.organisation_id.in_(mine))
    near = union(
        select(Project.id).where(Project.team_id.in_(select(TeamMember.team_id).where(known))),
        select(Project.id).join(Team, Team.id == Project.team_id).where(Team.organisation_id.in_(mine)),
        select(Project.id).where(Project.credit_code.in_(codes)),
        select(Entry.subject_id).where(Entry.base_id.in_(bases)),
    ).subquery()
    return select(Entry.id, Entry.subject_id).where(Entry.subject_id.in_(select(near.c[0])))


def _people_at(person: JudgeFacts) -> Any:
    """Return the query of accounts that have proved an address or a number of the person."""
    boxes = {_plain(email) for email in person.emails}
    numbers = [phone_index(phone) for phone in person.phones]
    return union(
        select(User.id).where(User.email_verified_at.is_not(None), _plain_column(User.email).in_(boxes)),
        select(UserEmail.user_id).where(
            UserEmail.verified_at.is_not(None), _plain_column(UserEmail.email).in_(boxes)
        ),
        select(UserPhone.user_id).where(
            UserPhone.verified_at.is_not(None), UserPhone.number_index.in_(numbers)
        ),
    )


def _plain(email: str) -> str:
    """Return a normalised address without what some hosts ignore: the rule itself is asked afterwards."""
    local, _at, host = email.rpartition("@")
    return f"{local.replace('.', '')}@{host}"


def _plain_column(address: Any) -> Any:
    local = func.replace(func.split_part(func.split_part(address, "@", 1), "+", 1), ".", "")
    host = func.split_part(address, "@", 2)
    return local + "@" + func.replace(host, "googlemail.com", "gmail.com")


def hidden_entries(actor: Actor, round_: RoundView | Round) -> frozenset[UUID]:
    """Return the entries of a round whose judges, sheets and progress the actor may not see, ever."""
    tied = veils.subjects(actor)
    return (
        frozenset(entry.id for entry in entries_of_round(round_) if entry.subject_id in tied)
        if tied
        else tied
    )


def hidden_tracks(actor: Actor, round_: RoundView) -> frozenset[str]:
    """Return the tracks whose ranking the actor may not see before it is public: one place tells of another."""
    tied = frozenset() if round_.is_public else veils.subjects(actor)
    if not tied:
        return frozenset()
    return frozenset(entry.track_code for entry in entries_of_round(round_) if entry.subject_id in tied)


def ensure_impartial(actor: Actor, round_: RoundView | Round) -> None:
    """Raise TiedToEntry if the actor is tied to any entry of the round: panels and decisions are a colleague's."""
    if hidden_entries(actor, round_):
        raise TiedToEntry()


def ensure_untied(actor: Actor, subject_id: UUID) -> None:
    """Raise TiedToEntry if the actor is tied to what an entry is about."""
    if subject_id in veils.subjects(actor):
        raise TiedToEntry()


def hidden_objects(actor: Actor) -> frozenset[UUID]:
    """Return what the actor may not read the history of: the assignments and sheets of what the actor is tied to.

    And the rounds that judge it, until they are public: their events count what was assigned and decided.
    """
    tied = veils.subjects(actor)
    if not tied:
        return frozenset()
    of_tied = ASSIGNMENTS.join(Entry, Entry.id == ASSIGNMENTS.c.entry_id)
    assigned = select(ASSIGNMENTS.c.id).select_from(of_tied).where(Entry.subject_id.in_(tied))
    judged = select(Round.id).where(
        Round.state != RoundState.PUBLISHED,
        select(Entry.id)
        .where(
            Entry.subject_id.in_(tied),
            Entry.season_id == Round.season_id,
            Entry.stage_code == Round.stage_code,
        )
        .exists(),
    )
    return frozenset(db.session.execute(union(assigned, judged)).scalars())


VEIL = Veil(subjects=tied_subjects, objects=hidden_objects)
