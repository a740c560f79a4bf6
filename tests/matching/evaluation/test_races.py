"""Two who change which model ranks at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import SYSTEM
from contest.kernel.db import db, transaction
from matching.evaluation import services
from matching.evaluation.services import ModelBusy, ModelReplaced
from matching.ranking.domain.states import ModelState
from matching.ranking.models import MatchModel
from tests.factories.matching import a_model


def three_models(session: Session) -> list[UUID]:
    """Two that ranked before, and the one in use, each decided a day after the other; commits them."""
    made = [
        a_model(state, decided_at=clock.now() - timedelta(days=days)).id
        for state, days in ((ModelState.RETIRED, 3), (ModelState.RETIRED, 2), (ModelState.ACTIVE, 1))
    ]
    session.commit()
    return made


def states(session: Session, ids: list[UUID]) -> list[ModelState]:
    session.expire_all()
    found = {row.id: row.state for row in session.execute(select(MatchModel.id, MatchModel.state))}
    session.rollback()
    return [found[key] for key in ids]


def outcome(app: Flask, call: Callable[[], object]) -> str:
    with app.app_context():
        try:
            with transaction():
                call()
        except ModelBusy:
            return "busy"
        except ModelReplaced:
            return "replaced"
        finally:
            db.session.remove()
        return "done"


@pytest.mark.committed
def test_two_who_take_the_same_model_out_at_once_take_one_out(app: Flask, session: Session) -> None:
    for _ in range(5):
        ids = three_models(session)
        start = Barrier(3)

        def press(seen: UUID = ids[2], start: Barrier = start) -> str:
            start.wait()
            return outcome(app, lambda: services.roll_back(actor=SYSTEM, model_id=seen))

        with ThreadPoolExecutor(3) as pool:
            said = [done.result() for done in [pool.submit(press) for _ in range(3)]]
        assert said.count("done") == 1
        assert set(said) <= {"done", "busy", "replaced"}
        assert states(session, ids) == [ModelState.RETIRED, ModelState.ACTIVE, ModelState.WITHDRAWN]
        session.execute(MatchModel.__table__.delete())  # type: ignore[attr-defined]
        session.commit()


@pytest.mark.committed
def test_nobody_takes_a_model_out_while_another_does_or_learns(app: Flask, session: Session) -> None:
    ids = three_models(session)
    taken, told = Event(), Event()

    def first() -> None:
        services.roll_back(actor=SYSTEM, model_id=ids[2])
        taken.set()
        assert told.wait(30)  # its transaction stays open until the other has been told

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(outcome, app, first)
        assert taken.wait(30)
        # Without a model named, too: what it would take out is not decided yet.
        assert outcome(app, lambda: services.roll_back(actor=SYSTEM)) == "busy"
        told.set()
        assert running.result() == "done"
    assert outcome(app, lambda: services.roll_back(actor=SYSTEM, model_id=ids[2])) == "replaced"
    assert states(session, ids) == [ModelState.RETIRED, ModelState.ACTIVE, ModelState.WITHDRAWN]
