"""A copy of one's own data."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

from flask import Flask, current_app
from sqlalchemy import text

from contest.exports import services as exports
from contest.exports.domain import Made
from contest.exports.models import Export
from contest.kernel.audit import AuditEvent
from contest.notices.models import Notice
from contest.privacy.asked import KIND
from contest.projects.models import Answer
from tests import factories
from tests.contest.privacy.copies import asked_for, make
from tests.erasures import erase

SignedIn = Callable[..., Any]


def test_a_copy_holds_the_data_and_the_files_and_a_notice_says_so(
    app: Flask, session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    person = factories.a_user(name="林溪")
    storage = app.extensions["storage"]
    project = factories.a_project(factories.a_season(), factories.a_team(person))
    stored = storage.put(factories.a_pdf("的计划"), max_bytes=1000)
    factories.a_plan(project, storage_key=stored.key, sha256=stored.sha256)
    made = asked_for(actor_of(person))
    assert asked_for(actor_of(person)).id == made.id
    make(made)
    session.refresh(made)
    browser = signed_in(person)
    assert session.query(Notice).filter_by(user_id=person.id).one().code == "privacy.export_ready"
    answer = browser.post(f"/account/data/exports/{made.id}")
    with zipfile.ZipFile(BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["data.json", "files/001-商业计划书.pdf"]
        data = json.loads(archive.read("data.json"))["data"]
    assert data["users"]["about"] == "账号"
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
    made = asked_for(actor_of(person))
    make(made)
    assert asked_for(actor_of(person)).id == made.id, "one in some hours is enough"
    with zipfile.ZipFile(storage.open(made.storage_key or "")) as archive:
        assert archive.namelist() == ["data.json", "files/001-x.pdf"]
        assert json.loads(archive.read("data.json"))["data"]["project_answers"]["rows"][0]["data"] == {
            "2025": 3
        }


def test_the_page_lists_ones_own_copies_and_a_second_press_adds_none(
    session: Any, signed_in: SignedIn
) -> None:
    person = factories.a_user(locale="en")
    browser, other = signed_in(person), signed_in(factories.a_user(locale="en"))
    for _press in range(2):
        asked = browser.post("/account/data/export")
        assert (asked.status_code, asked.headers["Location"]) == (303, "/account/data#copies")
    copy = session.query(Export).filter_by(asked_by=person.id).one()
    assert "Being made" in browser.get("/account/data").text
    make(copy)
    session.commit()
    page = browser.get("/account/data").text
    assert ("Being made" in page, f"/account/data/exports/{copy.id}" in page) == (False, True)
    assert str(copy.id) not in other.get("/account/data").text
    told = session.query(Notice).filter_by(user_id=person.id).one()
    assert told.link == "/account/data", "a copy has no page of its own"
    logged = session.query(AuditEvent).filter_by(subject_id=copy.id).order_by(AuditEvent.id)
    assert [(one.action, "of" in one.facts) for one in logged] == [
        ("data_export.requested", False),
        ("data_export.made", False),
    ]


def test_a_copy_whose_worker_gave_up_can_be_asked_for_anew(session: Any, actor_of: Any) -> None:
    actor = actor_of(factories.a_user())
    lost = asked_for(actor)
    session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = 'exports.make'"))
    again = asked_for(actor)
    assert again.id != lost.id
    assert asked_for(actor).id == again.id


def test_the_page_says_that_a_copy_was_not_made_and_why(
    session: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    person = factories.a_user(locale="en")
    browser, lost = signed_in(person), asked_for(actor_of(person))
    session.execute(text("DELETE FROM procrastinate_jobs WHERE task_name = 'exports.make'"))
    page = browser.get("/account/data").text
    assert ("Being made" in page, "something went wrong on our side" in page) == (False, True)
    exports.make(
        export_id=lost.id,
        kinds={KIND.name: replace(KIND, largest=10)},
        storage=current_app.extensions["storage"],
    )
    session.commit()
    page = browser.get("/account/data").text
    assert ("Being made" in page, "not made" in page, "The file is larger than" in page) == (
        False,
        True,
        True,
    )


def test_a_copy_made_while_the_account_is_closed_leaves_neither_row_nor_bytes(
    app: Flask, session: Any, actor_of: Any
) -> None:
    person, storage = factories.a_user(), app.extensions["storage"]
    copy = asked_for(actor_of(person))
    kept: list[str] = []

    def build(_actor: Any, _asked: Any, file: Any, _tell: Any) -> Made:
        file.write(b"the last copy")
        kept.append(storage.put(BytesIO(b"the last copy"), max_bytes=100).key)
        exports.end_of(user_id=person.id)
        return Made(1)

    exports.make(export_id=copy.id, kinds={KIND.name: replace(KIND, build=build)}, storage=storage)
    erase(session)
    assert session.query(Export).count() == 0
    assert not storage.exists(kept[0])
