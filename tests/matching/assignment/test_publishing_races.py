"""Who publishes, answers and changes places in the same moment."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from contest.kernel.db import db, transaction
from matching.assignment import queries, services
from matching.assignment.domain import (
    PlanGone,
    PlanStale,
)
from matching.introductions import services as introductions
from matching.introductions.domain import DeclineReason
from matching.introductions.models import Introduction
from matching.profiles.models import MatchProfile
from matching.profiles.services import set_active
from tests.matching.assignment.plans import introduction, pair, worked_out
from tests.races import DONE, at_once


@pytest.mark.committed
def test_places_that_change_while_publishing_change_before_or_after(
    app: Flask, cast: Any, session: Session
) -> None:
    """A park says that it has no place while the office publishes: never is a pair proposed to it unnoticed."""
    plan_id, park_id = worked_out(cast).id, cast.parks[0].id
    office, owner = cast.office, cast.owners[0]
    session.commit()
    publish = partial(services.publish, actor=office, plan_id=plan_id)
    leave = partial(set_active, actor=owner, profile_id=park_id, active=False)
    published, left = at_once(app, [publish, leave])
    assert left == DONE
    session.expire_all()
    proposed = session.query(Introduction).filter_by(profile_id=park_id).count()
    assert not session.get_one(MatchProfile, park_id).active
    # Either publishing came first and the proposal stands, or it saw that the park is gone and proposed nothing.
    assert (published, proposed) in {(DONE, 1), (PlanStale.code, 0)}
    if published != DONE:
        assert session.query(Introduction).count() == 0


@pytest.mark.committed
def test_two_who_publish_at_once_propose_once(app: Flask, cast: Any, session: Session) -> None:
    plan_id, office = worked_out(cast).id, cast.office
    session.commit()
    presses = [partial(services.publish, actor=replace(office), plan_id=plan_id) for _ in range(2)]
    assert sorted(at_once(app, presses)) == [PlanGone.code, DONE]
    assert session.query(Introduction).count() == 2


@pytest.mark.committed
def test_an_answer_given_while_publishing_comes_before_or_after(
    app: Flask, cast: Any, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever declines once the situation is read waits: what they decline is not proposed to them anew."""
    asked = introductions.ask(
        actor=cast.leaders[1], project_id=cast.winners[1].id, profile_id=cast.parks[0].id
    )
    plan_id, asked_id, owner = worked_out(cast).id, asked.id, cast.owners[0]
    assert pair(cast, 1, 0) in set(queries.pairs_of(plan_id))
    session.commit()
    look, told = queries.situation, []

    def decline() -> None:
        with app.app_context():
            try:
                with transaction():
                    db.session.execute(text("SET LOCAL lock_timeout = '200ms'"))
                    introductions.decline(actor=owner, introduction_id=asked_id, reason=DeclineReason.STAGE)
                told.append("declined")
            except OperationalError:
                told.append("waits")

    def meanwhile(*asked_for: Any) -> Any:
        found = look(*asked_for)
        thread = threading.Thread(target=decline)
        thread.start()
        thread.join(timeout=60)
        return found

    monkeypatch.setattr(queries, "situation", meanwhile)
    services.publish(actor=cast.office, plan_id=plan_id)
    session.commit()
    assert told == ["waits"]
    assert introduction(cast, 1, 0).id == asked_id
