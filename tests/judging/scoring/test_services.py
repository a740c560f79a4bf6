"""A judge saves, submits and recuses; nobody else writes on the sheet, and the clock of the database decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from contest.entries.domain import EntryState
from contest.kernel.errors import DomainError, Invalid, NotFound, StaleVersion
from contest.permissions import Role
from contest.projects.models import Project
from contest.teams.models import Team
from judging.conflicts.models import DeclaredConflict
from judging.panels.states import AssignmentState
from judging.rounds.domain import Resubmit, RoundState
from judging.scoring import queries, services
from judging.scoring.domain import AlreadySubmitted, AssignmentEnded, SheetState, loaded, parse_marks, stored
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from tests import factories
from tests.races import DONE, at_once

ActorOf = Callable[..., Any]
MARKS = {"innovation": "80", "team": "70.5"}


@pytest.fixture
def desk(session: Any) -> dict[str, Any]:
    season = factories.a_season()
    project = factories.a_project(season, submitted=True)
    entry, judged = factories.an_entry(project), factories.a_round(season)
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(judged, user)
    return {
        "season": season,
        "entry": entry,
        "round": judged,
        "user": user,
        "judge": judge,
        "assignment": factories.an_assignment(judged, judge, entry),
    }


def save(desk: dict[str, Any], actor: Any, **more: Any) -> ScoreSheet:
    given_ = {"version": 0, "marks": MARKS, "comment": "", "submit": False, **more}
    return services.save_sheet(actor=actor, assignment_id=desk["assignment"].id, **given_)


def test_a_submitted_sheet_has_its_weighted_total_and_every_version_is_kept(
    session: Any, desk: dict[str, Any], actor_of: ActorOf
) -> None:
    actor = actor_of(desk["user"])
    assert save(desk, actor, marks={"innovation": "60"}).total is None
    sheet = save(desk, actor, version=1, submit=True)
    assert sheet.total == Decimal("76.2")  # (60·80 + 40·70.5) / 100
    versions = session.execute(select(ScoreSheetVersion).order_by(ScoreSheetVersion.version)).scalars().all()
    assert [(v.version, v.submitted, v.marks) for v in versions] == [
        (1, False, {"innovation": "60"}),
        (2, True, {"innovation": "80", "team": "70.5"}),
    ]


def test_a_draft_may_have_gaps_but_a_submitted_sheet_may_not(desk: dict[str, Any], actor_of: ActorOf) -> None:
    actor = actor_of(desk["user"])
    save(desk, actor, marks={})
    with pytest.raises(Invalid) as refused:
        save(desk, actor, version=1, marks={"innovation": 50}, submit=True)
    assert [(e.field, e.code) for e in refused.value.errors] == [("team", "mark_missing")]


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("101", "mark_out_of_range"),
        ("-1", "mark_out_of_range"),
        ("50.25", "mark_off_step"),
        ("good", "mark_not_a_number"),
    ],
)
def test_marks_outside_the_rubric_are_named(
    desk: dict[str, Any], actor_of: ActorOf, mark: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        save(desk, actor_of(desk["user"]), marks={"innovation": mark})
    assert [e.code for e in refused.value.errors] == [code]


def test_a_stale_tab_cannot_fork_a_sheet(desk: dict[str, Any], actor_of: ActorOf) -> None:
    actor = actor_of(desk["user"])
    save(desk, actor)
    with pytest.raises(StaleVersion) as refused:
        services.save_field(
            actor=actor, assignment_id=desk["assignment"].id, version=0, field="mark:team", value="10"
        )
    assert refused.value.params == {"version": 1, "value": "70.5"}


def test_submitting_what_the_draft_already_holds_is_never_stale(
    desk: dict[str, Any], actor_of: ActorOf
) -> None:
    actor = actor_of(desk["user"])
    save(desk, actor)
    save(desk, actor, version=1)  # the last keystroke, whose answer the page did not wait for
    assert save(desk, actor, version=1, submit=True).submitted_at is not None


def test_fields_are_saved_one_by_one_and_an_empty_mark_is_taken_back(
    desk: dict[str, Any], actor_of: ActorOf
) -> None:
    actor, key = actor_of(desk["user"]), desk["assignment"].id
    for version, (field, value) in enumerate([("mark:team", "70"), ("comment", "扎实"), ("mark:team", "")]):
        sheet = services.save_field(actor=actor, assignment_id=key, version=version, field=field, value=value)
    assert (sheet.marks, sheet.comment, sheet.version) == ({}, "扎实", 3)


def test_after_submitting_the_rules_decide_whether_it_may_be_changed(
    session: Any, desk: dict[str, Any], actor_of: ActorOf
) -> None:
    actor = actor_of(desk["user"])
    save(desk, actor, submit=True)
    with pytest.raises(AlreadySubmitted):
        save(desk, actor, version=1, submit=True)
    desk["round"].resubmit = Resubmit.UNTIL_CLOSE
    session.flush()
    changed = save(desk, actor, version=1, marks={"innovation": 90, "team": 90}, submit=True)
    assert (changed.total, changed.version) == (Decimal(90), 2)


def test_nobody_but_its_judge_sees_or_writes_a_sheet_the_office_included(
    desk: dict[str, Any], actor_of: ActorOf
) -> None:
    other = factories.a_user(Role.JUDGE)
    factories.a_judge(desk["round"], other)
    for stranger in (other, factories.a_user(Role.ORGANISER), factories.a_user(Role.AUDITOR)):
        with pytest.raises(NotFound):
            save(desk, actor_of(stranger))
        assert queries.queue(actor_of(stranger)) == []


def test_a_conflict_declared_later_takes_the_entry_off_the_desk(
    session: Any, desk: dict[str, Any], actor_of: ActorOf
) -> None:
    actor = actor_of(desk["user"])
    assert len(queries.queue(actor)) == 1
    session.add(
        DeclaredConflict(
            judge_id=desk["judge"].id, subject_id=desk["entry"].subject_id, reason="former colleague"
        )
    )
    session.flush()
    assert queries.queue(actor) == []
    with pytest.raises(NotFound):
        save(desk, actor)


def test_a_tie_that_appears_after_the_panel_was_made_hides_the_entry(
    session: Any, desk: dict[str, Any], actor_of: ActorOf
) -> None:
    team = session.get(Project, desk["entry"].subject_id).team_id
    factories.a_member(session.get(Team, team), desk["user"])
    assert queries.queue(actor_of(desk["user"])) == []
    with pytest.raises(NotFound):
        save(desk, actor_of(desk["user"]))


def test_recusing_takes_the_sheet_out_of_the_ranking(desk: dict[str, Any], actor_of: ActorOf) -> None:
    actor = actor_of(desk["user"])
    save(desk, actor)
    with pytest.raises(Invalid):
        services.recuse(actor=actor, assignment_id=desk["assignment"].id, reason="  ")
    services.recuse(actor=actor, assignment_id=desk["assignment"].id, reason="my former student")
    assert desk["assignment"].state is AssignmentState.RECUSED
    assert queries.queue(actor) == []
    with pytest.raises(AssignmentEnded):
        save(desk, actor, version=1)


def test_a_withdrawn_entry_is_no_longer_scored(session: Any, desk: dict[str, Any], actor_of: ActorOf) -> None:
    desk["entry"].state = EntryState.WITHDRAWN
    session.flush()
    with pytest.raises(AssignmentEnded):
        save(desk, actor_of(desk["user"]))


@pytest.mark.parametrize("closed_by", ["state", "clock"])
def test_a_closed_round_takes_no_sheet(
    session: Any, desk: dict[str, Any], actor_of: ActorOf, closed_by: str
) -> None:
    if closed_by == "state":
        desk["round"].state = RoundState.CLOSED
    else:
        desk["round"].closes_at = datetime.now(UTC) - timedelta(seconds=1)
    session.flush()
    with pytest.raises(DomainError) as refused:
        save(desk, actor_of(desk["user"]))
    assert refused.value.code == "round_closed"


@pytest.mark.committed
def test_the_same_sheet_submitted_from_eight_tabs_at_once_is_submitted_once(
    session: Any, app: Flask, desk: dict[str, Any], actor_of: ActorOf
) -> None:
    actor, key = actor_of(desk["user"]), desk["assignment"].id
    session.commit()
    sent = {"actor": actor, "assignment_id": key, "version": 0, "comment": "", "submit": True}
    presses = [partial(services.save_sheet, marks={"innovation": n, "team": n}, **sent) for n in range(8)]
    assert sorted(at_once(app, presses)) == ["already_submitted"] * 7 + [DONE]
    assert len(session.execute(select(ScoreSheetVersion)).scalars().all()) == 1


def test_the_queue_says_what_is_left_and_sends_the_same_queries_however_long(
    session: Any, desk: dict[str, Any], actor_of: ActorOf, count_queries: Callable[..., int]
) -> None:
    actor = actor_of(desk["user"])
    one = count_queries(lambda: queries.queue(actor))
    for _ in range(2):
        project = factories.a_project(desk["season"], submitted=True)
        factories.an_assignment(desk["round"], desk["judge"], factories.an_entry(project))
    assert count_queries(lambda: queries.queue(actor)) == one == 5
    save(desk, actor, submit=True)
    items = queries.queue(actor)
    assert (len(items), queries.left_of(items)) == (3, 2)
    assert {item.state for item in items} == {SheetState.TODO, SheetState.SUBMITTED}


decimals = st.decimals(0, 100, places=3)


@given(st.dictionaries(st.text(min_size=1, max_size=5), decimals, max_size=4))
@settings(max_examples=50)
def test_marks_survive_storage_exactly(marks: dict[str, Decimal]) -> None:
    assert loaded(stored(marks)) == marks
    assert parse_marks({code: str(mark) for code, mark in marks.items()}) == marks
