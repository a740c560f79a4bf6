"""Beginning a project."""

from __future__ import annotations

from typing import Any

import pytest

from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Invalid, NotFound
from contest.projects import services
from contest.projects.domain import (
    ProjectState,
)
from contest.seasons.domain import WindowClosed
from tests import factories
from tests.contest.projects.writing import ActorOf, close


def test_a_project_begins_with_a_name_and_knows_its_channel(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    project = services.create_project(
        actor=actor_of(leader), season_id=season.id, team_id=team.id, name=LocalizedText(" 海芯 ", "")
    )
    assert (project.name, project.state, project.channel_code) == (
        LocalizedText("海芯", ""),
        ProjectState.DRAFT,
        "open",
    )


@pytest.mark.parametrize("name", [LocalizedText(), LocalizedText("海" * 61, "")])
def test_a_project_needs_a_name_within_the_limit(
    session: Any, actor_of: ActorOf, name: LocalizedText
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    with pytest.raises(Invalid):
        services.create_project(actor=actor_of(leader), season_id=season.id, team_id=team.id, name=name)


def test_nobody_begins_a_project_for_a_foreign_team_or_after_every_deadline(
    session: Any, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    name = LocalizedText("海芯", "")
    with pytest.raises(NotFound):
        services.create_project(
            actor=actor_of(factories.a_user()), season_id=season.id, team_id=team.id, name=name
        )
    close(season)
    with pytest.raises(WindowClosed):
        services.create_project(actor=actor_of(leader), season_id=season.id, team_id=team.id, name=name)


def test_a_zone_that_is_still_open_lets_projects_begin(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    close(season)
    factories.a_window(season, zone_code="yangpu")
    team = factories.a_team(leader)
    project = services.create_project(
        actor=actor_of(leader), season_id=season.id, team_id=team.id, name=LocalizedText("海芯", "")
    )
    assert project.version == 1
