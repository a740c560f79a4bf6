"""The office's list: filters, zones, export, and what pages cost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from contest.accounts.models import User
from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from tests import factories
from tests.contest.projects.writing import patch

SignedIn = Callable[[User], FlaskClient]


def test_the_office_filters_sorts_and_pages_with_the_filter_in_the_address(
    session: Any, signed_in: SignedIn
) -> None:
    season = factories.a_season()
    for n in range(30):
        factories.a_project(
            season,
            submitted=True,
            track_code="green" if n % 2 else "life_health",
            name=LocalizedText(f"海聚项目{n:02d}", f"Haiju {n:02d}"),
        )
    factories.a_project(season, name=LocalizedText("草稿", "Draft one"))
    client = signed_in(factories.a_user(Role.ORGANISER))
    everything = client.get(f"/office/projects?season={_slug(season)}").text
    assert everything.count("/projects/0") == 25
    assert "page=2" in everything
    page = client.get(
        f"/office/projects?season={_slug(season)}&track=green&state=submitted&sort=name&q=haiju"
    ).text
    shown = [part.split("</a>")[0] for part in page.split("/projects/")[1:]]
    names = [f"海聚项目{n:02d}" for n in range(1, 30, 2)]
    assert [name for name in names if any(name in piece for piece in shown)] == names
    assert "海聚项目02" not in page
    assert "track=green" in page
    assert client.get(f"/office/projects?season={_slug(season)}&q=nothing-like-it").status_code == 200
    assert (
        client.get(
            f"/office/projects?season={_slug(season)}&sort=nonsense&page=999&state=nonsense"
        ).status_code
        == 200
    )


def _slug(season: Any) -> str:
    return str(season.slug)


def test_an_officer_lists_the_projects_of_the_own_zone_only(session: Any, signed_in: SignedIn) -> None:
    season = factories.a_season()
    near = factories.a_project(season, submitted=True, zone_code="yangpu")
    far = factories.a_project(season, submitted=True, zone_code="city")
    client = signed_in(factories.a_user(Role.OFFICER, district="310110"))
    page = client.get(f"/office/projects?season={_slug(season)}").text
    assert (near.name.zh in page, far.name.zh in page) == (True, False)


def test_the_export_names_the_zone_and_runs_no_formula(session: Any, signed_in: SignedIn) -> None:
    season = factories.a_season()
    evil = '=HYPERLINK("http://evil.example","x")'
    project = factories.a_project(
        season,
        submitted=True,
        name=LocalizedText(evil, "@SUM(1)"),
        submitted_at=datetime(2026, 6, 30, 15, 59, 58, tzinfo=UTC),
    )
    client = signed_in(factories.a_user(Role.ORGANISER))
    answer = client.get(f"/office/projects.xlsx?season={_slug(season)}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert any("Asia/Shanghai" in str(title) for title in rows[0])
    assert rows[1][0] == project.number
    assert rows[1][1] == evil
    assert rows[1][-1] == "2026-06-30 23:59:58"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_pages_cost_the_same_number_of_statements_for_one_project_and_for_three(
    session: Any, signed_in: SignedIn, actor_of: Any, count_queries: Any
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_ready_project(season, team=team)
    office, own = signed_in(factories.a_user(Role.ORGANISER)), signed_in(leader)
    addresses = (
        (own, "/projects"),
        (own, "/desk/projects"),
        (office, f"/office/projects?season={_slug(season)}"),
        (office, "/desk/project-figures"),
    )
    for browser, address in addresses:
        browser.get(address)  # from now on the season's rulebook is kept
    before = [count_queries(lambda c=c, a=a: c.get(a)) for c, a in addresses]
    for _ in range(2):
        factories.a_ready_project(season, team=team)
    session.commit()
    after = [count_queries(lambda c=c, a=a: c.get(a)) for c, a in addresses]
    assert before == after
    assert max(after) <= 12


def test_a_project_page_has_a_budget(session: Any, signed_in: SignedIn, count_queries: Any) -> None:
    project = factories.a_ready_project(factories.a_season(), leader := factories.a_user())
    client = signed_in(leader)
    assert count_queries(lambda: client.get(f"/projects/{project.id}")) == 11
    # The season's rulebook is kept as long as nobody changes it.
    assert count_queries(lambda: client.get(f"/projects/{project.id}")) == 10
    assert count_queries(lambda: client.get(f"/projects/{project.id}/form/solution")) == 10
    # Beside the fact itself: the form's version, the line of its history, and who else is at the form.
    assert count_queries(lambda: patch(client, project.id, "problem.zh", "甲", 1)) == 14
