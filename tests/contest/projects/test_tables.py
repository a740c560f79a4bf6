"""Tables of the form without scripts and through the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contest.projects import queries
from tests import factories

SignedIn = Callable[..., Any]
ROW = {"equity.0.holder": "江", "equity.0.role": "leader", "equity.0.share": "60"}


@pytest.fixture
def leader(session: Any) -> Any:
    return factories.a_user()


@pytest.fixture
def project(leader: Any) -> Any:
    return factories.a_project(factories.a_season(), factories.a_team(leader))


def stored(actor: Any, project: Any) -> Any:
    return queries.get_project(actor, project.id).values["equity"]


def test_cells_are_posted_one_by_one_and_rows_added_and_removed(
    signed_in: SignedIn, actor_of: Any, leader: Any, project: Any
) -> None:
    client, address = signed_in(leader), f"/projects/{project.id}/form/money"
    second = {"equity.1.holder": "平台", "equity.1.role": "staff_pool", "equity.1.share": "40"}
    added = client.post(address, data={**ROW, **second, "version": "1", "rows": "add:equity"})
    assert added.headers["Location"] == f"{address}#field-equity"
    assert [row["share"] for row in stored(actor_of(leader), project)] == ["60", "40"]
    page = client.get(address).text
    assert 'name="equity.3.share"' in page
    removed = client.post(address, data={**ROW, **second, "version": "2", "rows": "remove:equity:0"})
    assert removed.status_code == 303
    assert [row["holder"] for row in stored(actor_of(leader), project)] == ["平台"]


def test_a_bad_cell_is_marked_and_nothing_typed_is_lost(
    signed_in: SignedIn, leader: Any, project: Any
) -> None:
    client, address = signed_in(leader), f"/projects/{project.id}/form/money"
    answer = client.post(address, data={**ROW, "equity.0.share": "viel", "version": "1"})
    assert answer.status_code == 422
    assert 'value="viel"' in answer.text
    assert answer.text.count("请填写数字") == 1


def test_the_api_takes_and_gives_tables_with_money_in_cents(
    client: Any, bearer: Any, actor_of: Any, leader: Any, project: Any
) -> None:
    finances = [{"year": 2025, "revenue": 123_000_000, "profit": -5_000_000}]
    sent = {"version": 1, "fields": {"finances": finances, "insured_staff": 12, "founder_on_leave": True}}
    answer = client.patch(f"/api/v1/projects/{project.id}", json=sent, headers=bearer(leader))
    assert answer.status_code == 200, answer.text
    fields = answer.json["fields"]
    assert fields["finances"] == [{**finances[0], "rd_spend": None, "staff": None}]
    assert (fields["insured_staff"], fields["founder_on_leave"]) == (12, True)
    bad = {"version": answer.json["version"], "fields": {"equity": [{"share": "200"}]}}
    refused = client.patch(f"/api/v1/projects/{project.id}", json=bad, headers=bearer(leader))
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "equity.0.share"
