"""Entries as they are compared: five statements however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.accounts.queries import all_emails, all_phones
from contest.duplicates.domain.comparing import LANGUAGES, Compared, Person
from contest.duplicates.domain.keys import contact_key, ip_numbers, name_keys
from contest.kernel.db import db
from contest.projects.domain import ProjectState
from contest.projects.models import Answer, Project, ProjectFile
from contest.seasons.domain import SeasonState
from contest.seasons.models import Season
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember

# Who somebody is or was is no description of the project.
NOT_PROSE = frozenset({"awards", "public_funding", "needs_detail", "team_roles"})
# A model reads about 800 Chinese characters: what tells one project from another comes first.
SHARES = (("problem", 150), ("solution", 250), ("technology", 250), ("market", 120))
ENGLISH_SHARE = 2.5


def compared(project_ids: Collection[UUID]) -> dict[UUID, Compared]:
    """Return the entries among `project_ids` that are handed in, as they stand now."""
    projects = (
        db.session.execute(
            select(Project).where(Project.id.in_(list(project_ids)), Project.state == ProjectState.SUBMITTED)
        )
        .scalars()
        .all()
    )
    ids = [project.id for project in projects]
    answers, files = _answers(ids), _files(ids)
    people = _people({project.team_id for project in projects})
    return {
        project.id: _compared(
            project, answers.get(project.id, {}), people.get(project.team_id, ()), files.get(project.id, ())
        )
        for project in projects
    }


def _compared(
    project: Project, answers: Mapping[str, Any], people: Iterable[Person], files: Iterable[str]
) -> Compared:
    texts, passages = {}, {}
    for language in LANGUAGES:
        intro = getattr(project.intro, language)
        said = {code: _in(value, language) for code, value in answers.items() if code not in NOT_PROSE}
        texts[language] = "\n".join(part for part in (intro, *said.values()) if part)
        passages[language] = _passage(intro, project.keywords, said, language)
    return Compared(
        project_id=project.id,
        season_id=project.season_id,
        credit_code=project.credit_code or "",
        people=tuple(people),
        ip_numbers=ip_numbers(_values(answers)),
        files=frozenset(files),
        company_names=name_keys(project.company_name),
        names=name_keys(project.name),
        texts=texts,
        passages={language: text for language, text in passages.items() if text},
    )


def _passage(intro: str, keywords: Sequence[str], said: Mapping[str, str], language: str) -> str:
    share = ENGLISH_SHARE if language == "en" else 1
    parts = [intro, *(said.get(code, "")[: int(limit * share)] for code, limit in SHARES)]
    written = [part for part in parts if part]
    if not written:
        return ""
    return "\n".join([*written[:1], " ".join(keywords), *written[1:]]) if keywords else "\n".join(written)


def _in(value: Any, language: str) -> str:
    """Return what an answer says in a language; numbers, dates and codes say nothing."""
    if isinstance(value, Mapping):
        return str(value.get(language) or "")
    return ""


def _values(answers: Mapping[str, Any]) -> Iterable[Any]:
    for value in answers.values():
        if isinstance(value, Mapping):
            yield from (value.get(language) or "" for language in LANGUAGES)
        else:
            yield value


def _answers(project_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = db.session.execute(
        select(Answer.project_id, Answer.field, Answer.value, Answer.data)
        .where(Answer.project_id.in_(project_ids))
        .order_by(Answer.project_id, Answer.field)
    )
    found: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        found[row.project_id][row.field] = row.value.as_dict() if row.data is None else row.data
    return found


def _files(project_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    rows = db.session.execute(
        select(ProjectFile.project_id, ProjectFile.sha256).where(
            ProjectFile.project_id.in_(project_ids), ProjectFile.replaced_at.is_(None)
        )
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        found[row.project_id].append(row.sha256)
    return found


def _people(team_ids: Collection[UUID]) -> dict[UUID, list[Person]]:
    """Return the people of teams with every address and number they are known by, proved or not."""
    rows = db.session.execute(
        select(
            TeamMember.team_id,
            TeamMember.role,
            User.id,
            User.email,
            User.phone,
            all_emails(User.id).label("addresses"),
            all_phones(User.id).label("numbers"),
        )
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.team_id.in_(list(team_ids)))
        .order_by(TeamMember.team_id, TeamMember.position, TeamMember.id)
    )
    found: dict[UUID, list[Person]] = defaultdict(list)
    for row in rows:
        contacts = (row.email, row.phone, *(row.addresses or ()), *(row.numbers or ()))
        marks = {str(row.id), *(contact_key(contact) for contact in contacts if contact)}
        found[row.team_id].append(Person(frozenset(marks - {""}), row.role is TeamRole.LEADER))
    return found


def handed_in_after(season_id: UUID, after: UUID | None, limit: int) -> list[UUID]:
    """Return up to `limit` entries of a season that are handed in, in the order of their keys."""
    query = (
        select(Project.id)
        .where(Project.season_id == season_id, Project.state == ProjectState.SUBMITTED)
        .order_by(Project.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(Project.id > after)
    return list(db.session.execute(query).scalars())


def seasons_to_watch() -> list[UUID]:
    """Return the seasons whose entries are compared every night: the open ones."""
    query = select(Season.id).where(Season.state == SeasonState.OPEN).order_by(Season.year, Season.id)
    return list(db.session.execute(query).scalars())
