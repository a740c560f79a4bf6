"""Letters of events have a notice beside them, in the application and once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.mail.models import Letter
from contest.nominations import services as nominations
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects import services as projects
from contest.teams import services as teams
from tests import factories


def told(person: Any) -> list[tuple[str, bool]]:
    """Return the codes a person was told, and whether each still holds."""
    rows = db.session.execute(
        select(Notice.code, Notice.superseded_at).where(Notice.user_id == person.id).order_by(Notice.id)
    )
    return [(code, at is None) for code, at in rows]


def letters(person: Any) -> list[tuple[str, bool]]:
    """Return the templates of the letters to a person, and whether each is still to be sent."""
    rows = db.session.execute(
        select(Letter.template, Letter.cancelled_at)
        .where(Letter.recipient == person.email)
        .order_by(Letter.id)
    )
    return [(template, at is None) for template, at in rows]


def test_a_receipt_is_a_letter_and_a_notice_and_each_revision_its_own(session: Any, actor_of: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(season, leader)
    for _time in range(2):
        projects.submit(actor=actor_of(leader), project_id=project.id)
    assert (told(leader), letters(leader)) == ([("project.received", True)], [("project_receipt", True)])


def test_a_nomination_taken_back_cancels_what_was_not_sent(session: Any, actor_of: Any) -> None:
    season, manager, leader = factories.a_season(), factories.a_user(Role.BASE), factories.a_user()
    base = factories.a_base(manager)
    factories.a_slot_year(base)
    project = factories.a_project(season, factories.a_team(leader), submitted=True)
    made = nominations.nominate(actor=actor_of(manager), base_id=base.id, project_id=project.id)
    assert told(leader) == [("nomination.received", True)]
    nominations.withdraw(actor=actor_of(manager), nomination_id=made.id)
    session.expire_all()
    assert told(leader) == [("nomination.received", False), ("nomination.withdrawn", True)]
    assert letters(leader) == [("nomination", False), ("nomination", True)]


def test_leading_a_team_twice_is_told_twice(session: Any, actor_of: Any) -> None:
    first, second = factories.a_user(), factories.a_user()
    team = teams.create_team(actor=actor_of(first), name=LocalizedText("星河", "Galaxy"))
    factories.a_member(team, second)
    for old, new in ((first, second), (second, first), (first, second)):
        teams.hand_over(actor=actor_of(old), team_id=team.id, user_id=new.id)
    assert told(second) == [("team.leadership", True)] * 2
    assert letters(second) == [("team_leadership", True)] * 2
