"""Fields saved one by one, by several people, and by whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, StaleVersion
from contest.projects import queries, services
from contest.projects.domain import (
    FieldConflict,
)
from contest.seasons.domain import WindowClosed
from tests import factories
from tests.contest.projects.writing import ActorOf, save


def factories_role(name: str) -> Any:
    from contest.permissions import Role

    return Role(name)


def type_of_team() -> Any:
    from contest.teams.models import Team

    return Team


def test_fields_are_saved_one_by_one_into_columns_and_answers(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    version = save(actor, project, 1, name__zh="新名")
    version = save(actor, project, version, problem__en="Hard")
    version = save(
        actor,
        project,
        version,
        problem__zh="难题",
        needs=["FIN"],
        amount_sought="500",
        company_founded="2024-05-06",
    )
    values = queries.get_project(actor, project.id).values
    assert version == 4
    assert values["name"] == {"zh": "新名", "en": project.name.en}
    assert values["problem"] == {"zh": "难题", "en": "Hard"}
    assert (values["needs"], values["amount_sought"], values["company_founded"]) == (
        ["FIN"],
        500_000_000,
        "2024-05-06",
    )


def test_saving_what_is_stored_changes_nothing(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    assert save(actor, project, 1, name__zh=project.name.zh, keywords="") == 1


def test_two_members_on_two_fields_never_overwrite_each_other(session: Any, actor_of: ActorOf) -> None:
    season, leader, member = factories.a_season(), factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, member)
    project = factories.a_project(season, team)
    save(actor_of(leader), project, 1, problem__zh="甲")
    save(actor_of(member), project, 1, solution__zh="乙")
    values = queries.get_project(actor_of(leader), project.id).values
    assert (values["problem"]["zh"], values["solution"]["zh"]) == ("甲", "乙")


def test_a_field_somebody_else_saved_since_is_a_conflict_with_what_is_stored(
    session: Any, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    save(actor, project, 1, amount_sought="500")
    with pytest.raises(FieldConflict) as conflict:
        save(actor, project, 1, amount_sought="600")
    assert {key: conflict.value.params[key] for key in ("field", "version", "value")} == {
        "field": "amount_sought",
        "version": 2,
        "value": "500",
    }
    assert save(actor, project, 2, amount_sought="600") == 3


def test_a_later_version_of_one_field_does_not_cover_another(session: Any, actor_of: ActorOf) -> None:
    """Having saved one field, a page has still not seen what somebody did to the next one."""
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    save(actor, project, 1, problem__zh="甲写的")
    later = save(actor, project, 1, solution__zh="乙写的")
    with pytest.raises(FieldConflict):
        services.save_fields(
            actor=actor,
            project_id=project.id,
            values={"problem.zh": "乙改的", "solution.zh": "乙又写"},
            version={"problem.zh": 1, "solution.zh": later},
        )


def test_one_bad_value_saves_nothing_and_every_bad_one_is_named(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    with pytest.raises(Invalid) as refused:
        save(actor, project, 1, intro__zh="好", track_code="nowhere", credit_code="1", state="submitted")
    assert {error.field for error in refused.value.errors} == {"track_code", "credit_code", "state"}
    assert queries.get_project(actor, project.id).version == 1


def test_the_last_language_of_the_name_cannot_be_emptied(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    save(actor, project, 1, name__zh="")
    with pytest.raises(Invalid):
        save(actor, project, 2, name__en="")


def test_a_project_cannot_be_moved_into_a_zone_that_has_closed(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    factories.a_window(season, zone_code="yangpu", closes_at=datetime.now(UTC) - timedelta(hours=1))
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    with pytest.raises(WindowClosed):
        save(actor, project, 1, zone_code="yangpu")


def test_the_whole_project_has_one_version_for_programs(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    actor, project = actor_of(leader), factories.a_project(season, factories.a_team(leader))
    save(actor, project, 1, problem__zh="甲")
    with pytest.raises(StaleVersion):
        services.save_fields(
            actor=actor, project_id=project.id, values={"solution.zh": "乙"}, version=1, whole=True
        )


def test_strangers_and_readers_do_not_write(session: Any, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(season, leader)
    organiser = factories.a_user(factories_role("organiser"))
    for user in (factories.a_user(), organiser):
        with pytest.raises(Forbidden):
            save(actor_of(user), project, 1, problem__zh="别人")
        with pytest.raises(Forbidden):
            services.submit(actor=actor_of(user), project_id=project.id)


def test_a_member_edits_and_only_the_leader_hands_in(session: Any, actor_of: ActorOf) -> None:
    season, leader, member = factories.a_season(), factories.a_user(), factories.a_user()
    project = factories.a_ready_project(season, leader)
    factories.a_member(db.session.get_one(type_of_team(), project.team_id), member)
    assert save(actor_of(member), project, 1, market__zh="大") == 2
    with pytest.raises(Forbidden):
        services.submit(actor=actor_of(member), project_id=project.id)
    with pytest.raises(Forbidden):
        services.withdraw(actor=actor_of(member), project_id=project.id)
