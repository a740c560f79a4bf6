"""Judges hand in sheets while the office changes the panels: nobody deadlocks, and no finished sheet is dropped."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from contest.embeddings.encoder import use_encoder
from contest.kernel.access import SYSTEM
from contest.kernel.db import db, transaction
from contest.kernel.errors import DomainError
from contest.permissions import Role
from judging.judges.models import Judge
from judging.panels import services
from judging.panels.models import Assignment
from judging.panels.services.proposals import ensure_assignable
from judging.panels.states import AssignmentState, ProposalScope
from judging.rounds.services import close_round
from judging.scoring.models import ScoreSheet
from judging.scoring.services import save_sheet
from tests import factories
from tests.judging.encoders import CharacterEncoder

MARKS = {"innovation": 80, "team": 70}


@pytest.fixture
def scene(session: Any, actor_of: Any) -> dict[str, Any]:
    season = factories.a_season()
    round_ = factories.a_round(season, judges_per_entry=2, max_load=8, min_load=2)
    users = [factories.a_user(Role.JUDGE) for _ in range(5)]
    for user in users:
        factories.a_judge(round_, user)
    for _ in range(8):
        factories.an_entry(factories.a_project(season, submitted=True))
    with use_encoder(CharacterEncoder()):
        run = services.propose_now(actor=SYSTEM, round_id=round_.id, scope=ProposalScope.ANEW)
    services.commit_proposal(actor=SYSTEM, run_id=run.id)
    actors = [actor_of(user) for user in users]
    session.commit()
    rows = session.execute(select(Assignment.id, Assignment.judge_id)).all()
    judges = {row.judge_id: [one.id for one in rows if one.judge_id == row.judge_id] for row in rows}
    by_user = dict(session.execute(select(Judge.user_id, Judge.id)).all())
    session.commit()
    desks = [(actor, judges.get(by_user[actor.user_id], [])) for actor in actors]
    return {"round_id": round_.id, "desks": desks}


def at_once(app: Flask, calls: list[Any]) -> list[BaseException]:
    """Run the calls in threads of their own and return what they raised."""
    raised: list[BaseException] = []
    start = threading.Barrier(len(calls))

    def run(call: Any) -> None:
        with app.app_context():
            start.wait()
            try:
                call()
            except Exception as error:
                raised.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def hand_in(actor: Any, assignment_ids: list[Any], submitted: list[Any]) -> None:
    for key in assignment_ids:
        try:
            with transaction():
                save_sheet(actor=actor, assignment_id=key, version=0, marks=MARKS, comment="", submit=True)
            submitted.append(key)
        except DomainError:
            continue  # the office took the entry away first, or closed the round


@pytest.mark.committed
def test_changing_panels_drops_no_sheet_that_a_judge_is_handing_in(
    session: Any, app: Flask, scene: dict[str, Any]
) -> None:
    submitted: list[Any] = []

    def reassign() -> None:
        for _ in range(4):
            try:
                with use_encoder(CharacterEncoder()), transaction():
                    run = services.propose_now(
                        actor=SYSTEM, round_id=scene["round_id"], scope=ProposalScope.ANEW
                    )
                with transaction():
                    services.commit_proposal(actor=SYSTEM, run_id=run.id)
            except DomainError:
                continue  # a sheet came in between: stale

    judges = [lambda a=actor, k=keys: hand_in(a, k, submitted) for actor, keys in scene["desks"]]
    assert at_once(app, [reassign, *judges]) == []
    assert submitted
    states = session.execute(select(Assignment.state).where(Assignment.id.in_(submitted))).scalars()
    assert set(states) == {AssignmentState.ASSIGNED}


@pytest.mark.committed
def test_who_changes_panels_and_who_scores_take_their_locks_in_the_same_order(
    session: Any, app: Flask, scene: dict[str, Any]
) -> None:
    actor, keys = next(desk for desk in scene["desks"] if desk[1])
    holds_round, submitted = threading.Event(), []

    def office() -> None:
        with transaction():
            ensure_assignable(SYSTEM, scene["round_id"])
            holds_round.set()
            time.sleep(0.5)  # the judge has come to the first lock that is taken
            db.session.execute(select(Assignment.id).where(Assignment.id == keys[0]).with_for_update())

    def judge() -> None:
        holds_round.wait()
        hand_in(actor, keys[:1], submitted)

    assert at_once(app, [office, judge]) == []
    assert submitted == keys[:1]


@pytest.mark.committed
def test_after_the_close_no_sheet_comes_in(session: Any, app: Flask, scene: dict[str, Any]) -> None:
    submitted: list[Any] = []
    at_close: list[int] = []

    def close() -> None:
        with transaction():
            close_round(actor=SYSTEM, round_id=scene["round_id"])
        with transaction():
            at_close.append(len(_handed_in()))

    judges = [lambda a=actor, k=keys: hand_in(a, k, submitted) for actor, keys in scene["desks"]]
    assert at_once(app, [close, *judges]) == []
    assert [len(submitted)] == at_close == [len(_handed_in())]


def _handed_in() -> list[Any]:
    query = select(ScoreSheet.assignment_id).where(ScoreSheet.submitted_at.is_not(None))
    return list(db.session.execute(query).scalars())
