"""What teams are told of decisions, transfers and codes: one notice per version, a newer one cancels the older."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from contest.entries.models import Entry
from contest.kernel.db import db
from contest.notices.services import Draft
from contest.projects.models import Project
from contest.screening.domain import DecisionKind
from contest.screening.models import ScreeningDecision
from contest.teams.models import TeamMember

CODES = {
    DecisionKind.PASS: "screening.passed",
    DecisionKind.RETURN: "screening.returned",
    DecisionKind.REJECT: "screening.rejected",
}


def told_of(decisions: Sequence[ScreeningDecision]) -> list[Draft]:
    """Return the notices of decisions to everybody in their teams, in two statements however many there are."""
    rows = db.session.execute(
        select(Entry.id, Project)
        .join(Project, Project.id == Entry.subject_id)
        .where(Entry.id.in_([decision.entry_id for decision in decisions]))
    )
    projects = {row[0]: row[1] for row in rows}
    people = members_of({project.team_id for project in projects.values()})
    return [
        Draft(
            recipients=people.get(projects[decision.entry_id].team_id, ()),
            code=CODES[decision.kind],
            once_key=f"screening:{decision.entry_id}:{decision.version}",
            params={
                "project": projects[decision.entry_id].name.as_dict(),
                "reason": decision.reason,
                **({"until_at": decision.until.isoformat()} if decision.until else {}),
            },
            link=f"/projects/{projects[decision.entry_id].id}",
            supersedes=f"screening:{decision.entry_id}:",
        )
        for decision in decisions
    ]


def members_of(team_ids: set[UUID]) -> dict[UUID, list[UUID]]:
    """Return team -> the people in it."""
    found: dict[UUID, list[UUID]] = {}
    rows = db.session.execute(
        select(TeamMember.team_id, TeamMember.user_id).where(TeamMember.team_id.in_(team_ids))
    )
    for row in rows:
        found.setdefault(row.team_id, []).append(row.user_id)
    return found
