"""Streams tell that something changed, to each only what it may know, and take no more than half of the threads."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from contest.kernel.access import SYSTEM
from contest.kernel.db import conninfo
from contest.permissions import Role
from judging.live import queries, services, streaming
from judging.live.domain import RevealRule
from judging.live.streaming import EACH, MOST, Hub, Topic, events, hub, seen_by
from judging.scoring.services import save_sheet
from tests import factories
from tests.factories.live import a_final


def test_a_judges_stream_does_not_tell_when_sheets_come_in() -> None:
    assert seen_by(Topic.STAGE, "7.12") == seen_by(Topic.STAGE, "7.13") == "7"
    assert seen_by(Topic.BOARD, "7.12") != seen_by(Topic.BOARD, "7.13")


def test_a_place_is_given_back_where_it_was_taken(
    session: Any, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_id, database = factories.a_round(factories.a_season()).id, conninfo(app)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(streaming, "hub", another := Hub())
        open_ = streaming.stream(round_id, "a", Topic.STAGE, "0.0", "", lambda: database)
        assert another.readers == 1
    open_.close()
    assert (another.readers, hub.readers) == (0, 0)


def test_who_comes_back_is_told_only_what_was_missed(session: Any) -> None:
    round_id = factories.a_round(factories.a_season()).id
    missed = next(events(round_id, Topic.BOARD, "3.4", "3.3"))
    assert "id: 3.4" in missed
    assert "event" not in next(events(round_id, Topic.BOARD, "3.4", "3.4"))


def test_streams_take_at_most_half_of_the_threads(session: Any, app: Flask) -> None:
    own, round_id = Hub(), factories.a_round(factories.a_season()).id
    database = conninfo(app)
    taken = [own.join(round_id, reader, "0.0", lambda: database) for reader in range(MOST + 1)]
    for reader in range(MOST):
        own.leave(round_id, reader)
    assert taken == [True] * MOST + [False]
    assert own.readers == 0


def test_one_account_takes_a_few_streams_of_a_process_whatever_rounds_it_opens(
    session: Any, app: Flask
) -> None:
    own, season = Hub(), factories.a_season()
    rounds, database = [factories.a_round(season).id for _ in range(2)], conninfo(app)

    def join(account: str, place: int) -> bool:
        return own.join(rounds[place % 2], account, "0.0", lambda: database)

    assert [join("one", place) for place in range(EACH + 1)] == [True] * EACH + [False]
    assert join("another", 0)
    own.leave(rounds[0], "one")
    assert join("one", 1), "a stream that ended makes room for the next"
    assert not join("one", 0)
    for account, place in [("another", 0), *(("one", place) for place in (0, 1, 1, 1))]:
        own.leave(rounds[place], account)
    assert own.readers == 0


def test_whoever_has_too_many_windows_open_is_told_to_poll(session: Any, signed_in: Any) -> None:
    final = a_final(factories.a_season())
    session.commit()
    person = factories.a_user(Role.ORGANISER)
    office, place = signed_in(person), f"/rounds/{final['round'].id}/live/events"
    open_ = [office.get(place, buffered=False) for _ in range(EACH)]
    refused = office.get(place)
    other = signed_in(factories.a_user(Role.ORGANISER)).get(place, buffered=False)
    for answer in (*open_, other):
        answer.close()
    assert [answer.status_code for answer in open_] == [200] * EACH
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "15")
    assert other.status_code == 200
    assert hub.readers == 0


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
    assert hub.join(round_id, "a", stamp, lambda: database)
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
    hub.leave(round_id, "a")


@pytest.mark.committed
def test_a_round_that_is_followed_later_misses_nothing(app: Flask, session: Any) -> None:
    season = factories.a_season()
    first, second = (a_final(season)["round"].id for _ in range(2))
    session.commit()
    own, database = Hub(), conninfo(app)
    assert own.join(first, "a", "0.0", lambda: database)
    assert own.wait(first, Topic.BOARD, "0.0", 20.0) == queries.stamp(
        first
    )  # it listens, and looked at all once
    assert own.join(second, "a", "0.0", lambda: database)  # the stage changed after the page took its stamp
    assert own.wait(second, Topic.BOARD, "0.0", 20.0) == queries.stamp(second)
    own.leave(first, "a")
    own.leave(second, "a")
