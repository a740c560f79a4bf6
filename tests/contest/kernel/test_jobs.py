"""Deferred work: enqueued with its transaction, done once it commits, tried again, taken up after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask, current_app
from sqlalchemy import text

from contest.kernel import jobs
from contest.kernel.db import conninfo, db, transaction
from contest.kernel.jobs import Job, Tick, UnknownJob, defer, registry
from contest.kernel.ticking import run_clock
from contest.kernel.worker import MIN_ATTEMPTS_WHEN_KILLED, build_app
from tests.working import work_off

ROOT = Path(__file__).resolve().parents[3]
AN_ID = UUID("01935f3e-0000-7000-8000-000000000001")


@pytest.fixture
def declare(app: Flask) -> Iterator[Callable[..., None]]:
    """`declare(job, …)` makes these the jobs that exist."""
    yield lambda *declared: registry.install(declared)
    registry.install(job for manifest in app.extensions["manifests"] for job in manifest.JOBS)


@pytest.fixture
def scratch(app: Flask, session: Any) -> Iterator[Callable[[], list[str]]]:
    """A table for jobs to write to; calling it gives what they wrote."""
    session.execute(text("CREATE TABLE IF NOT EXISTS scratch (word text)"))
    session.commit()

    def words() -> list[str]:
        session.rollback()
        return list(session.execute(text("SELECT word FROM scratch ORDER BY word")).scalars())

    yield words
    session.rollback()
    session.execute(text("DROP TABLE scratch"))
    session.commit()


def write(word: str) -> None:
    db.session.execute(text("INSERT INTO scratch VALUES (:word)"), {"word": word})


def do_all(app: Flask, *declared: Job) -> None:
    """Do what waits, as one worker would."""
    work_off(build_app(conninfo(app), declared, around=app.app_context))


def queue(session: Any) -> list[tuple[str, str, int]]:
    session.rollback()
    rows = session.execute(
        text("SELECT task_name, status::text, attempts FROM procrastinate_jobs ORDER BY id")
    )
    return [tuple(row) for row in rows]


def test_a_job_whose_name_nobody_declares_is_refused_where_it_is_deferred(session: Any) -> None:
    with pytest.raises(UnknownJob, match=r"mail\.snd"):
        defer("mail.snd")


def test_two_jobs_of_one_name_are_refused(declare: Callable[..., None]) -> None:
    with pytest.raises(ValueError, match="two jobs"):
        declare(Job("test.write", run=write), Job("test.write", run=write))


def test_ids_and_dates_travel_as_text_and_everything_else_as_json(
    session: Any, declare: Callable[..., None]
) -> None:
    declare(Job("test.write", run=write, queue="slow"))
    later = datetime(2030, 1, 1, tzinfo=UTC)
    defer(
        "test.write", lock="a", schedule_at=later, id=AN_ID, day=date(2026, 11, 21), n=3, names=["甲", "乙"]
    )
    row = session.execute(text("SELECT queue_name, lock, scheduled_at, args FROM procrastinate_jobs")).one()
    assert tuple(row) == (
        "slow",
        "a",
        later,
        {"id": str(AN_ID), "day": "2026-11-21", "n": 3, "names": ["甲", "乙"]},
    )


def test_a_second_job_with_the_same_queueing_lock_is_a_no_op_that_leaves_the_transaction_usable(
    session: Any, declare: Callable[..., None]
) -> None:
    declare(Job("test.write", run=write))
    for _ in range(2):
        defer("test.write", queueing_lock="once", word="a")
    defer("test.write", queueing_lock="other", word="b")
    defer("test.write", word="c")
    assert session.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one() == 3


@pytest.mark.committed
def test_what_somebody_waits_for_overtakes_what_nobody_does(
    app: Flask, session: Any, declare: Callable[..., None]
) -> None:
    done: list[str] = []
    patient = Job("test.patient", run=lambda: done.append("patient"), priority=-10)
    urgent = Job("test.urgent", run=lambda: done.append("urgent"))
    declare(patient, urgent)
    with transaction():
        for name in ("test.patient", "test.patient", "test.urgent"):
            defer(name)
    worker = build_app(conninfo(app), (patient, urgent), around=app.app_context)
    work_off(worker, concurrency=1)
    assert done == ["urgent", "patient", "patient"]


@pytest.mark.committed
def test_a_job_exists_only_if_its_transaction_commits(
    app: Flask, session: Any, declare: Callable[..., None]
) -> None:
    declare(Job("test.write", run=write))

    def changes_its_mind() -> None:
        with transaction():
            defer("test.write", word="a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        changes_its_mind()
    assert queue(session) == []
    with transaction():
        defer("test.write", word="a")
    assert queue(session) == [("test.write", "todo", 0)]


@pytest.mark.committed
def test_a_job_runs_inside_the_application_and_one_transaction(
    app: Flask, session: Any, declare: Callable[..., None], scratch: Callable[[], list[str]]
) -> None:
    def greet(word: str) -> None:
        write(f"{word} {current_app.name}")

    job = Job("test.greet", run=greet)
    declare(job)
    with transaction():
        defer("test.greet", word="hello")
    do_all(app, job)
    assert scratch() == ["hello haiju"]
    assert queue(session) == [("test.greet", "succeeded", 1)]


@pytest.mark.committed
@pytest.mark.parametrize("retries", [0, 2])
def test_a_failing_job_leaves_nothing_and_is_tried_again_as_often_as_it_says(
    app: Flask, session: Any, declare: Callable[..., None], scratch: Callable[[], list[str]], retries: int
) -> None:
    runs = []

    def fail() -> None:
        runs.append(1)
        write("half")
        raise RuntimeError("no luck")

    job = Job("test.fail", run=fail, retries=retries)
    declare(job)
    with transaction():
        defer("test.fail")
    for _ in range(retries + 2):
        with transaction():
            session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"))
        do_all(app, job)
    assert scratch() == []
    assert len(runs) == 1 + retries
    assert queue(session) == [("test.fail", "failed", 1 + retries)]


@pytest.mark.committed
@pytest.mark.parametrize(
    ("attempts", "outcome"),
    [(0, "succeeded"), (MIN_ATTEMPTS_WHEN_KILLED, "failed")],
    ids=["first", "too often"],
)
def test_the_job_of_a_killed_worker_is_taken_up_again_unless_it_keeps_killing(
    app: Flask,
    session: Any,
    declare: Callable[..., None],
    scratch: Callable[[], list[str]],
    attempts: int,
    outcome: str,
) -> None:
    job = Job("test.write", run=write)
    declare(job)
    with transaction():
        defer("test.write", word="again")
        session.execute(
            text(
                "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - interval '1 hour') RETURNING id)"
                " UPDATE procrastinate_jobs SET status = 'doing', attempts = :attempts,"
                " worker_id = (SELECT id FROM dead)"
            ),
            {"attempts": attempts},
        )
    do_all(app, job)
    assert queue(session)[0][1] == "doing"
    with transaction():
        defer(jobs.RESCUE)
    do_all(app, job)  # the rescue
    do_all(app, job)  # the rescued
    assert queue(session)[0][1] == outcome
    assert scratch() == (["again"] if outcome == "succeeded" else [])


@pytest.mark.committed
def test_what_was_done_long_ago_is_forgotten(app: Flask, session: Any, declare: Callable[..., None]) -> None:
    def nothing() -> None:
        pass

    job = Job("test.nothing", run=nothing)
    declare(job)
    for age in ("8 days", "6 days"):
        with transaction():
            defer("test.nothing")
        do_all(app, job)
        with transaction():
            session.execute(
                text(
                    "UPDATE procrastinate_events SET at = now() - CAST(:age AS interval)"
                    " WHERE job_id = (SELECT max(id) FROM procrastinate_jobs)"
                ),
                {"age": age},
            )
    with transaction():
        defer(jobs.SWEEP)
    do_all(app, job)
    assert queue(session) == [("test.nothing", "succeeded", 1), ("jobs.sweep", "succeeded", 1)]


LONG_JOB = """
import sys, time, wsgi
from contest.kernel.worker import build_app, run_worker
from contest.kernel.jobs import Job
def sleep():
    print("begun", flush=True)
    time.sleep(120)
job = Job("test.sleep", run=sleep)
run_worker(build_app(sys.argv[1], [job], around=wsgi.create_app().app_context))
"""


@pytest.mark.committed
def test_a_worker_told_to_stop_does_not_wait_for_a_job_that_takes_for_ever(
    app: Flask, session: Any, declare: Callable[..., None], tmp_path: Path
) -> None:
    declare(Job("test.sleep", run=write))
    with transaction():
        defer("test.sleep")
    worker = subprocess.Popen(
        [sys.executable, "-c", LONG_JOB, conninfo(app)],
        cwd=ROOT,
        env={**os.environ, "HAIJU_DATA": str(tmp_path), "DATABASE_URL": conninfo(app)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert worker.stdout is not None
    with worker.stdout:
        assert worker.stdout.readline() == b"begun\n"
        began = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=10) == 1
    assert time.monotonic() - began < 6
    assert queue(session) == [("test.sleep", "doing", 0)]


class Clock:
    """A clock in a thread, as its own process would run it."""

    def __init__(self, app: Flask, *ticks: Tick) -> None:
        self.stop = threading.Event()
        self.error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(conninfo(app), ticks))
        self._thread.start()

    def _run(self, address: str, ticks: tuple[Tick, ...]) -> None:
        try:
            run_clock(address, ticks, self.stop)
        except BaseException as error:
            self.error = error

    def end(self) -> None:
        self.stop.set()
        self._thread.join(timeout=5)
        assert not self._thread.is_alive()


def until(condition: Callable[[], object], what: str, seconds: float = 10) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"still not so after {seconds} s: {what}"
        time.sleep(0.05)


def waiting(app: Flask, name: str) -> int:
    with psycopg.connect(conninfo(app)) as connection:
        row = connection.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [name]
        ).fetchone()
        assert row is not None
        return int(row[0])


@pytest.mark.committed
def test_one_clock_ticks_the_other_takes_over_and_ticks_do_not_pile_up(
    app: Flask, session: Any, declare: Callable[..., None]
) -> None:
    declare(Job("test.first", run=write), Job("test.second", run=write))
    every_second = timedelta(seconds=1)
    first = Clock(app, Tick("first", every=every_second, job="test.first", args={"word": "tick"}))
    until(lambda: waiting(app, "test.first"), "the first clock leads")
    second = Clock(app, Tick("second", every=every_second, job="test.second"))
    time.sleep(2.2)
    assert waiting(app, "test.second") == 0
    assert waiting(app, "test.first") == 1
    assert waiting(app, jobs.RESCUE) == 1
    first.end()
    until(lambda: waiting(app, "test.second"), "the second clock took over")
    second.end()
    assert (first.error, second.error) == (None, None)


@pytest.mark.committed
def test_a_clock_that_loses_its_connection_ends_rather_than_tick_beside_its_successor(
    app: Flask, session: Any, declare: Callable[..., None]
) -> None:
    declare(Job("test.first", run=write))
    clock = Clock(app, Tick("first", every=timedelta(hours=1), job="test.first"))
    until(lambda: waiting(app, "test.first"), "the clock leads")
    with psycopg.connect(conninfo(app)) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'haiju-clock' AND datname = current_database()"
        )
    until(lambda: clock.error is not None, "the clock has ended")
    assert isinstance(clock.error, psycopg.OperationalError)
    clock.end()


def test_a_tick_for_a_job_nobody_declares_stops_the_clock_before_it_starts(app: Flask) -> None:
    with pytest.raises(UnknownJob):
        run_clock(
            "postgresql://nobody@/nowhere",
            [Tick("t", every="0 3 * * *", job="test.missing")],
            threading.Event(),
        )


def test_dropping_the_queue_leaves_nothing_and_it_can_be_made_again(app: Flask) -> None:
    leftovers = """
        SELECT relname FROM pg_class WHERE relname LIKE 'procrastinate%' UNION ALL
        SELECT proname FROM pg_proc WHERE proname LIKE 'procrastinate%' UNION ALL
        SELECT typname FROM pg_type WHERE typname LIKE 'procrastinate%'
    """
    with psycopg.connect(conninfo(app)) as connection:
        connection.execute(jobs.drop_sql())
        assert connection.execute(leftovers).fetchall() == []
        connection.execute(jobs.schema_sql())
        assert connection.execute(leftovers).fetchall() != []
        connection.rollback()
