"""Reads about entries, for rounds and for whoever enters and advances them. The caller decides who may ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.accounts.models import User
from contest.entries.domain import EntryKind, EntrySource, EntryState, judged_text
from contest.entries.models import Entry
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.organisations.models import Membership, Organisation
from contest.projects.models import Project, Submission
from contest.projects.queries import answers_of, values_of
from contest.seasons.domain import StageCode
from contest.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class EntryView:
    """One subject in one stage."""

    id: UUID
    season_id: UUID
    stage_code: StageCode
    kind: EntryKind
    subject_id: UUID
    number: str
    title: LocalizedText
    track_code: str
    group_code: str
    zone_code: str
    source: EntrySource
    state: EntryState
    base_id: UUID | None
    submission_id: UUID | None


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """What conflicts of interest are found from. E-mails are lower case, phones digits only.

    `organisation_ids`: the team's, its members' and the one with the project's credit code.
    `base_ids`: the bases that brought the project into the contest.
    """

    entry_id: UUID
    organisation_ids: frozenset[UUID]
    base_ids: frozenset[UUID]
    member_user_ids: frozenset[UUID]
    emails: frozenset[str]
    phones: frozenset[str]


def entries_of(
    season_id: UUID,
    stage_code: StageCode,
    *,
    track_code: str | None = None,
    group_code: str | None = None,
    zone_code: str | None = None,
    states: Sequence[EntryState] = (EntryState.ACTIVE,),
) -> list[EntryView]:
    """Return the entries of a stage, by default those still judged, in the order of their numbers."""
    query = select(Entry).where(
        Entry.season_id == season_id, Entry.stage_code == stage_code, Entry.state.in_(states)
    )
    wanted = ((Entry.track_code, track_code), (Entry.group_code, group_code), (Entry.zone_code, zone_code))
    query = query.where(*(column == value for column, value in wanted if value is not None))
    rows = db.session.execute(query.order_by(Entry.number, Entry.id)).scalars()
    return [view_of(row) for row in rows]


def get_entry(entry_id: UUID) -> EntryView:
    """Return an entry; raise NotFound."""
    row = db.session.get(Entry, entry_id)
    if row is None:
        raise NotFound(kind="entry")
    return view_of(row)


def find_entries(entry_ids: Sequence[UUID]) -> dict[UUID, EntryView]:
    """Return the entries that exist of those asked for, by their keys."""
    rows = db.session.execute(select(Entry).where(Entry.id.in_(entry_ids))).scalars()
    return {row.id: view_of(row) for row in rows}


def entries_of_subject(subject_id: UUID) -> list[EntryView]:
    """Return the stages a project is or was in, in the order in which it got there."""
    rows = db.session.execute(
        select(Entry).where(Entry.subject_id == subject_id).order_by(Entry.created_at, Entry.id)
    ).scalars()
    return [view_of(row) for row in rows]


def counts_of_stage(season_id: UUID, stage_code: StageCode) -> dict[str, int]:
    """Return track -> number of entries still judged."""
    rows = db.session.execute(
        select(Entry.track_code, func.count())
        .where(Entry.season_id == season_id, Entry.stage_code == stage_code, Entry.state == EntryState.ACTIVE)
        .group_by(Entry.track_code)
    )
    return {row[0]: row[1] for row in rows}


def view_of(row: Entry) -> EntryView:
    """Return the read model of a row."""
    return EntryView(
        id=row.id,
        season_id=row.season_id,
        stage_code=row.stage_code,
        kind=row.kind,
        subject_id=row.subject_id,
        number=row.number,
        title=row.title,
        track_code=row.track_code,
        group_code=row.group_code,
        zone_code=row.zone_code,
        source=row.source,
        state=row.state,
        base_id=row.base_id,
        submission_id=row.submission_id,
    )


def conflict_facts(entry_ids: Sequence[UUID]) -> list[EntryFacts]:
    """Return the facts of each entry, in the order asked, in four statements however many there are."""
    rows = db.session.execute(
        select(Entry.id, Entry.subject_id, Project.team_id, Team.organisation_id, Project.credit_code)
        .join(Project, Project.id == Entry.subject_id)
        .join(Team, Team.id == Project.team_id)
        .where(Entry.id.in_(entry_ids), Entry.kind == EntryKind.PROJECT)
    ).all()
    people = _people({row.team_id for row in rows})
    by_code = _organisations_by_code({row.credit_code for row in rows if row.credit_code})
    bases = _bases({row.subject_id for row in rows})
    facts = {
        row.id: _facts(row, people.get(row.team_id, []), by_code, bases.get(row.subject_id, frozenset()))
        for row in rows
    }
    return [facts[entry_id] for entry_id in entry_ids if entry_id in facts]


def _facts(row: Any, people: list[Any], by_code: dict[str, UUID], bases: frozenset[UUID]) -> EntryFacts:
    organisations = {organisation for person in people for organisation in person.organisations or ()}
    organisations |= {found for found in (row.organisation_id, by_code.get(row.credit_code)) if found}
    phones = {"".join(c for c in person.phone if c.isdigit()) for person in people}
    return EntryFacts(
        entry_id=row.id,
        organisation_ids=frozenset(organisations),
        base_ids=bases,
        member_user_ids=frozenset(person.user_id for person in people),
        emails=frozenset(person.email for person in people),
        phones=frozenset(phones - {""}),
    )


def _people(team_ids: set[UUID]) -> dict[UUID, list[Any]]:
    organisations = (
        select(func.array_agg(Membership.organisation_id))
        .where(Membership.user_id == TeamMember.user_id)
        .correlate(TeamMember)
        .scalar_subquery()
    )
    found: dict[UUID, list[Any]] = {}
    rows = db.session.execute(
        select(
            TeamMember.team_id,
            TeamMember.user_id,
            User.email,
            User.phone,
            organisations.label("organisations"),
        )
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.team_id.in_(team_ids))
    )
    for row in rows:
        found.setdefault(row.team_id, []).append(row)
    return found


def _organisations_by_code(codes: set[str]) -> dict[str, UUID]:
    rows = db.session.execute(
        select(Organisation.credit_code, Organisation.id).where(Organisation.credit_code.in_(codes))
    )
    return {code: key for code, key in rows if code is not None}


def _bases(subject_ids: set[UUID]) -> dict[UUID, frozenset[UUID]]:
    rows = db.session.execute(
        select(Entry.subject_id, func.array_agg(Entry.base_id.distinct()))
        .where(Entry.subject_id.in_(subject_ids), Entry.base_id.is_not(None))
        .group_by(Entry.subject_id)
    )
    return {subject: frozenset(base for base in bases if base is not None) for subject, bases in rows}


def texts_of(entry_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the text that says what each entry is about, in both languages, for matching expertise.

    What was handed in counts; where nothing was frozen (imported projects), the project as it stands.
    """
    rows = db.session.execute(
        select(Entry.id, Project, Submission.content)
        .join(Project, Project.id == Entry.subject_id)
        .outerjoin(Submission, Submission.id == Entry.submission_id)
        .where(Entry.id.in_(entry_ids), Entry.kind == EntryKind.PROJECT)
    ).all()
    unfrozen = [project.id for _, project, content in rows if not (content or {}).get("fields")]
    answers = answers_of(unfrozen)
    return {
        entry_id: judged_text(
            (content or {}).get("fields") or values_of(project, answers.get(project.id, {}))
        )
        for entry_id, project, content in rows
    }
