"""Bytes that no row speaks of are found at night; those of people who are just handing them in are not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from contest.documents.models import DocumentText
from contest.kernel.audit import AuditEvent
from contest.kernel.storage import LocalStorage
from contest.privacy.services import erasing
from contest.privacy.tasks import sweep_files
from tests import factories
from tests.erasures import erase, erasures

LONG_AGO = datetime.now(UTC) - timedelta(days=2)


@pytest.fixture
def storage(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalStorage]:
    """A store of this test alone."""
    storage = LocalStorage(tmp_path)
    monkeypatch.setitem(app.extensions, "storage", storage)
    return storage


def lay(storage: LocalStorage, words: str, *, at: datetime = LONG_AGO) -> str:
    """Put a file into the store as of a moment."""
    key = storage.put(factories.a_pdf(words), max_bytes=1000).key
    aged(storage._path(key), at)
    return key


def aged(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


def deeds(session: Any) -> list[tuple[str, int]]:
    events = session.scalars(select(AuditEvent).where(AuditEvent.action.like("files.%")))
    return [(event.action, event.facts["files"]) for event in events]


def test_only_what_no_row_speaks_of_and_has_lain_for_a_day_goes(session: Any, storage: LocalStorage) -> None:
    season = factories.a_season()
    owned, erased_of = factories.a_project(season), factories.a_project(season)
    named, stray, fresh = (
        lay(storage, "有主"),
        lay(storage, "无主"),
        lay(storage, "刚到", at=datetime.now(UTC)),
    )
    left_over = lay(storage, "已删项目")
    factories.a_plan(owned, storage_key=named, sha256=named)
    factories.a_plan(erased_of, storage_key=left_over, sha256=left_over)
    erased_of.erased_at = datetime.now(UTC)
    session.add(DocumentText(sha256=stray, storage_key=stray, content_type="application/pdf"))
    unfinished, begun = storage._root / ".incoming-old", storage._root / ".incoming-new"
    for path in (unfinished, begun):
        path.touch()
    aged(unfinished, LONG_AGO)
    session.flush()
    sweep_files()
    assert storage.exists(stray), "until the job has run"
    erase(session)
    there = {key for key in (named, stray, fresh, left_over) if storage.exists(key)}
    assert there == {named, fresh}
    assert (unfinished.exists(), begun.exists()) == (False, True)
    assert session.scalars(select(DocumentText).where(DocumentText.sha256 == stray)).first() is None
    assert deeds(session) == [("files.swept", 2)]
    sweep_files()
    assert (erasures(session), len(deeds(session))) == ([], 1)


def test_a_store_that_is_somebody_elses_is_left_alone(
    session: Any, storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "FEW", 2)
    for number in range(3):
        lay(storage, f"别人的 {number}")
    sweep_files()
    session.flush()
    assert (erasures(session), deeds(session)) == ([], [("files.strange", 3)])
    monkeypatch.setattr(erasing, "FEW", 3)
    sweep_files()
    session.flush()
    assert len(erasures(session)) == 1, "a few may be all there is"


def test_files_that_rows_speak_of_and_are_not_there_are_told(session: Any, storage: LocalStorage) -> None:
    project = factories.a_project(factories.a_season())
    lost, there = lay(storage, "丢失"), lay(storage, "还在")
    for key in (lost, there):
        factories.a_plan(project, storage_key=key, sha256=key)
    session.flush()
    sweep_files()
    session.flush()
    assert deeds(session) == []
    storage.delete(lost)
    sweep_files()
    session.flush()
    assert (deeds(session), erasures(session)) == ([("files.lost", 1)], [])
    project.erased_at = datetime.now(UTC)
    session.flush()
    sweep_files()
    session.flush()
    assert len([deed for deed in deeds(session) if deed[0] == "files.lost"]) == 1, "nobody misses them"


def test_the_clock_sweeps_every_night(app: Flask) -> None:
    ticks = [tick for manifest in app.extensions["manifests"] for tick in manifest.TICKS]
    assert [tick.every for tick in ticks if tick.job == "privacy.sweep_files"] == ["40 4 * * *"]
