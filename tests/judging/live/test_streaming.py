"""Streams tell that something changed, to each only what it may know, and take no more than half of the threads."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from contest.kernel.access import SYSTEM
from contest.kernel.db import conninfo
from judging.live import queries, services
from judging.live.domain import RevealRule
from judging.live.streaming import MOST, Hub, Topic, events, hub, seen_by
from judging.scoring.services import save_sheet
from tests import factories
from tests.factories.live import a_final


def test_a_judges_stream_does_not_tell_when_sheets_come_in() -> None:
    assert seen_by(Topic.STAGE, "7.12") == seen_by(Topic.STAGE, "7.13") == "7"
    assert seen_by(Topic.BOARD, "7.12") != seen_by(Topic.BOARD, "7.13")


def test_who_comes_back_is_told_only_what_was_missed(session: Any) -> None:
    round_id = factories.a_round(factories.a_season()).id
    missed = next(events(round_id, Topic.BOARD, "3.4", "3.3"))
    assert "id: 3.4" in missed
    assert "event" not in next(events(round_id, Topic.BOARD, "3.4", "3.4"))


def test_streams_take_at_most_half_of_the_threads(session: Any, app: Flask) -> None:
    own, round_id = Hub(), factories.a_round(factories.a_season()).id
    database = conninfo(app)
    taken = [own.join(round_id, "0.0", lambda: database) for _ in range(MOST + 1)]
    for _ in range(MOST):
        own.leave(round_id)
    assert taken == [True] * MOST + [False]
    assert own.readers == 0


@pytest.mark.committed
def test_a_sheet_handed_in_and_a_step_on_stage_reach_the_streams(
    app: Flask, session: Any, actor_of: Any
) -> None:
    final = a_final(factories.a_season())
    session.commit()
    round_id, database = final["round"].id, conninfo(app)
    stamp = queries.stamp(round_id)
    actor = actor_of(final["users"][0])
    assignment = final["assignments"][final["judges"][0].id, final["entries"][0].id].id
    session.commit()
    assert hub.join(round_id, stamp, lambda: database)
    told: list[str] = []
    waiting = threading.Thread(target=lambda: told.append(hub.wait(round_id, Topic.BOARD, stamp, 20.0)))
    waiting.start()
    marks = {"innovation": "80", "team": "70"}
    save_sheet(actor=actor, assignment_id=assignment, version=0, marks=marks, comment="", submit=True)
    session.commit()
    waiting.join()
    assert told == [queries.stamp(round_id)] != [stamp]
    stage, version = seen_by(Topic.STAGE, stamp), int(stamp.partition(".")[0])
    services.set_board(
        actor=SYSTEM, round_id=round_id, version=version, reveal=RevealRule.ON_THE_SPOT, watched=False
    )
    session.commit()
    assert hub.wait(round_id, Topic.STAGE, stage, 20.0) == str(version + 1)
    hub.leave(round_id)


@pytest.mark.committed
def test_a_round_that_is_followed_later_misses_nothing(app: Flask, session: Any) -> None:
    season = factories.a_season()
    first, second = (a_final(season)["round"].id for _ in range(2))
    session.commit()
    own, database = Hub(), conninfo(app)
    assert own.join(first, "0.0", lambda: database)
    assert own.wait(first, Topic.BOARD, "0.0", 20.0) == queries.stamp(
        first
    )  # it listens, and looked at all once
    assert own.join(second, "0.0", lambda: database)  # the stage changed after the page took its stamp
    assert own.wait(second, Topic.BOARD, "0.0", 20.0) == queries.stamp(second)
    own.leave(first)
    own.leave(second)
