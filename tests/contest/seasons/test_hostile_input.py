"""Numbers and days that are typing mistakes, or worse."""

from __future__ import annotations

from typing import Any

import pytest

from contest.permissions import Role
from contest.seasons.models import Window
from tests import factories


@pytest.fixture
def office(session: Any, signed_in: Any) -> Any:
    season = factories.a_season()
    return season, signed_in(factories.a_user(Role.ORGANISER))


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59", "1999-12-31T00:00"])
def test_a_window_lies_in_this_century(office: Any, session: Any, moment: str) -> None:
    season, client = office
    sent = {
        "kind": "submission",
        "opens_at": moment,
        "closes_at": "9999-12-31T23:59",
        "version": season.version,
    }
    path = f"/office/seasons/{season.slug}/window/submission"
    assert client.post(path, data=sent).status_code == 422
    years = {window.opens_at.year for window in session.query(Window).filter_by(season_id=season.id)}
    assert max(years) < 2100
    assert min(years) > 2000


@pytest.mark.parametrize("weight", ["1e-999999", "0.0000001", "NaN", "sNaN", "1e999999999"])
def test_a_weight_has_a_few_places(office: Any, weight: str) -> None:
    season, client = office
    sent = {
        "code": "market",
        "name_zh": "市场",
        "name_en": "Market",
        "weight": weight,
        "max": "100",
        "step": "1",
    }
    path = f"/office/seasons/{season.slug}/stages/final/add-criterion"
    assert client.post(path, data={**sent, "version": season.version}).status_code == 422
    assert client.post(path, data={**sent, "weight": "12.5", "version": season.version}).status_code == 303


@pytest.mark.parametrize("version", ["²", "9" * 5000, "", "-1"])
def test_a_version_that_is_no_number_is_a_stale_one(office: Any, version: str) -> None:
    season, client = office
    answer = client.post(f"/office/seasons/{season.slug}/rules", data={"version": version})
    assert answer.status_code == 422


@pytest.mark.parametrize("amount", ["1e999999999", "9" * 40, "sNaN"])
def test_an_amount_no_column_holds_is_refused(office: Any, amount: str) -> None:
    season, client = office
    sent = {
        "code": "prize",
        "name_zh": "奖金",
        "name_en": "Prize",
        "amount_max_yuan": amount,
        "version": season.version,
    }
    assert client.post(f"/office/seasons/{season.slug}/add/benefit", data=sent).status_code == 422


@pytest.mark.parametrize("year", ["-1", "1" + "0" * 30, "0"])
def test_the_holiday_table_of_an_absurd_year_is_that_of_the_nearest(office: Any, year: str) -> None:
    _season, client = office
    assert client.get(f"/office/holidays?year={year}").status_code == 200


def test_a_new_season_is_not_cloned_from_nonsense(office: Any) -> None:
    _season, client = office
    sent = {"source": "nonsense", "year": "2027", "slug": "2027"}
    assert client.post("/office/seasons/new", data=sent).status_code == 422
