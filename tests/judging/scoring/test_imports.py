from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from contest.kernel.db import db
from contest.kernel.errors import Forbidden
from contest.organisations.models import Membership
from contest.permissions import Role
from contest.seasons.domain import StageCode
from judging.judges.domain import Invitation
from judging.judges.models import RoundJudge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.ranking.queries import computed
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from judging.scoring.models import ScoreSheet, ScoreSheetVersion
from judging.scoring.services import save_sheet
from tests import factories
from tests.contest.imports.sheets import bring_in, named


class World:
    """An open round with two entries and a judge of the pool."""

    def __init__(self) -> None:
        self.season = factories.a_season()
        self.round = factories.a_round(self.season)
        self.entries = [
            factories.an_entry(factories.a_project(self.season, submitted=True)) for _ in range(2)
        ]
        self.user = factories.a_user(Role.JUDGE, email="judge@example.com")
        self.judge = factories.a_judge(user=self.user)
        db.session.flush()

    def row(self, **change: str) -> dict[str, str]:
        return {
            "round": self.round.name.zh,
            "number": self.entries[0].number,
            "judge": "judge@example.com",
            "score:innovation": "80",
            "score:team": "90.5",
            "comment": "扎实",
            **change,
        }


@pytest.fixture
def world(session: Any) -> World:
    return World()


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_row_becomes_a_submitted_sheet_that_counts_in_the_ranking(
    session: Any, world: World, actor_of: Any
) -> None:
    actor = actor_of(factories.a_user(Role.ORGANISER))
    report = bring_in("scores", [world.row()], actor)
    assert (report.errors, report.outcome.created) == ((), 1)
    sheet = session.execute(select(ScoreSheet)).scalar_one()
    assert (sheet.marks, sheet.total, sheet.comment) == (
        {"innovation": "80", "team": "90.5"},
        Decimal("84.2"),
        "扎实",
    )
    assert (sheet.version, sheet.submitted_at is not None) == (1, True)
    version = session.execute(select(ScoreSheetVersion)).scalar_one()
    assert (version.total, version.submitted, version.saved_by) == (sheet.total, True, actor.user_id)
    assert session.execute(select(RoundJudge.invitation)).scalars().all() == [Invitation.ACCEPTED]
    line = next(
        one for one in computed(get_round(actor, world.round.id)) if one.entry.id == world.entries[0].id
    )
    assert (line.sheets, line.score) == (1, Decimal("84.2"))


def test_a_second_import_changes_nothing_and_a_changed_row_is_a_new_version(
    session: Any, world: World
) -> None:
    bring_in("scores", [world.row()])
    again = bring_in("scores", [world.row()]).outcome
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    changed = bring_in("scores", [world.row(**{"score:team": "100"})]).outcome
    sheet = session.execute(select(ScoreSheet)).scalar_one()
    assert (changed.updated, sheet.version, sheet.total) == (1, 2, Decimal(88))
    assert [count(model) for model in (Assignment, ScoreSheet, ScoreSheetVersion, RoundJudge)] == [1, 1, 2, 1]


def test_a_total_alone_is_kept_without_inventing_marks(session: Any, world: World) -> None:
    bring_in("scores", [world.row(**{"score:innovation": "", "score:team": "", "total": "77.25"})])
    sheet = session.execute(select(ScoreSheet)).scalar_one()
    assert (sheet.marks, sheet.total) == ({}, Decimal("77.25"))


def test_a_project_is_found_by_the_number_it_was_imported_with_and_a_round_by_its_id(
    session: Any, world: World
) -> None:
    project = factories.a_project(world.season, submitted=True, external_id="P-7")
    factories.an_entry(project)
    row = world.row(number="P-7", round=str(world.round.id))
    assert bring_in("scores", [row]).outcome.created == 1


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"round": ""}, "round", "required"),
        ({"round": "没有的轮次"}, "round", "round_unknown"),
        ({"number": "X-1"}, "number", "entry_unknown"),
        ({"judge": "stranger@example.com"}, "judge", "judge_unknown"),
        ({"judge": "no address"}, "judge", "not_an_address"),
        ({"score:team": "101"}, "score:team", "mark_out_of_range"),
        ({"score:team": "90.3"}, "score:team", "mark_off_step"),
        ({"score:team": "gut"}, "score:team", "mark_not_a_number"),
        ({"score:team": "1e-999999999"}, "score:team", "mark_not_a_number"),
        ({"score:team": ""}, "score:team", "mark_missing"),
        ({"score:charm": "5"}, "score:charm", "criterion_unknown"),
        ({"total": "90"}, "total", "total_differs"),
        ({"total": "101"}, "total", "import_out_of_range"),
        ({"score:innovation": "", "score:team": ""}, "total", "required"),
        ({"comment": "长" * 4001}, "comment", "too_long"),
    ],
)
def test_each_mistake_is_named_and_nothing_is_written(
    session: Any, world: World, change: dict[str, str], column: str, code: str
) -> None:
    good = world.row(number=world.entries[1].number)
    assert named(bring_in("scores", [good, world.row(**change)])) == [(3, column, code)]
    assert [count(model) for model in (ScoreSheet, Assignment, RoundJudge)] == [0, 0, 0]


def test_a_sheet_stands_once_in_a_file(session: Any, world: World) -> None:
    assert named(bring_in("scores", [world.row(), world.row()])) == [(3, "judge", "duplicate_in_file")]


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.DECIDED, RoundState.PUBLISHED])
def test_sheets_come_in_only_between_opening_and_deciding(
    session: Any, world: World, state: RoundState
) -> None:
    world.round.state = state
    session.flush()
    assert named(bring_in("scores", [world.row()])) == [(2, "round", "round_takes_no_sheets")]
    world.round.state = RoundState.CLOSED
    session.flush()
    assert bring_in("scores", [world.row()]).outcome.created == 1


def test_two_rounds_of_one_name_must_be_told_apart(session: Any, world: World) -> None:
    factories.a_round(world.season, StageCode.FINAL, name=world.round.name)
    assert named(bring_in("scores", [world.row()])) == [(2, "round", "round_ambiguous")]


def test_a_judge_in_conflict_recused_or_declined_gives_no_sheet(session: Any, world: World) -> None:
    employer = factories.an_organisation()
    session.add(Membership(organisation_id=employer.id, user_id=world.user.id, role="member"))
    own = factories.a_project(world.season, factories.a_team(organisation_id=employer.id), submitted=True)
    factories.an_entry(own)
    assert named(bring_in("scores", [world.row(number=own.number)])) == [(2, "judge", "judge_in_conflict")]
    factories.an_assignment(world.round, world.judge, world.entries[0], state=AssignmentState.RECUSED)
    assert named(bring_in("scores", [world.row()])) == [(2, "judge", "assignment_ended")]
    session.add(RoundJudge(round_id=world.round.id, judge_id=world.judge.id, invitation=Invitation.DECLINED))
    session.flush()
    row = world.row(number=world.entries[1].number)
    assert named(bring_in("scores", [row])) == [(2, "judge", "judge_declined")]


def test_what_a_judge_handed_in_is_never_overwritten(session: Any, world: World, actor_of: Any) -> None:
    factories.a_judge(world.round, factories.a_user(Role.JUDGE))
    session.add(RoundJudge(round_id=world.round.id, judge_id=world.judge.id, invitation=Invitation.ACCEPTED))
    assignment = factories.an_assignment(world.round, world.judge, world.entries[0])
    marks = {"innovation": "10", "team": "20"}
    save_sheet(
        actor=actor_of(world.user),
        assignment_id=assignment.id,
        version=0,
        marks=marks,
        comment="",
        submit=True,
    )
    assert named(bring_in("scores", [world.row()])) == [(2, "judge", "judge_submitted")]
    assert session.execute(select(ScoreSheet.marks)).scalar_one() == marks


def test_only_who_may_decide_the_round_may(session: Any, world: World, actor_of: Any) -> None:
    for role in (Role.ADMINISTRATOR, Role.CONFIRMER, Role.JUDGE):
        with pytest.raises(Forbidden):
            bring_in("scores", [world.row()], actor_of(factories.a_user(role)))
