"""Entries at the formal check."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.projects.models import Project
from contest.projects.services import submit
from contest.screening.models import LateCode
from contest.seasons.domain import CheckDesk
from contest.seasons.models import CheckItem, Season, Window
from contest.teams.models import TeamMember

ITEMS = {"complete": CheckDesk.DISTRICT, "place": CheckDesk.DISTRICT, "readable": CheckDesk.OFFICE}


def check_items(season: Season) -> None:
    """Two questions for the district and one for the office."""
    for position, (code, desk) in enumerate(ITEMS.items()):
        name = LocalizedText(f"问题{code}", f"Question {code}")
        row = CheckItem(season_id=season.id, code=code, name=name, position=position, desk=desk)
        row.guidance = LocalizedText()
        db.session.add(row)
    db.session.flush()


def handed_in(project: Project) -> Entry:
    """Hand a ready project in through the service, as its leader would, and return its entry."""
    leader = db.session.query(TeamMember.user_id).filter_by(team_id=project.team_id, role="leader").scalar()
    submit(actor=replace(SYSTEM, user_id=leader), project_id=project.id)
    return db.session.query(Entry).filter_by(subject_id=project.id).one()


def close_submissions(season: Season, **ago: Any) -> None:
    """Move the end of every window of a season into the past."""
    ended = datetime.now(UTC) - timedelta(**(ago or {"hours": 1}))
    for window in db.session.query(Window).filter_by(season_id=season.id):
        window.opens_at, window.closes_at = ended - timedelta(days=30), ended
    db.session.flush()


def a_late_code(season: Season, **more: Any) -> LateCode:
    """An open code for an address."""
    values: dict[str, Any] = {
        "id": new_id(),
        "season_id": season.id,
        "email": "" if more.get("team_id") else "late@example.com",
        "reason": "网络故障",
        "until": datetime.now(UTC) + timedelta(days=2),
        **more,
    }
    code = LateCode(**values)
    db.session.add(code)
    db.session.flush()
    return code
