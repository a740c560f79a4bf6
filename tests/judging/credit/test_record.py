"""A judge's record is counted from published rounds, and says what happened."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from contest.kernel.columns import new_id
from contest.permissions import Role
from judging.credit import queries
from judging.credit.domain import Consistency, SeasonRecord
from judging.objections.models import Objection
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.rounds.domain import RoundState
from tests import factories


@pytest.fixture
def scene(session: Any) -> dict[str, Any]:
    season = factories.a_season()
    round_ = factories.a_round(season, state=RoundState.PUBLISHED)
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(round_, user)
    entries = [factories.an_entry(factories.a_project(season, submitted=True)) for _ in range(4)]
    for entry, own, other in zip(entries[:2], (80, 70), (70, 74), strict=True):
        factories.a_sheet(round_, entry, own, judge)
        factories.a_sheet(round_, entry, other)
    factories.an_assignment(round_, judge, entries[2])
    sheet = factories.a_sheet(round_, entries[3], 90, judge)
    row = session.get_one(Assignment, sheet.assignment_id)
    row.state = AssignmentState.RECUSED
    session.flush()
    return {"season": season, "round": round_, "user": user, "judge": judge}


def test_it_counts_what_was_handed_in_given_back_and_set_aside(scene: dict[str, Any]) -> None:
    (found,) = queries.record_of(scene["judge"].id)
    assert (found.rounds, found.assigned, found.handed_in, found.missing) == (1, 3, 2, 1)
    assert (found.recused, found.set_aside, found.compared) == (1, 1, 2)
    assert (found.distance, found.lean) == (Decimal(7), Decimal(3))
    assert found.consistency is Consistency.UNKNOWN


def test_a_round_that_is_not_public_counts_for_nothing(session: Any, scene: dict[str, Any]) -> None:
    scene["round"].state = RoundState.DECIDED
    session.flush()
    assert queries.record_of(scene["judge"].id) == []


@pytest.mark.parametrize(
    ("compared", "distance", "word"),
    [
        (4, 3, Consistency.UNKNOWN),
        (5, 6, Consistency.CLOSE),
        (5, 12, Consistency.USUAL),
        (5, 13, Consistency.FAR),
    ],
)
def test_consistency_is_named_from_five_sheets_up(compared: int, distance: int, word: Consistency) -> None:
    figures = {"rounds": 1, "assigned": 9, "handed_in": 9, "recused": 0, "set_aside": 0, "overturned": 0}
    record = SeasonRecord(
        season_id=None,
        season_name=None,
        compared=compared,
        distance=Decimal(distance),
        lean=Decimal(1),
        **figures,
    )
    assert record.consistency is word


def test_the_judge_reads_the_own_record_and_the_office_any(scene: dict[str, Any], signed_in: Any) -> None:
    own = signed_in(scene["user"]).get("/judging/record")
    assert (own.status_code, scene["season"].name.zh in own.text) == (200, True)
    office = signed_in(factories.a_user(Role.ORGANISER))
    assert scene["season"].name.zh in office.get(f"/judges/{scene['judge'].id}/record").text
    assert signed_in(scene["user"]).get(f"/judges/{scene['judge'].id}/record").status_code == 403
    fresh = factories.a_judge()
    assert office.get(f"/judges/{fresh.id}/record").status_code == 200


@pytest.mark.parametrize(
    ("state", "consequence", "counted"),
    [("upheld", "cancelled", 1), ("upheld", "none", 0), ("dismissed", "none", 0)],
)
def test_a_decision_that_fell_after_an_objection_is_told(
    session: Any, scene: dict[str, Any], state: str, consequence: str, counted: int
) -> None:
    judged = session.query(Assignment).filter_by(judge_id=scene["judge"].id, state="assigned").first()
    people = [factories.a_user() for _ in range(3)]
    now = datetime.now(UTC)
    session.add(
        Objection(
            id=new_id(),
            round_id=scene["round"].id,
            number=1,
            entry_id=judged.entry_id,
            objector_id=people[0].id,
            state=state,
            name="沈清澜",
            contact="021",
            grounds="材料不实",
            digest="0" * 64,
            filed_at=now,
            handler_id=people[1].id,
            decided_by=people[2].id,
            decided_at=now,
            consequence=consequence,
        )
    )
    session.flush()
    (found,) = queries.record_of(scene["judge"].id)
    assert found.overturned == counted
