"""What a judge opens bears the judge's mark on every page; what was handed in stays as it is."""

from __future__ import annotations

import hashlib
import io
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pypdf
import pytest
from sqlalchemy import text

from contest.accounts.models import User
from contest.documents.domain import ReadingState, Trouble
from contest.documents.models import DocumentText
from contest.documents.stamping import NotStampedNow
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.web.typesetting import TypesettingFailed
from judging.judges.models import Judge
from judging.scoring import copies
from judging.scoring.copies import KEPT_SECONDS, Reader, end_copies, marked_copy
from judging.scoring.models import FileView
from judging.scoring.services import reading
from judging.scoring.tasks import end_copies as end_job
from tests import factories
from tests.factories import documents
from tests.judging.scoring.test_desk_pages import desk


def stored(app: Any, content: io.BytesIO) -> dict[str, Any]:
    held = app.extensions["storage"].put(content, max_bytes=10**7)
    return {"sha256": held.sha256, "storage_key": held.key, "size": held.size}


def given(session: Any, signed_in: Any, plan: dict[str, Any]) -> dict[str, Any]:
    """A judge's desk with one entry whose plan is really there."""
    real = factories.a_plan
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(factories, "a_plan", lambda project, **more: real(project, **more, **plan))
        here = desk(signed_in)
    user = session.get_one(User, session.get_one(Judge, here["assignment"].judge_id).user_id)
    session.commit()
    return {**here, "user": user}


def text_of(content: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages]


@pytest.mark.committed
def test_a_judge_gets_the_own_mark_and_name_on_every_page_and_the_original_stays(
    app: Any, session: Any, signed_in: Any
) -> None:
    plan = stored(app, documents.a_readable_pdf("Plan one", "Plan two"))
    here = given(session, signed_in, plan)
    mark = Reader(here["assignment"].id, "", "").mark
    for address in (here["file"], f"{here['file']}?view=1"):
        answer = here["client"].get(address)
        assert answer.content_length == len(answer.data)
        for page, begins in zip(text_of(answer.data), ("Planone", "Plantwo"), strict=True):
            assert page.startswith(begins)
            assert mark in page
            assert "".join(here["user"].name.split()) in page
            assert "Forjudgingonly" in page
    kept = app.extensions["storage"].open(plan["storage_key"]).read()
    assert hashlib.sha256(kept).hexdigest() == plan["sha256"]
    assert session.query(FileView).count() == 2


@pytest.mark.committed
def test_a_view_is_written_though_the_page_that_is_read_may_write_nothing(
    app: Any, session: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = given(session, signed_in, stored(app, documents.a_readable_pdf("Plan")))
    modes: list[str] = []
    real = reading.insert

    def noting(table: Any) -> Any:
        modes.append(db.session.execute(text("SHOW transaction_read_only")).scalar_one())
        return real(table)

    monkeypatch.setattr(reading, "insert", noting)
    for address in (here["file"], f"{here['file']}/text"):
        assert here["client"].get(address).status_code == 200
    assert here["client"].head(here["file"]).status_code == 200
    assert modes == ["on", "on"], (
        "both were noted from within a transaction that only reads; a mere HEAD is no view"
    )
    session.rollback()
    noted = session.query(FileView).order_by(FileView.as_text).all()
    assert [(row.assignment_id, row.viewer_id, row.as_text) for row in noted] == [
        (here["assignment"].id, here["user"].id, False),
        (here["assignment"].id, here["user"].id, True),
    ]


@pytest.mark.committed
def test_a_viewer_that_asks_piece_by_piece_gets_pieces_of_one_copy(
    app: Any, session: Any, signed_in: Any
) -> None:
    here = given(session, signed_in, stored(app, documents.a_readable_pdf("Plan")))
    whole = here["client"].get(here["file"])
    piece = here["client"].get(
        here["file"], headers={"Range": "bytes=100-199", "If-Range": whole.headers["ETag"]}
    )
    assert (piece.status_code, piece.data) == (206, whole.data[100:200])
    assert session.query(FileView).count() == 1, "a further piece belongs to the view"
    same = here["client"].get(here["file"], headers={"If-None-Match": whole.headers["ETag"]})
    assert same.status_code == 304


@pytest.mark.committed
def test_whoever_leaves_the_first_byte_out_has_opened_the_file_all_the_same(
    app: Any, session: Any, signed_in: Any
) -> None:
    here = given(session, signed_in, stored(app, documents.a_readable_pdf("Plan")))
    for _piece in range(2):
        assert here["client"].get(here["file"], headers={"Range": "bytes=1-"}).status_code == 206
    assert session.query(FileView).count() == 1


@pytest.mark.committed
@pytest.mark.parametrize(
    ("what", "error"), [("typeset", TypesettingFailed("no turn")), ("stamp", NotStampedNow())]
)
def test_a_machine_under_load_gives_no_plan_without_the_mark(
    app: Any, session: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch, what: str, error: Exception
) -> None:
    def fails(*_given: Any) -> None:
        raise error

    here = given(session, signed_in, stored(app, documents.a_readable_pdf("Plan")))
    with monkeypatch.context() as patch:
        patch.setattr(copies, what, fails)
        answer = here["client"].get(here["file"])
    assert (answer.status_code, b"%PDF" in answer.data) == (503, False)
    assert session.query(FileView).count() == 0
    assert here["client"].get(here["file"]).data.startswith(b"%PDF"), "a minute later"


@pytest.mark.committed
def test_two_judges_never_get_each_others_copy(app: Any, session: Any, signed_in: Any) -> None:
    plan = stored(app, documents.a_readable_pdf("Plan"))
    first, second = given(session, signed_in, plan), given(session, signed_in, plan)
    answers = [one["client"].get(one["file"]) for one in (first, second)]
    marks = [Reader(one["assignment"].id, "", "").mark for one in (first, second)]
    assert [[mark in text_of(answer.data)[0] for mark in marks] for answer in answers] == [
        [True, False],
        [False, True],
    ]
    assert answers[0].headers["ETag"] != answers[1].headers["ETag"]


@pytest.mark.committed
def test_a_file_that_can_bear_no_mark_is_given_as_handed_in_and_the_page_says_so(
    app: Any, session: Any, signed_in: Any
) -> None:
    shut = documents.a_readable_pdf("Plan", password="secret")
    plan = stored(app, shut)
    here = given(session, signed_in, plan)
    session.add(
        DocumentText(
            id=new_id(),
            sha256=plan["sha256"],
            storage_key=plan["storage_key"],
            content_type="application/pdf",
            state=ReadingState.FAILED,
            trouble=Trouble.PASSWORD,
        )
    )
    session.commit()
    assert here["client"].get(here["file"]).data == shut.getvalue()
    assert "不带标记" in here["client"].get(here["path"]).text
    sound = given(session, signed_in, stored(app, documents.a_readable_pdf("Plan")))
    page = sound["client"].get(sound["path"]).text
    assert ('tag-neutral">不带标记' in page, "每一页" in page) == (False, True)


def test_a_copy_serves_a_day_is_made_once_and_then_goes(app: Any, tmp_path: Path, monkeypatch: Any) -> None:
    made = []
    real = copies.stamp
    monkeypatch.setattr(copies, "stamp", lambda *given: made.append(1) or real(*given))
    file = type("File", (), stored(app, documents.a_readable_pdf("Plan")))
    reader, storage = Reader(new_id(), "张评委", "复赛"), app.extensions["storage"]

    def asked(_n: int) -> Any:
        with app.app_context():
            return marked_copy(tmp_path, storage, file, reader)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(asked, range(4)))
    assert (len(made), len({one.tag for one in found})) == (1, 1)
    old = time.time() - KEPT_SECONDS - 60
    os.utime(found[0].path, (old, old))
    assert asked(0).tag != found[0].tag
    assert len(made) == 2
    for path in tmp_path.iterdir():
        os.utime(path, (old, old))
    assert end_copies(tmp_path) == 1
    assert list(tmp_path.iterdir()) == []
    assert end_copies(tmp_path / "nowhere") == 0


@pytest.mark.committed
def test_the_clock_removes_copies_whose_day_is_over(app: Any, session: Any, signed_in: Any) -> None:
    here = given(session, signed_in, stored(app, documents.a_readable_pdf("Plan")))
    here["client"].get(here["file"])
    folder = app.extensions["settings"].copies_dir
    old = time.time() - KEPT_SECONDS - 60
    for path in folder.iterdir():
        os.utime(path, (old, old))
    end_job()
    assert list(folder.glob("*")) == []


def test_a_mark_is_the_end_of_the_assignments_key() -> None:
    key = new_id()
    assert Reader(key, "", "").mark.replace("-", "").lower() == key.hex[-12:]


@pytest.mark.parametrize("name", ["a" * 300, "#[*markup*] $x$", "‮right to left"])
def test_no_name_breaks_the_mark(app: Any, tmp_path: Path, name: str) -> None:
    file = type("File", (), stored(app, documents.a_readable_pdf("Plan")))
    with app.app_context():
        found = marked_copy(tmp_path, app.extensions["storage"], file, Reader(new_id(), name, name))
    assert found is not None
