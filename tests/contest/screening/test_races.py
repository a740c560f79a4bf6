"""Two things at once: a decision and a new revision, two presses of one batch, two uses of a code, the last second."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.permissions import Role
from contest.projects.models import Project, Submission
from contest.screening import queries, services
from contest.screening.domain import CaseState, DecisionKind, MarkState, Order
from contest.screening.models import LateCode, ScreeningBatch, ScreeningCase, ScreeningDecision
from contest.screening.services import Answer
from tests import factories
from tests.factories.screening import a_late_code, check_items, close_submissions, handed_in


def an_entry(leader: Any = None) -> tuple[Any, Entry]:
    season = factories.a_season()
    check_items(season)
    return season, handed_in(factories.a_ready_project(season, leader))


def settle(entry: Entry) -> int:
    answers = {code: Answer(MarkState.MET) for code in ("complete", "place", "readable")}
    version = queries.get_case(SYSTEM, entry.id).version
    return services.check(actor=SYSTEM, entry_id=entry.id, version=version, answers=answers)


@pytest.mark.committed
def test_a_decision_and_a_new_revision_never_both_count(
    app: Flask, session: Any, bearer: Any, signed_in: Any
) -> None:
    """Whichever comes second sees the first: the pass is refused, or the new revision opens the case again."""
    for _turn in range(4):
        leader = factories.a_user()
        _season, entry = an_entry(leader)
        version = settle(entry)
        project_id, entry_id = entry.subject_id, entry.id
        headers, office = bearer(leader), signed_in(factories.a_user(Role.ORGANISER))
        seen: Any = app.test_client().get(f"/api/v1/projects/{project_id}", headers=headers).json
        app.test_client().patch(
            f"/api/v1/projects/{project_id}",
            headers=headers,
            json={"version": seen["version"], "fields": {"market": {"zh": "改过的市场"}}},
        )
        start = Barrier(2)

        def decide() -> int:
            start.wait()  # noqa: B023 - the threads end within the turn
            sent = {"version": str(version), "kind": "pass"}  # noqa: B023 - the same
            answer = office.post(f"/office/screening/{entry_id}/decide", data=sent)  # noqa: B023 - the same
            return int(answer.status_code)

        def submit() -> int:
            start.wait()  # noqa: B023 - the threads end within the turn
            path = f"/api/v1/projects/{project_id}/submit"  # noqa: B023 - the same
            answer = app.test_client().post(path, headers=headers)  # noqa: B023 - the same
            return int(answer.status_code)

        with ThreadPoolExecutor(2) as pool:
            decided, submitted = pool.submit(decide), pool.submit(submit)
            assert submitted.result() == 201
            assert decided.result() in {303, 409}
        session.rollback()
        case = session.get_one(ScreeningCase, entry_id)
        assert case.state is CaseState.OPEN
        assert session.get_one(Entry, entry_id).awaits_check
        latest = session.execute(
            select(Submission.id).where(Submission.project_id == project_id, Submission.revision == 2)
        ).scalar_one()
        passed = session.query(ScreeningDecision).filter_by(entry_id=entry_id).all()
        assert all(decision.submission_id != latest for decision in passed)


@pytest.mark.committed
def test_a_batch_confirmed_by_two_presses_at_once_decides_once(
    app: Flask, session: Any, signed_in: Any
) -> None:
    season, entry = an_entry()
    settle(entry)
    order = Order(DecisionKind.PASS)
    shown = services.preview_batch(actor=SYSTEM, season_id=season.id, entry_ids=[entry.id], order=order)
    sent = {"fingerprint": shown.fingerprint(season.id), "kind": "pass", "season": season.slug}
    office = factories.a_user(Role.ORGANISER)
    clients = [signed_in(office) for _ in range(3)]
    start = Barrier(3)

    def press(number: int) -> int:
        start.wait()
        return int(clients[number].post("/office/screening/batch", data=sent).status_code)

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(press, range(3))) == {303}
    session.rollback()
    assert session.query(ScreeningBatch).count() == 1
    assert session.query(ScreeningDecision).count() == 1


@pytest.mark.committed
def test_a_code_used_twice_at_once_opens_one_project(app: Flask, session: Any, signed_in: Any) -> None:
    season = factories.a_season()
    leader = factories.a_user(email="late@example.com")
    team = factories.a_team(leader)
    projects = [str(factories.a_ready_project(season, team=team).id) for _ in range(2)]
    close_submissions(season)
    code_id = a_late_code(season).id
    from contest.screening.links import path_of

    path = path_of(code_id)
    clients = [signed_in(leader) for _ in range(2)]
    start = Barrier(2)

    def press(number: int) -> int:
        start.wait()
        return int(clients[number].post(path, data={"project": projects[number]}).status_code)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [303, 409]
    session.rollback()
    assert str(session.get_one(LateCode, code_id).project_id) in projects


@pytest.mark.committed
def test_who_waits_for_the_lock_past_the_end_of_a_return_is_refused(
    app: Flask, session: Any, bearer: Any
) -> None:
    leader = factories.a_user()
    season, entry = an_entry(leader)
    close_submissions(season)
    headers = bearer(leader)
    until = datetime.now(UTC) + timedelta(seconds=0.8)
    order = Order(DecisionKind.RETURN, "请补正", until)
    version = queries.get_case(SYSTEM, entry.id).version
    services.decide(actor=SYSTEM, entry_id=entry.id, version=version, order=order)
    factories.a_plan(session.get_one(Project, entry.subject_id), sha256="cd" * 32)
    project_id = entry.subject_id
    session.commit()
    session.execute(select(Project.id).where(Project.id == project_id).with_for_update())
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            lambda: app.test_client().post(f"/api/v1/projects/{project_id}/submit", headers=headers)
        )
        while datetime.now(UTC) < until:
            time.sleep(0.02)
        assert not waiting.done()
        session.rollback()
        answer: Any = waiting.result()
    assert (answer.status_code, answer.json["code"]) == (409, "window_closed")
    assert session.query(Submission).filter_by(project_id=project_id).count() == 1
