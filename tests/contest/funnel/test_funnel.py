"""From draft to award: who came how far."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from python_calamine import CalamineWorkbook

from contest.funnel import queries
from contest.funnel.queries import Cut
from contest.permissions import Role
from contest.seasons.domain import StageCode
from contest.seasons.models import Season
from tests import factories

SignedIn = Callable[..., Any]
STAGES = (StageCode.PRELIMINARY, StageCode.SECOND_ROUND)


def test_projects_are_counted_at_each_step_once_by_where_they_came_from(session: Any, actor_of: Any) -> None:
    season = factories.a_season()
    factories.a_project(season, zone_code="city")
    for zone, stages in (("city", STAGES), ("yangpu", STAGES[:1])):
        project = factories.a_project(season, submitted=True, zone_code=zone)
        for stage in stages:
            factories.an_entry(project, stage)
    factories.a_winner(season)
    office = actor_of(factories.a_user(Role.AUDITOR))
    lines = {line.code: line.counts for line in queries.funnel(office, season.id, Cut.ZONE, STAGES)}
    assert lines["yangpu"] == (1, 1, 1, 0, 0, 0, 0, 0)
    assert lines["city"][:4] == (2 + (lines["city"][4]), 1 + lines["city"][4], 1, 1)
    assert sum(counts[4] for counts in lines.values()) == 1


def test_an_officer_sees_the_own_district_and_a_stranger_nothing(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    season = factories.a_season()
    factories.a_project(season, submitted=True, zone_code="yangpu")
    factories.a_project(season, submitted=True, zone_code="city")
    officer = factories.a_user(Role.OFFICER, district="310110")
    lines = queries.funnel(actor_of(officer), season.id, Cut.ZONE, STAGES)
    assert [line.code for line in lines] == ["yangpu"]
    assert signed_in(factories.a_user()).get("/office/funnel").status_code == 403


def test_the_page_and_the_spreadsheet_say_the_same_at_constant_cost(
    session: Any, signed_in: SignedIn, count_queries: Any
) -> None:
    season = factories.a_season()
    factories.a_project(season, submitted=True)
    office = signed_in(factories.a_user(Role.ORGANISER))
    query = f"season={session.get(Season, season.id).slug}&by=track"
    assert "参赛漏斗" in office.get(f"/office/funnel?{query}").text
    sheet = office.get(f"/office/funnel.xlsx?{query}").data
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert rows[1][1:3] == [1.0, 1.0]
    one = count_queries(lambda: office.get(f"/office/funnel?{query}"))
    for _ in range(3):
        factories.a_project(season, submitted=True)
    session.commit()
    assert count_queries(lambda: office.get(f"/office/funnel?{query}")) == one
    assert "暂无项目" in office.get(f"/office/funnel?season={factories.a_season().slug}").text
