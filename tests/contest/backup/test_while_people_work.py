"""A backup made while others write is of one moment: no row speaks of another, or of bytes, that are not in it."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from contest.accounts.models import User
from contest.backup import services
from contest.backup.services import Wanted
from contest.exports.models import Export
from contest.kernel.db import db, transaction
from contest.web.migrating import Revisions
from tests.contest.backup.conftest import Site, manifest_of
from tests.contest.privacy.copies import a_copy

PATIENCE = 60.0


class Writers:
    """People who join, each with a file, two at a time."""

    def __init__(self, site: Site) -> None:
        self.site, self.done, self.stop = site, 0, threading.Event()
        self.threads = [threading.Thread(target=self._write) for _ in range(2)]

    def _write(self) -> None:
        with self.site.app.app_context():
            while not self.stop.is_set():
                with transaction():
                    stored = self.site.app.extensions["storage"].put(io.BytesIO(uuid4().bytes), max_bytes=100)
                    user = User(email=f"{uuid4()}@example.org", name="someone", password_hash="x")
                    db.session.add(user)
                    db.session.flush()
                    a_copy(user.id, stored)
                self.done += 1

    def wait_for_more(self, *_: object) -> None:
        """Return once something was written since."""
        wanted, until = self.done + 3, time.monotonic() + PATIENCE
        while self.done < wanted:
            assert time.monotonic() < until, "nobody writes"
            time.sleep(0.001)

    def __enter__(self) -> Writers:
        for thread in self.threads:
            thread.start()
        self.wait_for_more()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(PATIENCE)


def test_a_backup_is_of_one_moment_though_people_go_on_working(
    a_site: Callable[..., Site], tmp_path: Path
) -> None:
    site, other = a_site(), a_site()
    file = tmp_path / "x.haiju"
    with site.here() as app, Writers(site) as writers:
        wanted = Wanted(
            target=file,
            head=Revisions().head,
            settings=site.settings,
            storage=app.extensions["storage"],
        )
        # Between any two tables, and before the first byte is copied, somebody writes.
        services.make(wanted=wanted, progress=writers.wait_for_more)
    manifest = manifest_of(file)
    rows = {table.name: table.rows for table in manifest.tables}
    assert rows["users"] == rows["exports"] == len(manifest.files)
    assert 0 < rows["users"] < len(site.rows()["users"])
    other.tell("restore", file)
    with other.here():
        named = set(db.session.scalars(select(Export.storage_key)))
    assert set(other.files) == named
