"""The same content handed in and erased at the same moment: a row that is committed has its bytes."""

from __future__ import annotations

import ast
import io
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from contest.kernel.db import db, transaction
from contest.kernel.keeping import claim, keep, lock_of
from contest.kernel.settings import ROOT
from contest.kernel.storage import LocalStorage, StoredFile
from contest.privacy.services import erase_files
from tests import factories
from tests.contest.privacy.copies import a_copy

CONTENT, PATIENCE = b"the very same plan", 30.0
# Who puts bytes into the store without a row of the same transaction, and why.
MAY_PUT = {
    "contest/kernel/keeping.py",
    "contest/demo/seeding/plans.py",  # an empty database: nothing is erased
    "contest/backup/store.py",  # as above
}


class Watched(LocalStorage):
    """A store that stops where a test wants to look: before it erases, and after it kept something."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.erasing, self.may_erase = threading.Event(), threading.Event()
        self.kept = threading.Event()

    def put(self, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
        stored = super().put(stream, max_bytes=max_bytes)
        self.kept.set()
        return stored

    def delete(self, key: str) -> None:
        self.erasing.set()
        assert self.may_erase.wait(PATIENCE)
        super().delete(key)


@contextmanager
def beside(app: Flask, call: Any) -> Iterator[threading.Thread]:
    """Do something in a thread with a session of its own; fail if it fails."""
    failures: list[BaseException] = []

    def run() -> None:
        with app.app_context():
            try:
                call()
            except BaseException as error:
                failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(PATIENCE)
    assert not failures, failures
    assert not thread.is_alive()


def hand_in(storage: LocalStorage, before_commit: Any = lambda: None) -> None:
    """Do what every service does that takes a file: bytes first, then the row."""
    with transaction():
        user = factories.a_user()
        stored = keep(storage, io.BytesIO(CONTENT), max_bytes=100)
        a_copy(user.id, stored)
        db.session.flush()
        before_commit()


def somebody_waits_for_a_lock() -> bool:
    query = text(
        "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
        "WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted"
    )
    with db.engine.connect() as connection:
        return bool(connection.execute(query).scalar_one())


@pytest.fixture
def storage(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


@pytest.fixture
def key(storage: Watched) -> str:
    """Content that lies in the store, and whose row is gone."""
    key = storage.put(io.BytesIO(CONTENT), max_bytes=100).key
    storage.kept.clear()
    return key


@pytest.mark.committed
def test_what_is_being_handed_in_is_not_erased(app: Flask, session: Any, storage: Watched, key: str) -> None:
    storage.may_erase.set()
    may_commit = threading.Event()
    with beside(app, lambda: hand_in(storage, lambda: may_commit.wait(PATIENCE))):
        assert storage.kept.wait(PATIENCE)
        wait_until(lambda: held(key))
        with transaction():
            assert erase_files(files=[(key, key)], storage=storage) == 0
        may_commit.set()
    assert storage.exists(key)


@pytest.mark.committed
def test_what_is_handed_in_while_it_is_erased_is_there_afterwards(
    app: Flask, session: Any, storage: Watched, key: str
) -> None:
    def erase() -> None:
        with transaction():
            erase_files(files=[(key, key)], storage=storage)

    with beside(app, erase):
        assert storage.erasing.wait(PATIENCE)
        with beside(app, lambda: hand_in(storage)):
            assert storage.kept.wait(PATIENCE)
            wait_until(somebody_waits_for_a_lock)
            storage.may_erase.set()
    assert storage.exists(key)
    assert storage.open(key).read() == CONTENT


def held(key: str) -> bool:
    """Say whether somebody else keeps the file just now."""
    with db.engine.begin() as connection:
        return not connection.execute(select(func.pg_try_advisory_xact_lock(lock_of(key)))).scalar_one()


def wait_until(happened: Any) -> None:
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.005)


def test_files_nobody_keeps_are_claimed_all_at_once(session: Any) -> None:
    keys = {f"{number:064x}" for number in range(3)} | {"f" * 64}
    assert claim(keys) == keys
    assert claim([]) == set()


def test_bytes_get_into_the_store_by_way_of_a_lock_only() -> None:
    putting = set()
    for package in ("contest", "judging", "matching"):
        for path in sorted((ROOT / package).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "kernel/storage" not in name and any(map(_puts, ast.walk(ast.parse(path.read_text())))):
                putting.add(name)
    assert putting == MAY_PUT


def _puts(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "put"
        and any(keyword.arg == "max_bytes" for keyword in node.keywords)
    )
