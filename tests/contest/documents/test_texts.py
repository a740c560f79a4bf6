"""The text of a project's files: asked for once, read by the worker, tried again, shown beside the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from contest.accounts.models import User
from contest.documents import queries, services
from contest.documents.domain import Caps, Language, NothingToRetry, ReadingState, Trouble
from contest.documents.models import DocumentFinding, DocumentPage, DocumentText
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import NotFound
from contest.kernel.storage import Storage
from contest.permissions import Role
from contest.projects import services as project_services
from contest.projects.models import ProjectFile
from tests import factories
from tests.factories import documents

SignedIn = Callable[[User], FlaskClient]
PLAN = "Company: Shoreline Sensors Ltd.\nMarket\nFour hundred coastal cities spend two billion yuan a year."


@pytest.fixture
def storage(app: Flask) -> Storage:
    found: Storage = app.extensions["storage"]
    return found


def a_team_project() -> tuple[User, Any]:
    leader = factories.a_user(Role.ENTREPRENEUR)
    return leader, factories.a_project(factories.a_season(), factories.a_team(leader))


def attach(actor: Any, project: Any, stream: io.BytesIO, storage: Storage, kind: str = "plan") -> ProjectFile:
    return project_services.attach_file(
        actor=actor,
        project_id=project.id,
        kind=kind,
        filename="plan.pdf",
        stream=stream,
        storage=storage,
        max_bytes=50 * 2**20,
    )


def waiting_jobs(session: Any) -> list[tuple[str, int, str]]:
    rows = session.execute(
        text(
            "SELECT args, priority, queueing_lock FROM procrastinate_jobs WHERE task_name = 'documents.extract'"
        )
    )
    return [(row.args["sha256"], row.priority, row.queueing_lock) for row in rows]


def test_an_uploaded_plan_is_read_once_whoever_uploads_it(
    session: Any, actor_of: Any, storage: Storage
) -> None:
    files = []
    for _ in range(2):
        leader, project = a_team_project()
        files.append(attach(actor_of(leader), project, documents.a_readable_pdf(PLAN), storage))
    digest = files[0].sha256
    assert waiting_jobs(session) == [(digest, -10, f"documents.extract {digest}")]
    services.extract(sha256=digest, storage=storage)
    texts = queries.text_of([file.project_id for file in files])
    assert [(texts[f.project_id].text, texts[f.project_id].complete) for f in files] == [(PLAN, True)] * 2
    reading = queries.readings_of([digest])[digest]
    assert (reading.state, reading.language, reading.page_count, reading.characters, reading.cut) == (
        ReadingState.DONE,
        Language.EN,
        1,
        len(PLAN),
        False,
    )
    facts = (
        session.execute(select(AuditEvent.facts).where(AuditEvent.action == "document.read")).scalars().all()
    )
    assert facts == [{"state": "done", "trouble": None, "characters": len(PLAN)}]


def test_reading_twice_changes_nothing(session: Any, actor_of: Any, storage: Storage) -> None:
    leader, project = a_team_project()
    digest = attach(actor_of(leader), project, documents.a_readable_pdf(PLAN), storage).sha256
    for _ in range(2):
        services.extract(sha256=digest, storage=storage)
    counts = [
        session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (DocumentPage, DocumentFinding)
    ]
    assert counts == [1, 2]
    services.extract(sha256="0" * 64, storage=storage)


def test_the_texts_of_many_projects_cost_two_statements(
    session: Any, actor_of: Any, storage: Storage, count_queries: Any
) -> None:
    projects = []
    for number in range(3):
        leader, project = a_team_project()
        actor = actor_of(leader)
        for kind, words in (("plan", "The plan"), ("deck", "The deck")):
            digest = attach(
                actor, project, documents.a_readable_pdf(f"{words} {number}"), storage, kind
            ).sha256
            services.extract(sha256=digest, storage=storage)
        projects.append(project.id)
    session.flush()
    assert (
        count_queries(lambda: queries.text_of(projects[:1]))
        == count_queries(lambda: queries.text_of(projects))
        == 2
    )
    found = queries.text_of(projects)
    assert [found[key].text for key in projects] == [f"The plan {n}\n\nThe deck {n}" for n in range(3)]
    assert [(file.kind, file.language) for file in found[projects[0]].files] == [
        ("plan", Language.EN),
        ("deck", Language.EN),
    ]


def test_a_replaced_file_and_one_that_waits_are_not_part_of_the_text(
    session: Any, actor_of: Any, storage: Storage
) -> None:
    leader, project = a_team_project()
    _leader, empty = a_team_project()
    actor = actor_of(leader)
    services.extract(
        sha256=attach(actor, project, documents.a_readable_pdf("Old"), storage).sha256, storage=storage
    )
    attach(actor, project, documents.a_readable_pdf("New"), storage)
    found = queries.text_of([project.id, empty.id])
    assert (found[project.id].text, found[project.id].complete) == ("", False)
    assert (found[empty.id].text, found[empty.id].complete, found[empty.id].files) == ("", True, ())


@pytest.mark.parametrize(
    ("made", "trouble", "words"),
    [
        (lambda: documents.a_readable_pdf("x", password="p"), Trouble.PASSWORD, "密码"),
        (lambda: documents.truncated(documents.a_readable_pdf("x"), 0.2), Trouble.CORRUPT, "损坏"),
        (lambda: documents.a_pdf_of_many_pages(10_000), Trouble.TOO_MANY_PAGES, str(Caps().pages)),
        (lambda: documents.a_zip_bomb(400), Trouble.TOO_LARGE_INSIDE, "解压"),
        (documents.a_scanned_pdf, Trouble.NO_TEXT, "文字"),
    ],
)
def test_what_cannot_be_read_says_why_beside_the_file_and_can_be_tried_again(
    session: Any,
    actor_of: Any,
    signed_in: SignedIn,
    storage: Storage,
    made: Callable[[], io.BytesIO],
    trouble: Trouble,
    words: str,
) -> None:
    leader, project = a_team_project()
    file = attach(actor_of(leader), project, made(), storage)
    client = signed_in(leader)
    slot = f"/projects/{project.id}/file-slots/plan"
    assert "every 3s" in client.get(slot).text
    services.extract(sha256=file.sha256, storage=storage)
    session.commit()
    row = session.execute(select(DocumentText)).scalar_one()
    assert (row.state, row.trouble, row.page_count) == (ReadingState.FAILED, trouble, 0)
    shown = client.get(slot).text
    assert words in shown
    assert "every 3s" not in shown
    assert words in client.get(f"/projects/{project.id}/files/{file.id}/view").text
    session.execute(text("DELETE FROM procrastinate_jobs"))
    session.commit()
    assert client.post(f"/projects/{project.id}/files/{file.id}/read").status_code == 303
    assert [digest for digest, *_ in waiting_jobs(session)] == [file.sha256]
    assert "every 3s" in client.get(slot).text


def test_only_what_failed_is_read_again(
    session: Any, actor_of: Any, signed_in: SignedIn, storage: Storage
) -> None:
    leader, project = a_team_project()
    actor = actor_of(leader)
    file = attach(actor, project, documents.a_readable_pdf(PLAN), storage)
    for _ in range(2):
        with pytest.raises(NothingToRetry):
            project_services.read_again(actor=actor, project_id=project.id, file_id=file.id)
        services.extract(sha256=file.sha256, storage=storage)
    stranger = signed_in(factories.a_user(Role.ENTREPRENEUR))
    assert stranger.post(f"/projects/{project.id}/files/{file.id}/read").status_code == 404


def test_a_file_the_store_does_not_have_is_missing(session: Any, storage: Storage) -> None:
    services.request(sha256="cd" * 32, storage_key="cd" * 32, content_type="application/pdf")
    services.extract(sha256="cd" * 32, storage=storage)
    assert session.execute(select(DocumentText.trouble)).scalar_one() is Trouble.MISSING


def test_files_nobody_asked_for_are_caught_up_with_once_each(session: Any, storage: Storage) -> None:
    season = factories.a_season()
    stored = storage.put(documents.a_readable_pdf("Seeded"), max_bytes=2**20)
    for _ in range(3):
        factories.a_plan(factories.a_project(season), sha256=stored.sha256, storage_key=stored.key)
    replaced = factories.a_plan(factories.a_project(season), sha256="ef" * 32, replaced_at=func.now())
    factories.a_plan(factories.a_project(season), sha256="ee" * 32, content_type="image/gif")
    assert services.catch_up() == 1
    assert services.catch_up() == 0
    assert [digest for digest, *_ in waiting_jobs(session)] == [stored.sha256]
    assert replaced.sha256 not in queries.readings_of([replaced.sha256])


def test_catching_up_never_fills_the_queue(session: Any) -> None:
    season = factories.a_season()
    for number in range(100):
        factories.a_plan(factories.a_project(season), sha256=f"{number:064x}")
    assert [services.catch_up() for _ in range(3)] == [40, 0, 0]
    session.execute(text("UPDATE document_texts SET state = 'failed', trouble = 'missing'"))
    assert [services.catch_up() for _ in range(2)] == [40, 0]


def test_an_erased_file_leaves_neither_bytes_nor_text(session: Any, actor_of: Any, storage: Storage) -> None:
    leader, project = a_team_project()
    file = attach(actor_of(leader), project, documents.a_readable_pdf("To be erased"), storage)
    services.extract(sha256=file.sha256, storage=storage)
    services.erase(sha256=file.sha256, storage_key=file.storage_key, storage=storage)
    assert queries.pages_of(file.sha256) == ()
    assert session.execute(select(func.count()).select_from(DocumentPage)).scalar_one() == 0
    with pytest.raises(NotFound):
        storage.open(file.storage_key)


def test_the_page_of_a_file_shows_its_text_for_those_who_cannot_see_the_frame(
    session: Any, actor_of: Any, signed_in: SignedIn, storage: Storage
) -> None:
    leader, project = a_team_project()
    file = attach(actor_of(leader), project, documents.a_readable_pdf(PLAN), storage)
    services.extract(sha256=file.sha256, storage=storage)
    page = signed_in(leader).get(f"/projects/{project.id}/files/{file.id}/view").text
    assert "Four hundred coastal cities" in page
    assert f'src="/projects/{project.id}/files/{file.id}/inline"' in page
    inline = signed_in(leader).get(f"/projects/{project.id}/files/{file.id}/inline")
    assert inline.headers["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in inline.headers["Content-Security-Policy"]
