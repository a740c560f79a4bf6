"""Withdrawing, coming back, and who leads."""

from __future__ import annotations

from typing import Any

import pytest

from contest.entries.domain import EntryState
from contest.entries.queries import entries_of_subject
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, Invalid
from contest.projects import services
from contest.projects.domain import (
    NotEditable,
    ProjectState,
)
from contest.projects.models import Withdrawal
from contest.seasons.domain import WindowClosed
from contest.teams.domain import TeamRole
from tests import factories
from tests.contest.projects.writing import ActorOf, close, save


def test_withdrawing_takes_the_entry_out_and_reopening_asks_to_hand_in_anew(
    session: Any, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_ready_project(season, leader)
    services.submit(actor=actor, project_id=project.id)
    number = project.number
    services.withdraw(actor=actor, project_id=project.id)
    assert (project.state, entries_of_subject(project.id)[0].state) == (
        ProjectState.WITHDRAWN,
        EntryState.WITHDRAWN,
    )
    for write in (
        lambda: save(actor, project, 9, market__zh="x"),
        lambda: services.submit(actor=actor, project_id=project.id),
        lambda: services.withdraw(actor=actor, project_id=project.id),
    ):
        with pytest.raises(NotEditable):
            write()
    services.reopen(actor=actor, project_id=project.id)
    assert project.state is ProjectState.DRAFT
    again = services.submit(actor=actor, project_id=project.id)
    assert (again.revision, project.number, entries_of_subject(project.id)[0].state) == (
        2,
        number,
        EntryState.ACTIVE,
    )


def test_withdrawing_is_possible_after_the_deadline_and_final_then(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_ready_project(season, leader)
    services.submit(actor=actor, project_id=project.id)
    close(season)
    with pytest.raises(Invalid, match="reason: required"):
        services.withdraw(actor=actor, project_id=project.id)
    services.withdraw(actor=actor, project_id=project.id, reason="团队解散")
    (kept,) = session.query(Withdrawal)
    assert (kept.reason, kept.after_deadline, kept.withdrawn_by) == ("团队解散", True, leader.id)
    facts = session.query(AuditEvent).filter_by(action="project.withdrawn").one().facts
    assert facts == {"was": "submitted", "after_deadline": True, "reason_given": True}, (
        "the log cannot forget"
    )
    with pytest.raises(WindowClosed):
        services.reopen(actor=actor, project_id=project.id)


def test_the_leader_of_the_day_is_the_one_who_counts(session: Any, actor_of: ActorOf) -> None:
    season, leader, heir = factories.a_season(), factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, heir)
    project = factories.a_ready_project(season, team=team)
    from contest.teams.services import hand_over

    hand_over(actor=actor_of(leader), team_id=team.id, user_id=heir.id)
    with pytest.raises(Forbidden):
        services.submit(actor=actor_of(leader), project_id=project.id)
    submission = services.submit(actor=actor_of(heir), project_id=project.id)
    roles = {member["id"]: member["role"] for member in submission.content["team"]["members"]}
    assert roles == {str(leader.id): TeamRole.MEMBER, str(heir.id): TeamRole.LEADER}
