"""What no browser sends: values of the wrong kind, broken archives, absurd nesting."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from contest.documents.domain import detect
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain.values import parse
from contest.kernel.errors import Invalid
from contest.permissions import Role
from tests import factories


@pytest.mark.parametrize("raw", [[], {}, [True], 5, 1.5])
def test_a_box_is_ticked_with_a_boolean_or_a_word_only(raw: Any) -> None:
    with pytest.raises(Invalid):
        parse(DEFAULT.by_code["consent_bases"], "consent_bases", raw, ())


def test_an_archive_with_a_broken_stream_is_no_document() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 500)
    content = bytearray(buffer.getvalue())
    start = content.index(b"[Content_Types].xml") + len("[Content_Types].xml")
    content[start : start + 8] = b"\xff" * 8
    assert detect(io.BytesIO(bytes(content))) is None


@pytest.mark.parametrize(
    "code", ["consent_bases", "needs", "keywords", "amount_sought", "company_founded", "name"]
)
@pytest.mark.parametrize("value", [[], {}, [[]], {"zh": []}, 10**40, None, "sNaN", "1e999999999", [{"a": 1}]])
def test_no_value_of_the_wrong_kind_crashes_the_form(
    session: Any, client: Any, bearer: Any, code: str, value: Any
) -> None:
    leader = factories.a_user(Role.ENTREPRENEUR)
    project = factories.a_project(factories.a_season(), factories.a_team(leader))
    path, headers = f"/api/v1/projects/{project.id}", bearer(leader)
    answer = client.patch(path, json={"version": project.version, "fields": {code: value}}, headers=headers)
    assert answer.status_code in {200, 422}


def test_versions_nested_beyond_reason_are_ignored(session: Any, signed_in: Any) -> None:
    leader = factories.a_user(Role.ENTREPRENEUR)
    project = factories.a_project(factories.a_season(), factories.a_team(leader))
    sent = {"version": "1", "versions": "[" * 100_000, "keywords": "battery"}
    answer = signed_in(leader).post(f"/projects/{project.id}/form/project", data=sent)
    assert answer.status_code in {303, 422}


def test_nobody_makes_themselves_the_owner_of_a_project_by_naming_columns(
    session: Any, client: Any, bearer: Any
) -> None:
    leader = factories.a_user(Role.ENTREPRENEUR)
    project = factories.a_project(factories.a_season(), factories.a_team(leader))
    path, headers = f"/api/v1/projects/{project.id}", bearer(leader)
    for name in ("state", "number", "team_id", "submitted_at", "leader_id", "version", "id"):
        sent = {"version": project.version, "fields": {name: "x"}}
        assert (
            client.patch(
                path, data=json.dumps(sent), content_type="application/json", headers=headers
            ).status_code
            == 422
        )
