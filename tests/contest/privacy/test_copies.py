"""A copy of one's own data."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Flask

from contest.notices.models import Notice
from contest.privacy import services
from contest.projects.models import Answer
from tests import factories

SignedIn = Callable[..., Any]


def test_a_copy_holds_the_data_and_the_files_and_a_notice_says_so(
    app: Flask, session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    person = factories.a_user(name="林溪")
    storage = app.extensions["storage"]
    project = factories.a_project(factories.a_season(), factories.a_team(person))
    stored = storage.put(factories.a_pdf("的计划"), max_bytes=1000)
    factories.a_plan(project, storage_key=stored.key, sha256=stored.sha256)
    made = services.request_export(actor=actor_of(person))
    assert services.request_export(actor=actor_of(person)).id == made.id
    services.make_export(export_id=made.id, storage=storage, labels={"users": "账户"})
    session.refresh(made)
    browser = signed_in(person)
    assert session.query(Notice).filter_by(user_id=person.id).one().code == "privacy.export_ready"
    answer = browser.post(f"/account/data/exports/{made.id}")
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["data.json", "files/001-商业计划书.pdf"]
        data = json.loads(archive.read("data.json"))["data"]
    assert data["users"]["about"] == "账户"
    assert data["users"]["rows"][0]["name"] == "林溪"
    assert data["projects"]["rows"][0]["name"] == project.name.as_dict()
    other = signed_in(factories.a_user())
    assert other.post(f"/account/data/exports/{made.id}").status_code == 404


def test_a_copy_unpacks_into_its_own_folder_and_holds_every_kind_of_answer(
    app: Flask, session: Any, actor_of: Any
) -> None:
    person, storage = factories.a_user(), app.extensions["storage"]
    project = factories.a_project(factories.a_season(), factories.a_team(person))
    session.add(Answer(project_id=project.id, field="revenue", data={"2025": 3}))
    stored = storage.put(factories.a_pdf("路径"), max_bytes=1000)
    factories.a_plan(project, storage_key=stored.key, sha256=stored.sha256).filename = "../../..\\etc/x.pdf"
    session.flush()
    made = services.request_export(actor=actor_of(person))
    services.make_export(export_id=made.id, storage=storage, labels={})
    assert services.request_export(actor=actor_of(person)).id == made.id, "one in some hours is enough"
    with zipfile.ZipFile(storage.open(made.storage_key or "")) as archive:
        assert archive.namelist() == ["data.json", "files/001-x.pdf"]
        assert json.loads(archive.read("data.json"))["data"]["project_answers"]["rows"][0]["data"] == {
            "2025": 3
        }
