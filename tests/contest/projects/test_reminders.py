"""Teams are reminded of drafts: 7, 3 and 1 days before the deadline, each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from contest.kernel.db import db
from contest.mail.models import Letter
from contest.mail.tasks import send
from contest.notices.models import Notice
from contest.projects import tasks
from contest.projects.domain import ProjectState
from contest.projects.domain.reminding import DAYS_BEFORE, due_reminder
from contest.projects.models import Project
from contest.seasons.domain import WindowKind
from contest.seasons.models import Window
from contest.teams.models import Team
from tests import factories

CLOSES = datetime(2026, 9, 1, 16, tzinfo=UTC)
LONG_AGO = CLOSES - timedelta(days=60)


@pytest.mark.parametrize(
    ("before", "days"),
    [
        (timedelta(days=7, seconds=1), None),
        (timedelta(days=7), 7),
        (timedelta(days=3, seconds=1), 7),
        (timedelta(days=3), 3),
        (timedelta(days=1), 1),
        (timedelta(seconds=1), 1),
        (timedelta(0), None),
        (timedelta(days=-1), None),
    ],
)
def test_a_reminder_is_due_from_its_day_to_the_next_one(before: timedelta, days: int | None) -> None:
    assert due_reminder(CLOSES, LONG_AGO, CLOSES - before) == days


@given(
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=10)),
    st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=10)),
)
@settings(max_examples=100, derandomize=True)
def test_nobody_is_reminded_of_a_day_before_the_draft_began(age: timedelta, left: timedelta) -> None:
    now = CLOSES - left
    days = due_reminder(CLOSES, now - age, now)
    if days is not None:
        assert days in DAYS_BEFORE
        assert now - age <= CLOSES - timedelta(days=days) <= now


def work() -> None:
    """Tick, and do what it deferred."""
    tasks.remind_unfinished()
    jobs = text("DELETE FROM procrastinate_jobs WHERE task_name = 'projects.remind' RETURNING args")
    for args in db.session.execute(jobs).scalars().all():
        tasks.remind(**args)


def close_in(season: Any, left: timedelta) -> None:
    db.session.execute(
        update(Window)
        .where(Window.season_id == season.id, Window.kind == WindowKind.SUBMISSION)
        .values(opens_at=datetime.now(UTC) - timedelta(days=40), closes_at=datetime.now(UTC) + left)
    )
    db.session.flush()


def a_draft(season: Any, leader: Any, **more: Any) -> Project:
    made = {"created_at": datetime.now(UTC) - timedelta(days=30), **more}
    return factories.a_project(season, factories.a_team(leader), **made)


def told(person: Any) -> list[str]:
    query = select(Notice.code).where(Notice.user_id == person.id, Notice.superseded_at.is_(None))
    return list(db.session.execute(query.order_by(Notice.id)).scalars())


def test_members_are_reminded_once_per_day_of_reminding_with_what_is_missing(session: Any) -> None:
    season = factories.a_season()
    leader, member = factories.a_user(locale="en"), factories.a_user()
    project = a_draft(season, leader)
    factories.a_member(session.get_one(Team, project.team_id), member)
    close_in(season, timedelta(days=6))
    for _tick in range(2):
        work()
    assert told(leader) == told(member) == ["project.unfinished"]
    letter = session.execute(select(Letter).where(Letter.recipient == leader.email)).scalar_one()
    send(str(letter.id))
    assert letter.subject is not None
    assert letter.subject.startswith(f"“{project.name.en}” is not handed in yet: the deadline is")
    assert "(Shanghai time)" in letter.subject
    assert letter.text is not None
    assert "Business plan" in letter.text


def test_a_deadline_that_moves_is_reminded_of_anew(session: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    a_draft(season, leader)
    close_in(season, timedelta(days=2))
    work()
    close_in(season, timedelta(hours=20))
    work()
    assert told(leader) == ["project.unfinished"]
    everything = session.execute(select(Notice.superseded_at).order_by(Notice.id)).scalars().all()
    assert [at is not None for at in everything] == [True, False], (
        "the later one takes the earlier one's place"
    )


def test_what_is_handed_in_withdrawn_or_new_is_left_alone(session: Any) -> None:
    season = factories.a_season()
    people = [factories.a_user() for _ in range(4)]
    a_draft(season, people[0], state=ProjectState.WITHDRAWN)
    factories.a_project(season, factories.a_team(people[1]), submitted=True)
    a_draft(season, people[2], created_at=datetime.now(UTC))
    late = a_draft(season, people[3])
    close_in(season, timedelta(days=6))
    tasks.remind_unfinished()
    args = session.execute(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = 'projects.remind'")
    ).scalar_one()
    late.state, late.withdrawn_at = ProjectState.WITHDRAWN, datetime.now(UTC)
    session.flush()
    tasks.remind(**args)
    assert [told(person) for person in people] == [[], [], [], []]


def test_a_draft_with_everything_is_told_that_it_only_has_to_be_handed_in(session: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(season, leader, created_at=datetime.now(UTC) - timedelta(days=30))
    close_in(season, timedelta(hours=5))
    work()
    assert told(leader) == ["project.complete"]
    (params,) = session.execute(select(Notice.params)).scalars().all()
    assert (params["missing"], params["project"]) == ([], project.name.as_dict())
