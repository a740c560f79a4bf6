"""The closing second: judges submit at once, over real connections; every answer agrees with what is stored."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from contest.kernel import clock
from contest.kernel.db import db, transaction
from contest.kernel.errors import DomainError
from contest.permissions import Role
from judging.rounds.models import Round
from judging.scoring import services
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from tests import factories

JUDGES, PRESSES = 24, 2
SOON = timedelta(milliseconds=900)


@pytest.mark.committed
def test_judges_at_the_closing_second_are_told_what_is_stored(
    session: Any, app: Flask, actor_of: Any
) -> None:
    season = factories.a_season()
    judged = factories.a_round(season)
    entry = factories.an_entry(factories.a_project(season, submitted=True))
    people = [factories.a_user(Role.JUDGE) for _ in range(JUDGES)]
    keys = [factories.an_assignment(judged, factories.a_judge(judged, user), entry).id for user in people]
    actors = [actor_of(user) for user in people]
    round_id = judged.id
    session.commit()
    told: list[tuple[UUID, str]] = []
    start = threading.Barrier(JUDGES * PRESSES + 1)

    def press(place: int, wait: float) -> None:
        with app.app_context():
            start.wait()
            closing.wait(wait)
            try:
                with transaction():
                    services.save_sheet(
                        actor=actors[place],
                        assignment_id=keys[place],
                        version=0,
                        marks={"innovation": place, "team": place},
                        comment="",
                        submit=True,
                        client_key=f"press-{place}",
                    )
                told.append((keys[place], "submitted"))
            except DomainError as error:
                told.append((keys[place], error.code))
            finally:
                db.session.remove()

    closing = threading.Event()
    # Each judge presses twice at once, as a device does that had no answer; half of them before the close, half after.
    threads = [
        threading.Thread(target=press, args=(place, 1.4 * place / JUDGES))
        for place in range(JUDGES)
        for _again in range(PRESSES)
    ]
    for thread in threads:
        thread.start()
    closes_at = clock.now() + SOON
    session.execute(update(Round).where(Round.id == round_id).values(closes_at=closes_at))
    session.commit()
    start.wait()
    for thread in threads:
        thread.join()

    sheets = {row.assignment_id: row for row in session.execute(select(ScoreSheet)).scalars()}
    versions = list(session.execute(select(ScoreSheetVersion)).scalars())
    submitted = {key for key, code in told if code == "submitted"}
    assert {code for _key, code in told} <= {"submitted", "round_closed"}
    assert len(told) == JUDGES * PRESSES
    assert submitted == set(sheets), "none lost: who was told so is stored, and nobody else is"
    assert sorted(one.assignment_id for one in versions) == sorted(sheets), "none double"
    assert all(row.submitted_at < closes_at for row in sheets.values())
    totals = {key: Decimal(place) for place, key in enumerate(keys)}
    assert {key: row.total for key, row in sheets.items()} == {key: totals[key] for key in sheets}
