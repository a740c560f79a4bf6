"""What conflicts of interest between judges and entries are found from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from contest.accounts.models import User, UserEmail, UserPhone
from contest.entries.domain import EntryKind
from contest.entries.models import Entry
from contest.kernel.columns import one_of
from contest.kernel.db import db
from contest.kernel.paging import AnySelect
from contest.organisations.models import Membership, Organisation
from contest.projects.models import Project
from contest.teams.models import Team, TeamMember

KEPT_FACTS = 1024  # entries whose facts a process keeps read: a round's, some kilobytes each
KEPT_NUMBERS = 4096  # a judge's desk compares the same hundreds of telephones again and again


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What conflicts of interest are found from. E-mails are lower case, phones digits only.

    Every address and number a member is known by counts, proved or not; `unproved` are those nobody has proved.

    `organisation_ids`: the team's, its members' and the one with the project's credit code.
    `base_ids`: the bases that brought the project into the contest.
    """

    entry_id: UUID
    subject_id: UUID
    organisation_ids: frozenset[UUID]
    base_ids: frozenset[UUID]
    member_user_ids: frozenset[UUID]
    emails: frozenset[str]
    phones: frozenset[str]
    unproved: frozenset[str] = frozenset()


def conflict_rows() -> tuple[AnySelect, AnySelect]:
    """Return the queries of all that the facts of entries (`entry_ids`) are made from, for a stamp of them."""
    behind = _subjects().subquery("behind")
    return _subjects(), _people().where(TeamMember.team_id.in_(select(behind.c.team_id)))


def conflict_facts(entry_ids: Sequence[UUID]) -> list[EntryFacts]:
    """Return the facts of each entry, in the order asked, in two statements however many there are."""
    rows = db.session.execute(_subjects(), {"entry_ids": list(entry_ids)}).all()
    people: defaultdict[UUID | None, list[tuple[Any, ...]]] = defaultdict(list)
    team_ids = [row.team_id for row in rows if row.team_id is not None]
    for row in db.session.execute(_people_of_teams(), {"team_ids": team_ids}):
        people[row[0]].append(tuple(row[1:]))
    facts = {
        row.id: _facts(
            row.id,
            row.subject_id,
            (row.organisation_id, row.by_code),
            tuple(row.bases or ()),
            tuple(people[row.team_id]),
        )
        for row in rows
    }
    return [facts[entry_id] for entry_id in entry_ids if entry_id in facts]


@dataclass(slots=True)
class _People:
    """What is known of the members of one team. `typed` and `proved` are (member, digits of a number)."""

    user_ids: set[UUID] = field(default_factory=set)
    organisation_ids: set[UUID] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    doubtful: set[str] = field(default_factory=set)
    typed: set[tuple[UUID, str]] = field(default_factory=set)
    proved: set[tuple[UUID, str]] = field(default_factory=set)

    def add(
        self,
        user_id: UUID,
        email: str,
        email_proved: bool,
        phone: str,
        further_email: str | None,
        further_email_proved: bool,
        number: str | None,
        number_proved: bool,
        organisation_id: UUID | None,
    ) -> None:
        """Take in one row of _people; a person with two numbers comes twice."""
        self.user_ids.add(user_id)
        if organisation_id is not None:
            self.organisation_ids.add(organisation_id)
        self._reached_by(email, proved=email_proved)
        if further_email:
            self._reached_by(further_email, proved=further_email_proved)
        if phone:  # as typed: nobody sent a code there
            self.typed.add((user_id, _digits(phone)))
        if number:
            self.phones.add(_digits(number))
            if number_proved:
                self.proved.add((user_id, _digits(number)))
            else:
                self.doubtful.add(_digits(number))

    def _reached_by(self, email: str, *, proved: bool) -> None:
        self.emails.add(email)
        if not proved:
            self.doubtful.add(email)


@lru_cache(maxsize=KEPT_NUMBERS)
def _digits(number: str) -> str:
    return "".join(filter(str.isdigit, number))


@lru_cache(maxsize=KEPT_FACTS)
def _facts(
    entry_id: UUID,
    subject_id: UUID,
    organisations: tuple[UUID | None, ...],
    bases: tuple[UUID, ...],
    rows: tuple[tuple[Any, ...], ...],
) -> EntryFacts:
    """Return the facts that these rows hold. Kept by the rows themselves: read anew, compared as before."""
    people = _People()
    for row in rows:
        people.add(*row)
    typed = {digits for _, digits in people.typed}
    unshown = {digits for _, digits in people.typed - people.proved}
    return EntryFacts(
        entry_id=entry_id,
        subject_id=subject_id,
        organisation_ids=frozenset(
            people.organisation_ids | {one for one in organisations if one is not None}
        ),
        base_ids=frozenset(bases),
        member_user_ids=frozenset(people.user_ids),
        emails=frozenset(people.emails),
        phones=frozenset((people.phones | typed) - {""}),
        unproved=frozenset((people.doubtful | unshown) - {""}),
    )


@cache
def _subjects() -> AnySelect:
    """Return the query of what is behind entries (`entry_ids`). Built once: a judge's desk asks it every time."""
    by_code = select(Organisation.id).where(
        Organisation.credit_code == Project.credit_code, Organisation.credit_code != ""
    )
    other = aliased(Entry)
    bases = select(func.array_agg(other.base_id.distinct())).where(
        other.subject_id == Entry.subject_id, other.base_id.is_not(None)
    )
    query: AnySelect = (
        select(
            Entry.id,
            Entry.subject_id,
            Project.team_id,
            Team.organisation_id,
            by_code.correlate(Project).scalar_subquery().label("by_code"),
            bases.correlate(Entry).scalar_subquery().label("bases"),
        )
        # What is not a project has no team; it can still be declared a conflict with.
        .outerjoin(Project, (Project.id == Entry.subject_id) & (Entry.kind == EntryKind.PROJECT))
        .outerjoin(Team, Team.id == Project.team_id)
        .where(Entry.id == one_of("entry_ids"))
    )
    return query


@cache
def _people_of_teams() -> AnySelect:
    return _people().where(TeamMember.team_id == one_of("team_ids"))


def _people() -> AnySelect:
    """Return the query of the members of teams, a row for each combination of what is known of one.

    Joined rather than collected by a sub-query for each person: a third of the time, and few have more than one row.
    """
    query: AnySelect = (
        select(
            TeamMember.team_id,
            TeamMember.user_id,
            User.email,
            User.email_verified_at.is_not(None),
            User.phone,
            UserEmail.email,
            UserEmail.verified_at.is_not(None),
            UserPhone.number,
            UserPhone.verified_at.is_not(None),
            Membership.organisation_id,
        )
        .join(User, User.id == TeamMember.user_id)
        .outerjoin(UserEmail, UserEmail.user_id == User.id)
        .outerjoin(UserPhone, UserPhone.user_id == User.id)
        .outerjoin(Membership, Membership.user_id == User.id)
    )
    return query
