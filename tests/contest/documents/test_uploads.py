"""Files that arrive in parts: over a lost line, another process, another device, a second thought."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update

import wsgi
from contest.accounts.models import User
from contest.documents import services
from contest.documents.domain import LARGEST_PART, FileRefused
from contest.documents.domain.uploads import SMALLEST_PART, Announced, WrongOffset, accept_part
from contest.documents.models import DocumentText, Upload
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.kernel.errors import Invalid
from contest.kernel.storage import Storage
from contest.permissions import Role
from contest.projects import queries
from contest.projects.models import ProjectFile
from contest.seasons.models import Window
from tests import database, factories
from tests.factories import documents

SignedIn = Callable[[User], FlaskClient]
PART = SMALLEST_PART
MEGABYTE = 2**20


@pytest.fixture
def storage(app: Flask) -> Storage:
    found: Storage = app.extensions["storage"]
    return found


def a_team_project(**more: Any) -> tuple[User, Any]:
    leader = factories.a_user(Role.ENTREPRENEUR)
    return leader, factories.a_project(factories.a_season(), factories.a_team(leader), **more)


def a_large_pdf(size: int = 3 * PART + 100) -> bytes:
    """A PDF of `size` bytes that nobody uploaded before."""
    head = documents.a_readable_pdf("Plan").getvalue()
    return head + b"\n%" + os.urandom(size - len(head) - 2)


def begin(client: FlaskClient, project: Any, content: bytes, **more: Any) -> Any:
    sent = {"kind": "plan", "name": "计划.pdf", "size": len(content), "fingerprint": "f1", **more}
    return client.post(f"/projects/{project.id}/uploads", json=sent, headers={"Accept": "application/json"})


def send(client: FlaskClient, url: str, content: bytes, offset: int, length: int = PART) -> Any:
    return client.patch(
        url,
        data=content[offset : offset + length],
        headers={"Upload-Offset": str(offset), "Accept": "application/json"},
        content_type="application/offset+octet-stream",
    )


def finish(client: FlaskClient, url: str) -> Any:
    return client.post(f"{url}/finish", headers={"Accept": "application/json"})


def test_a_file_arrives_in_parts_and_becomes_the_plan(
    session: Any, signed_in: SignedIn, storage: Storage
) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf()
    begun = begin(client, project, content)
    assert (begun.status_code, begun.json["offset"], begun.json["finished"]) == (201, 0, False)
    url = begun.json["url"]
    for offset in range(0, len(content), PART):
        answer = send(client, url, content, offset)
        expected = min(offset + PART, len(content))
        assert (answer.status_code, answer.json, answer.headers["Upload-Offset"]) == (
            200,
            {"offset": expected},
            str(expected),
        )
    done = finish(client, url)
    assert (done.status_code, done.json["name"], done.json["size"]) == (200, "计划.pdf", len(content))
    (file,) = queries.files_of(project.id)
    with storage.open(file.storage_key) as stream:
        assert stream.read() == content
    assert (
        session.execute(select(DocumentText.state).where(DocumentText.sha256 == file.sha256)).scalar_one()
        == "waiting"
    )
    actions = session.execute(select(AuditEvent.action).order_by(AuditEvent.id)).scalars().all()
    assert actions[-2:] == ["upload.begun", "project.file_attached"]


def test_head_says_where_to_go_on(session: Any, signed_in: SignedIn) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf()
    url = begin(client, project, content).json["url"]
    assert client.head(url).headers["Upload-Offset"] == "0"
    send(client, url, content, 0)
    assert client.head(url).headers["Upload-Offset"] == str(PART)
    assert client.get(url).json["offset"] == PART


def test_a_part_at_another_place_is_refused_and_told_the_right_one(session: Any, signed_in: SignedIn) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf()
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    for offset in (0, 2 * PART):
        answer = send(client, url, content, offset)
        assert (answer.status_code, answer.json["code"], answer.json["offset"]) == (
            409,
            "upload_offset",
            PART,
        )


def test_a_part_whose_answer_was_lost_can_be_sent_again(
    session: Any, signed_in: SignedIn, storage: Storage
) -> None:
    """The store has the part, the row does not: the process was killed in between."""
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf()
    upload = begin(client, project, content).json
    row = session.execute(select(Upload)).scalar_one()
    storage.put_part(row.id, 0, io.BytesIO(b"half of the first part"), max_bytes=PART)
    for offset in range(0, len(content), PART):
        send(client, upload["url"], content, offset)
    assert finish(client, upload["url"]).status_code == 200
    (file,) = queries.files_of(project.id)
    assert file.size == len(content)


def test_the_same_file_chosen_again_goes_on_and_another_one_begins_anew(
    session: Any, signed_in: SignedIn
) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf()
    first = begin(client, project, content).json
    send(client, first["url"], content, 0)
    assert begin(client, project, content).json == {**first, "offset": PART}
    assert "计划.pdf" in client.get(f"/projects/{project.id}/file-slots/plan").text
    other = begin(client, project, content, fingerprint="f2").json
    assert (other["offset"], other["url"] == first["url"]) == (0, False)
    assert client.head(first["url"]).status_code == 404
    deck = begin(client, project, content, kind="deck").json
    assert client.head(other["url"]).status_code == client.head(deck["url"]).status_code == 200


def test_finishing_twice_is_finishing_once(session: Any, signed_in: SignedIn) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf(PART)
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    first, second = finish(client, url), finish(client, url)
    assert first.json == second.json
    assert session.execute(select(func.count()).select_from(ProjectFile)).scalar_one() == 1


def test_an_upload_that_is_not_complete_cannot_be_finished(session: Any, signed_in: SignedIn) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf()
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    answer = finish(client, url)
    assert (answer.status_code, answer.json["code"], answer.json["offset"]) == (
        409,
        "upload_unfinished",
        PART,
    )
    assert queries.files_of(project.id) == []


def test_a_store_that_lost_a_part_says_so(session: Any, signed_in: SignedIn, storage: Storage) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf(PART)
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    storage.drop_parts(session.execute(select(Upload.id)).scalar_one())
    answer = finish(client, url)
    assert (answer.status_code, answer.json["code"]) == (409, "upload_broken")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"size": 10**12}, "file_too_large"),
        ({"size": 0}, "file_empty"),
        ({"size": -1}, "file_empty"),
        ({"size": True}, "not_accepted"),
        ({"size": "5"}, "not_accepted"),
        ({"name": " "}, "file_required"),
        ({"name": None}, "not_accepted"),
        ({"kind": "passport"}, "not_a_choice"),
        ({"kind": ["plan"]}, "not_accepted"),
    ],
)
def test_what_will_not_be_accepted_is_refused_before_a_byte_travels(
    session: Any, signed_in: SignedIn, sent: dict[str, Any], code: str
) -> None:
    leader, project = a_team_project()
    answer = begin(signed_in(leader), project, b"12345", **sent)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, code)
    assert session.execute(select(func.count()).select_from(Upload)).scalar_one() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ" + bytes(100), "file_type_refused"),
        (documents.an_encrypted_office_file().getvalue(), "file_password"),
    ],
)
def test_the_type_is_told_by_content_when_everything_is_there(
    session: Any, signed_in: SignedIn, content: bytes, code: str
) -> None:
    leader, project = a_team_project()
    client = signed_in(leader)
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0, len(content))
    answer = finish(client, url)
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, code)
    assert queries.files_of(project.id) == []


def test_only_members_of_the_team_take_part(session: Any, signed_in: SignedIn) -> None:
    leader, project = a_team_project()
    stranger, officer = factories.a_user(Role.ENTREPRENEUR), factories.a_user(Role.ORGANISER)
    content = a_large_pdf()
    url = begin(signed_in(leader), project, content).json["url"]
    for other, status in ((signed_in(stranger), 404), (signed_in(officer), 403)):
        answers = [
            begin(other, project, content),
            other.head(url),
            send(other, url, content, 0),
            finish(other, url),
            other.delete(url, headers={"Accept": "application/json"}),
        ]
        assert [answer.status_code for answer in answers] == [status] * 5
    mate = factories.a_user(Role.ENTREPRENEUR)
    factories.a_member(session.get(type_of_team(), project.team_id), mate)
    assert send(signed_in(mate), url, content, 0).status_code == 200


def type_of_team() -> Any:
    from contest.teams.models import Team

    return Team


def test_an_upload_of_another_project_is_not_reached_through_ones_own(
    session: Any, signed_in: SignedIn
) -> None:
    leader, project = a_team_project()
    _other_leader, foreign = a_team_project()
    content = a_large_pdf()
    client = signed_in(leader)
    upload_id = begin(client, project, content).json["url"].rpartition("/")[2]
    url = f"/projects/{foreign.id}/uploads/{upload_id}"
    assert [client.head(url).status_code, send(client, url, content, 0).status_code] == [404, 404]


def test_after_the_deadline_an_upload_neither_begins_nor_ends(session: Any, signed_in: SignedIn) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf(PART)
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    session.execute(
        update(Window)
        .where(Window.season_id == project.season_id)
        .values(closes_at=func.now() - timedelta(seconds=1))
    )
    session.commit()
    assert [begin(client, project, content).json["code"], finish(client, url).json["code"]] == [
        "window_closed"
    ] * 2
    assert queries.files_of(project.id) == []


def test_a_cancelled_upload_is_gone_and_its_parts_are_erased(
    session: Any, signed_in: SignedIn, storage: Storage
) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf()
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    key = session.execute(select(Upload.id)).scalar_one()
    assert client.delete(url).status_code == 204
    assert client.head(url).status_code == 404
    jobs = session.execute(
        text("SELECT args FROM procrastinate_jobs WHERE task_name = 'documents.drop_parts'")
    )
    assert [row.args for row in jobs] == [{"upload_id": str(key)}]
    services.drop_parts(upload_id=key, storage=storage)
    assert storage.join_parts(key, io.BytesIO()) == 0


def test_parts_of_an_upload_under_way_are_never_erased(
    session: Any, signed_in: SignedIn, storage: Storage
) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf()
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    key = session.execute(select(Upload.id)).scalar_one()
    services.drop_parts(upload_id=key, storage=storage)
    assert storage.join_parts(key, io.BytesIO()) == PART


def test_uploads_nobody_goes_on_with_are_swept(session: Any, signed_in: SignedIn) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf(PART)
    old = begin(client, project, content).json["url"]
    fresh = begin(client, project, content, kind="deck").json["url"]
    session.execute(
        update(Upload).where(Upload.kind == "plan").values(updated_at=func.now() - timedelta(days=3))
    )
    session.commit()
    assert services.sweep() == 1
    session.commit()
    assert [client.head(old).status_code, client.head(fresh).status_code] == [404, 200]
    dropped = (
        session.execute(select(AuditEvent.facts).where(AuditEvent.action == "upload.dropped")).scalars().all()
    )
    assert dropped == [{"kind": "plan", "received": 0}]


def test_a_finished_upload_is_forgotten_after_a_while_and_its_file_stays(
    session: Any, signed_in: SignedIn
) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf(PART)
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    finish(client, url)
    assert services.sweep() == 0
    session.execute(update(Upload).values(updated_at=func.now() - timedelta(days=1)))
    assert services.sweep() == 0
    assert session.execute(select(func.count()).select_from(Upload)).scalar_one() == 0
    assert len(queries.files_of(project.id)) == 1


@pytest.mark.committed
def test_two_devices_sending_the_same_part_at_once_leave_a_whole_file(
    app: Flask, session: Any, signed_in: SignedIn, storage: Storage
) -> None:
    leader, project = a_team_project()
    content = a_large_pdf()
    url = begin(signed_in(leader), project, content).json["url"]
    clients = [signed_in(leader) for _ in range(4)]
    statuses: list[int] = []

    def race(client: FlaskClient) -> None:
        for offset in range(0, len(content), PART):
            statuses.append(send(client, url, content, offset).status_code)

    threads = [threading.Thread(target=race, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {200, 409}
    assert statuses.count(200) == 4
    assert finish(clients[0], url).status_code == 200
    (file,) = queries.files_of(project.id)
    with storage.open(file.storage_key) as stream:
        assert stream.read() == content


@pytest.mark.committed
def test_an_upload_goes_on_in_another_process_after_a_restart(
    app: Flask, session: Any, signed_in: SignedIn, database_url: str
) -> None:
    leader, project = a_team_project()
    content = a_large_pdf()
    client = signed_in(leader)
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    cookie = client.get_cookie("haiju")
    assert cookie is not None
    other = wsgi.create_app(database.settings_for(database_url, demo=True))
    other.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    later = other.test_client()
    later.set_cookie("haiju", cookie.value)
    for offset in range(int(later.head(url).headers["Upload-Offset"]), len(content), PART):
        assert send(later, url, content, offset).status_code == 200
    assert finish(later, url).json["size"] == len(content)
    with other.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("headers", "data", "status"),
    [
        ({}, b"x", 422),
        ({"Upload-Offset": "-1"}, b"x", 422),
        ({"Upload-Offset": "9" * 40}, b"x", 422),
        ({"Upload-Offset": "0"}, b"", 411),
        ({"Upload-Offset": "0"}, b"x" * (SMALLEST_PART - 1), 422),
        ({"Upload-Offset": "0"}, b"x" * (LARGEST_PART + 1), 422),
    ],
)
def test_parts_that_no_browser_of_ours_sends_are_refused(
    session: Any, signed_in: SignedIn, headers: dict[str, str], data: bytes, status: int
) -> None:
    leader, project = a_team_project()
    client = signed_in(leader)
    url = begin(client, project, bytes(20 * MEGABYTE)).json["url"]
    answer = client.patch(
        url,
        data=data,
        headers={**headers, "Accept": "application/json"},
        content_type="application/octet-stream",
    )
    assert answer.status_code == status
    assert client.head(url).headers["Upload-Offset"] == "0"


def test_the_last_part_may_be_small_and_no_part_passes_the_end() -> None:
    accept_part(offset=PART, received=PART, length=1, size=PART + 1)
    with pytest.raises(Invalid):
        accept_part(offset=0, received=0, length=PART + 2, size=PART + 1)
    with pytest.raises(WrongOffset) as wrong:
        accept_part(offset=0, received=PART, length=1, size=PART + 1)
    assert wrong.value.params == {"offset": PART}


def test_an_announced_file_is_checked_against_the_limit_itself() -> None:
    Announced("plan", "a.pdf", 100).check(max_bytes=100)
    with pytest.raises(Invalid):
        Announced("plan", "a.pdf", 101).check(max_bytes=100)
    with pytest.raises(FileRefused):
        Announced("plan", "a.pdf", 0).check(max_bytes=100)


def test_a_download_can_be_asked_for_in_ranges(session: Any, signed_in: SignedIn) -> None:
    leader, project = a_team_project()
    client, content = signed_in(leader), a_large_pdf(PART)
    url = begin(client, project, content).json["url"]
    send(client, url, content, 0)
    address = f"/projects/{project.id}/files/{finish(client, url).json['id']}"
    whole = client.get(address)
    assert (whole.status_code, whole.headers["Accept-Ranges"], whole.content_length) == (
        200,
        "bytes",
        len(content),
    )
    assert whole.data == content
    part = client.get(address, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, content[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(content)}"
    assert client.get(address, headers={"Range": f"bytes={len(content)}-"}).status_code == 416
    assert client.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
