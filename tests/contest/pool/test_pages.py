"""The office's list, its export, and a team's place on its project's page."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from contest.pool import queries
from contest.pool.domain import PlaceState
from contest.pool.models import PoolPlace
from contest.seasons.domain import WindowKind
from contest.seasons.models import Window
from tests import factories

SignedIn = Callable[[Any], FlaskClient]


def test_the_office_reads_filters_and_exports_the_whole_pool(session: Session, signed_in: SignedIn) -> None:
    season = factories.a_season()
    base = factories.a_base(name=LocalizedText("张江示例基地", "Zhangjiang"))
    resident = factories.a_project(season, name=LocalizedText("入驻项目甲", ""))
    silent = factories.a_project(season, name=LocalizedText("外赛项目乙", ""), consent_matching=False)
    factories.a_place(resident, base)
    factories.a_place(silent, consent=False, award=LocalizedText("一等奖", ""), year=2025)
    browser = signed_in(factories.a_user(Role.ORGANISER))
    page = browser.get("/office/pool").text
    for words in ("入驻项目甲", "外赛项目乙", "张江示例基地", "示例市创业大赛", "一等奖", "2025", "尚未"):
        assert words in page
    for query, there, gone in (
        ("kind=resident", "入驻项目甲", "外赛项目乙"),
        ("consent=no", "外赛项目乙", "入驻项目甲"),
        ("consent=yes", "入驻项目甲", "外赛项目乙"),
        ("q=张江", "入驻项目甲", "外赛项目乙"),
    ):
        narrowed = browser.get(f"/office/pool?{query}").text
        assert (there in narrowed, gone in narrowed) == (True, False), query
    assert "项目库中没有符合条件的项目" in browser.get("/office/pool?state=ended").text
    sheet = browser.get("/office/pool.xlsx?kind=other_contest")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["外赛项目乙"]
    assert rows[1][6] == 2025


def test_the_list_takes_as_many_statements_for_three_as_for_one(
    session: Session, signed_in: SignedIn, count_queries: Any
) -> None:
    season = factories.a_season()
    browser = signed_in(factories.a_user(Role.AUDITOR))
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.a_place(factories.a_project(season), factories.a_base())
        session.commit()
        counts.append(count_queries(lambda: browser.get("/office/pool")))
    assert counts[0] == counts[1]


def test_the_office_ends_a_place_on_a_page_and_nothing_typed_is_lost(
    session: Session, signed_in: SignedIn
) -> None:
    place = factories.a_place(factories.a_project(factories.a_season()))
    browser = signed_in(factories.a_user(Role.ORGANISER))
    assert browser.get(f"/pool/places/{place.id}/end").status_code == 200
    empty = browser.post(f"/pool/places/{place.id}/end", data={"reason": ""})
    assert (empty.status_code, "请填写此项" in empty.text or "field-error" in empty.text) == (422, True)
    long = browser.post(f"/pool/places/{place.id}/end", data={"reason": "长" * 501})
    assert long.status_code == 422
    assert "长" * 501 in long.text
    assert browser.post(f"/pool/places/{place.id}/end", data={"reason": "搬离"}).status_code == 303
    session.expire_all()
    assert session.get_one(PoolPlace, place.id).state is PlaceState.ENDED
    assert "搬离" in browser.get("/office/pool").text


@pytest.mark.parametrize("role", [Role.JUDGE, Role.OFFICER, Role.MENTOR])
def test_nobody_else_reads_the_list(session: Session, signed_in: SignedIn, role: Role) -> None:
    assert signed_in(factories.a_user(role)).get("/office/pool").status_code == 403


def test_a_team_reads_what_the_pool_is_agrees_on_its_page_and_leaves(
    session: Session, signed_in: SignedIn
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader), consent_matching=False)
    factories.a_place(project, consent=False)
    browser = signed_in(leader)
    page = browser.get(f"/projects/{project.id}").text
    assert "项目库项目" in page
    assert "已进入项目库，未参赛" in page
    assert "退出比赛" not in page
    assert "参赛申报截止" in page
    assert f"/pool/projects/{project.id}" in page
    part = browser.get(f"/pool/projects/{project.id}").text
    for words in ("待团队同意", "对方可以看到", "对方看不到", "海聚英才创投联盟项目库", "我们同意"):
        assert words in part
    assert browser.post(f"/pool/projects/{project.id}/agree").status_code == 303
    assert queries.open_projects(season.id) == [project.id]
    part = browser.get(f"/pool/projects/{project.id}").text
    assert f"/matches/{project.id}" in part
    assert "项目库项目" in browser.get("/projects").text
    closed = clock.now() - timedelta(seconds=1)
    session.query(Window).filter_by(kind=WindowKind.SUBMISSION).update({"closes_at": closed})
    session.commit()
    assert "参赛申报截止" not in browser.get(f"/projects/{project.id}").text, (
        "nothing can be entered any more"
    )
    assert browser.post(f"/pool/projects/{project.id}/leave").status_code == 303
    assert queries.open_projects(season.id) == []
    assert "团队退出" in browser.get(f"/pool/projects/{project.id}").text
    assert "已进入项目库，未参赛" not in browser.get(f"/projects/{project.id}").text


def test_a_project_that_was_never_there_has_no_part_of_it(session: Session, signed_in: SignedIn) -> None:
    leader = factories.a_user()
    project = factories.a_project(factories.a_season(), factories.a_team(leader))
    answer = signed_in(leader).get(f"/pool/projects/{project.id}")
    assert (answer.text, answer.headers["HX-Reswap"]) == ("", "delete")
