"""Files of a project by browser: refused in plain words, downloaded as what they are, taken out and put back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from contest.accounts.models import User
from contest.projects import queries
from tests import factories

SignedIn = Callable[[User], FlaskClient]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ program", "plan.pdf"),
        (b"<html></html>", "plan.pdf"),
        (factories.an_office_file(macros=True).read(), "plan.docx"),
        (b"", "plan.pdf"),
    ],
)
def test_a_renamed_file_is_refused_in_plain_words(
    session: Any, signed_in: SignedIn, content: bytes, name: str
) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    client = signed_in(leader)
    answer = client.post(
        f"/projects/{project.id}/files",
        data={"kind": "plan", "file": (io.BytesIO(content), name)},
        follow_redirects=True,
    )
    assert "请上传 PDF、Word（DOCX）或 PowerPoint（PPTX）文件" in answer.text
    assert queries.files_of(project.id) == []


def test_a_download_is_an_attachment_of_its_true_type(session: Any, signed_in: SignedIn) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    client = signed_in(leader)
    client.post(
        f"/projects/{project.id}/files",
        data={"kind": "plan", "file": (factories.an_office_file(), "计划.html")},
    )
    file = queries.files_of(project.id)[0]
    answer = client.get(f"/projects/{project.id}/files/{file.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E8%AE%A1%E5%88%92.docx" in answer.headers["Content-Disposition"]
    assert answer.content_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        client.get(f"/projects/{project.id}/files/{file.id}/inline")
        .headers["Content-Disposition"]
        .startswith("attachment")
    )
    client.post(f"/projects/{project.id}/files", data={"kind": "plan", "file": (factories.a_pdf(), "a.pdf")})
    pdf = queries.files_of(project.id)[0]
    shown = client.get(f"/projects/{project.id}/files/{pdf.id}/inline")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


def test_taking_a_file_out_can_be_undone(session: Any, signed_in: SignedIn) -> None:
    project = factories.a_ready_project(factories.a_season(), leader := factories.a_user())
    client, file = signed_in(leader), queries.files_of(project.id)[0]
    page = client.post(f"/projects/{project.id}/files/{file.id}/remove", follow_redirects=True).text
    assert f"/projects/{project.id}/files/{file.id}/restore" in page
    client.post(f"/projects/{project.id}/files/{file.id}/restore")
    assert [f.id for f in queries.files_of(project.id)] == [file.id]
