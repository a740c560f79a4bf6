"""Whose a project is, in words: what a blind reader must not see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.accounts.queries import all_emails
from contest.kernel.db import db
from contest.organisations.models import Organisation
from contest.projects.models import Project
from contest.teams.models import Team, TeamMember


def names_of(project_ids: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """Return the names of each project's team, company and people, and their addresses; two statements."""
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    query = (
        select(
            Project.id,
            Project.company_name,
            Project.credit_code,
            Team.name,
            Organisation.name.label("employer"),
        )
        .join(Team, Team.id == Project.team_id)
        .outerjoin(Organisation, Organisation.id == Team.organisation_id)
        .where(Project.id.in_(project_ids))
    )
    for row in db.session.execute(query):
        found[row.id] |= {row.credit_code or ""}
        for text in (row.company_name, row.name, row.employer):
            found[row.id] |= {text.zh, text.en} if text else set()
    people = (
        select(Project.id, User.name, User.name_en, User.email, all_emails(User.id).label("addresses"))
        .join(TeamMember, TeamMember.team_id == Project.team_id)
        .join(User, User.id == TeamMember.user_id)
        .where(Project.id.in_(project_ids))
    )
    for row in db.session.execute(people):
        found[row.id] |= {row.name, row.name_en, row.email, *(row.addresses or ())}
    return {key: frozenset(names - {""}) for key, names in found.items()}
