"""Codes for entering late, and projects moved elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid
from contest.notices.models import Notice
from contest.projects import services as project_services
from contest.projects.domain.editing import Basis
from contest.screening import queries, services
from contest.screening.domain import (
    CodeUnusable,
    NothingMoves,
)
from contest.seasons.models import Season
from tests import factories
from tests.contest.screening.cases import (
    an_entry,
)
from tests.factories.screening import a_late_code, close_submissions


def test_a_late_code_opens_one_project_once(season: Season, session: Any, actor_of: Any) -> None:
    leader = factories.a_user(email="late@example.com")
    team = factories.a_team(leader)
    project = factories.a_ready_project(season, team=team)
    close_submissions(season)
    actor, code = actor_of(leader), a_late_code(season)
    services.redeem(actor=actor, code_id=code.id, project_id=project.id)
    made = project_services.submit(actor=actor, project_id=project.id)
    assert made.basis is Basis.LATE_ENTRY
    with pytest.raises(CodeUnusable):
        services.redeem(actor=actor, code_id=code.id, project_id=project.id)


def test_a_late_code_may_begin_a_project(season: Season, session: Any, actor_of: Any) -> None:
    leader = factories.a_user(email="late@example.com")
    team = factories.a_team(leader)
    close_submissions(season)
    project_id = services.redeem(
        actor=actor_of(leader),
        code_id=a_late_code(season).id,
        project_id=None,
        team_id=team.id,
        name=LocalizedText("迟到的项目", ""),
    )
    project_services.save_fields(
        actor=actor_of(leader), project_id=project_id, values={"track_code": "green"}, version=1
    )
    late = queries.late_entry_of(project_id)
    assert late is not None
    assert late.reason == "网络故障"


@pytest.mark.parametrize(
    "change",
    [
        {"until": datetime.now(UTC) - timedelta(minutes=1)},
        {"revoked_at": datetime.now(UTC)},
        {"email": "other@example.com"},
    ],
)
def test_a_code_that_is_over_revoked_or_of_somebody_else_is_refused(
    season: Season, actor_of: Any, change: dict[str, Any]
) -> None:
    leader = factories.a_user(email="late@example.com")
    project = factories.a_ready_project(season, leader)
    with pytest.raises(CodeUnusable):
        services.redeem(
            actor=actor_of(leader), code_id=a_late_code(season, **change).id, project_id=project.id
        )


def test_an_unproved_address_cannot_use_a_code(season: Season, actor_of: Any) -> None:
    leader = factories.a_user(email="late@example.com", verified=False)
    project = factories.a_ready_project(season, leader)
    with pytest.raises((CodeUnusable, Forbidden)):
        services.redeem(actor=actor_of(leader), code_id=a_late_code(season).id, project_id=project.id)


def test_issuing_a_code_tells_its_holder(season: Season, office: Actor, session: Any) -> None:
    leader = factories.a_user()
    team = factories.a_team(leader)
    until = datetime.now(UTC) + timedelta(days=1)
    services.issue(
        actor=office, season_id=season.id, team_id=team.id, email="", until=until, reason="系统故障"
    )
    codes = session.execute(select(Notice.code).where(Notice.user_id == leader.id)).scalars().all()
    assert codes == ["screening.late_code"]
    with pytest.raises(Invalid, match="late_code_for_one"):
        services.issue(
            actor=office, season_id=season.id, team_id=None, email="", until=until, reason="系统故障"
        )


def test_a_transfer_moves_project_and_entries_and_keeps_the_number(
    season: Season, office: Actor, session: Any
) -> None:
    entry = an_entry(season, zone="city")
    number = entry.number
    services.transfer(
        actor=office, project_id=entry.subject_id, to={"zone_code": "yangpu"}, reason="注册地在杨浦"
    )
    moved = session.get_one(Entry, entry.id)
    assert (moved.zone_code, moved.number, moved.state) == ("yangpu", number, EntryState.ACTIVE)
    (shown,) = queries.transfers_of(entry.subject_id)
    assert shown.changes == {"zone_code": ("city", "yangpu")}
    with pytest.raises(NothingMoves):
        services.transfer(
            actor=office, project_id=entry.subject_id, to={"zone_code": "yangpu"}, reason="again"
        )


def test_a_transfer_needs_a_place_the_season_has(season: Season, office: Actor) -> None:
    entry = an_entry(season)
    with pytest.raises(Invalid, match="zone_code: not_a_choice"):
        services.transfer(actor=office, project_id=entry.subject_id, to={"zone_code": "mars"}, reason="x")
