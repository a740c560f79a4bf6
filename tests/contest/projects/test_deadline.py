"""The last second: the database's clock decides, and the answer and the row agree."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, text

from contest.projects.domain.receipt import prefix
from contest.projects.models import Answer, Project, ProjectNumber, Submission
from contest.seasons.domain import WindowKind
from tests import factories

TEAMS = 6
QUEUE = 12  # who waits for a number


@pytest.mark.committed
def test_submits_around_the_last_millisecond_are_answered_as_they_are_stored(
    app: Flask, session: Any, bearer: Any
) -> None:
    """Several teams submit again and again across the closing moment, each changed in between by an autosave."""
    season = factories.a_season(windows=False)
    leaders = [factories.a_user() for _ in range(TEAMS)]
    projects = [factories.a_ready_project(season, leader).id for leader in leaders]
    headers = [bearer(leader) for leader in leaders]
    closes_at = datetime.now(UTC) + timedelta(seconds=3)
    factories.a_window(season, WindowKind.SUBMISSION, closes_at=closes_at)
    session.commit()
    start = Barrier(TEAMS)

    def press(number: int) -> list[tuple[str, int, str]]:
        client, answers = app.test_client(), []
        start.wait()
        for turn in range(400):
            seen = client.get(f"/api/v1/projects/{projects[number]}", headers=headers[number]).json
            saved = client.patch(
                f"/api/v1/projects/{projects[number]}",
                headers=headers[number],
                json={"version": seen["version"], "fields": {"market": {"zh": f"第{turn}版"}}},
            )
            answers.append(("save", saved.status_code, f"第{turn}版"))
            answer = client.post(f"/api/v1/projects/{projects[number]}/submit", headers=headers[number])
            answers.append(("submit", answer.status_code, answer.json.get("digest") or answer.json["code"]))
            # On a busy machine the last one before the deadline may be answered long after it.
            if answer.status_code != 201 and datetime.now(UTC) > closes_at + timedelta(seconds=0.2):
                break
        return answers

    with ThreadPoolExecutor(TEAMS) as pool:
        answers = list(pool.map(press, range(TEAMS)))

    session.rollback()
    for number, project_id in enumerate(projects):
        rows = session.execute(select(Submission).where(Submission.project_id == project_id)).scalars().all()
        submits = [answer for answer in answers[number] if answer[0] == "submit"]
        accepted = {answer[2] for answer in submits if answer[1] == 201}
        assert accepted == {row.digest for row in rows}
        assert all(row.submitted_at < closes_at for row in rows)
        assert {answer[2] for answer in submits if answer[1] != 201} == {"window_closed"}
        assert {answer[1] for answer in answers[number]} == {200, 201, 409}
        last_saved = [answer[2] for answer in answers[number] if answer[:2] == ("save", 200)][-1]
        market = session.get_one(Answer, (project_id, "market")).value
        assert market.zh == last_saved


@pytest.mark.committed
def test_who_waits_for_the_lock_past_the_deadline_is_refused(app: Flask, session: Any, bearer: Any) -> None:
    season, leader = factories.a_season(windows=False), factories.a_user()
    project_id = factories.a_ready_project(season, leader).id
    headers = bearer(leader)
    closes_at = datetime.now(UTC) + timedelta(seconds=0.6)
    factories.a_window(season, WindowKind.SUBMISSION, closes_at=closes_at)
    session.commit()
    session.execute(select(Project.id).where(Project.id == project_id).with_for_update())
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            lambda: app.test_client().post(f"/api/v1/projects/{project_id}/submit", headers=headers)
        )
        while datetime.now(UTC) < closes_at:
            time.sleep(0.02)
        assert not waiting.done()
        session.rollback()
        answer = waiting.result()
    assert (answer.status_code, answer.json["code"]) == (409, "window_closed")
    assert session.execute(select(Submission)).scalars().all() == []


@pytest.mark.committed
def test_many_first_submissions_at_once_get_different_numbers(app: Flask, session: Any, bearer: Any) -> None:
    season = factories.a_season()
    leaders = [factories.a_user() for _ in range(TEAMS)]
    projects = [factories.a_ready_project(season, leader).id for leader in leaders]
    headers = [bearer(leader) for leader in leaders]
    session.commit()
    start = Barrier(TEAMS)

    def press(number: int) -> str:
        start.wait()
        answer = app.test_client().post(
            f"/api/v1/projects/{projects[number]}/submit", headers=headers[number]
        )
        return str(answer.json["number"])

    with ThreadPoolExecutor(TEAMS) as pool:
        numbers = list(pool.map(press, range(TEAMS)))
    assert sorted(numbers) == [f"HJ26-{count:06d}" for count in range(1, TEAMS + 1)]


@pytest.mark.committed
def test_a_leader_with_two_projects_submitted_at_once_enters_with_one(
    app: Flask, session: Any, bearer: Any
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    projects = [factories.a_ready_project(season, leader).id for _ in range(2)]
    headers = bearer(leader)
    session.commit()
    start = Barrier(2)

    def press(project_id: Any) -> int:
        start.wait()
        return app.test_client().post(f"/api/v1/projects/{project_id}/submit", headers=headers).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, projects)) == [201, 409]
    session.rollback()
    assert len(session.execute(select(Submission)).scalars().all()) == 1


@pytest.mark.committed
def test_numbers_are_given_in_the_order_of_asking(app: Flask, session: Any, bearer: Any) -> None:
    """Whoever waits longest is next: in the last hour nobody is overtaken until their browser gives up."""
    season = factories.a_season()
    leaders = [factories.a_user() for _ in range(QUEUE)]
    projects = [factories.a_ready_project(season, leader).id for leader in leaders]
    headers = [bearer(leader) for leader in leaders]
    session.execute(insert(ProjectNumber).values(prefix=prefix(season.year), last=0))
    session.commit()
    session.execute(select(ProjectNumber).with_for_update())
    with ThreadPoolExecutor(QUEUE) as pool:
        answers = []
        try:
            for place, project_id in enumerate(projects):
                call = f"/api/v1/projects/{project_id}/submit"
                answers.append(pool.submit(app.test_client().post, call, headers=headers[place]))
                give_up = time.monotonic() + 30
                while _waiting(session) <= place and time.monotonic() < give_up:
                    time.sleep(0.02)
        finally:
            session.commit()
        assert [answer.result().status_code for answer in answers] == [201] * QUEUE
    numbers = {row.id: row.number for row in session.execute(select(Project)).scalars()}
    assert [numbers[project_id] for project_id in projects] == sorted(numbers.values())


def _waiting(session: Any) -> int:
    session.execute(text("SELECT pg_stat_clear_snapshot()"))
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    return int(session.execute(query).scalar_one())
