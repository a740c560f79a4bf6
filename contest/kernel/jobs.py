"""Work in the background: jobs deferred inside the transaction that causes them, and the ticks of the clock.

A service says `defer("mail.send", letter_id=…)`; the job is enqueued if and only if its transaction commits.
Workers (contest.kernel.worker) do the jobs, on any number of machines; the clock (contest.kernel.ticking)
only defers them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

from psycopg import errors as pg_errors
from sqlalchemy.exc import IntegrityError

from contest.kernel.db import db

# The queue's own housekeeping: take up what a killed worker left, forget what was done long ago.
RESCUE = "jobs.rescue"
SWEEP = "jobs.sweep"
HOUSEKEEPING_QUEUE = "default"

QUEUEING_LOCK = "procrastinate_jobs_queueing_lock_idx_v1"
DEFER = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
    CAST(%(queue)s AS varchar), CAST(%(task)s AS varchar), CAST(%(priority)s AS integer), CAST(%(lock)s AS text),
    CAST(%(queueing_lock)s AS text), CAST(%(args)s AS jsonb), CAST(%(schedule_at)s AS timestamptz)
)::procrastinate_job_to_defer_v1])
"""


LATEST = """
SELECT status::text, attempts FROM procrastinate_jobs
WHERE task_name = %(task)s AND args @> CAST(%(args)s AS jsonb) ORDER BY id DESC LIMIT 1
"""
ALIVE = frozenset({"todo", "doing"})


class UnknownJob(LookupError):
    """A job was deferred whose name no manifest declares: a typing mistake, found where it was made."""


@dataclass(frozen=True, slots=True)
class Job:
    """A unit of durable work.

    `run` gets the deferred arguments as keywords (ids and dates as text, because they travel as JSON), calls
    services, and is one transaction. It may run twice (a killed worker's job is taken up again), so it must
    be idempotent. `retries`: further attempts after the first failed, seconds and then minutes apart. Of the jobs
    that wait, those of the highest `priority` are done first; below zero is what nobody waits for at the screen.
    """

    name: str
    run: Callable[..., None]
    queue: str = "default"
    retries: int = 3
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Tick:
    """Something the clock defers regularly; one job of a tick waits at most, so they never pile up.

    `every`: a timedelta (the first at once when the clock starts) or a crontab line in Shanghai time; write
    weekdays as names (`mon`), for APScheduler counts them from Monday.
    """

    name: str
    every: timedelta | str
    job: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deferred:
    """How a deferred job stands: the queue's word for it, and how often it was tried."""

    status: str
    attempts: int

    @property
    def alive(self) -> bool:
        """Say whether a worker still will do it, or is about to."""
        return self.status in ALIVE


class Registry:
    """The jobs that exist, by name, as the manifests declare them."""

    def __init__(self) -> None:
        self._queues: dict[str, str] = {}
        self._priorities: dict[str, int] = {}
        self.install(())

    def install(self, jobs: Iterable[Job]) -> None:
        """Replace the declared jobs; called once by the composition root."""
        self._queues = dict.fromkeys((RESCUE, SWEEP), HOUSEKEEPING_QUEUE)
        self._priorities = {}
        for job in jobs:
            if job.name in self._queues:
                raise ValueError(f"two jobs are named {job.name!r}")
            self._queues[job.name] = job.queue
            self._priorities[job.name] = job.priority

    def queue_of(self, name: str) -> str:
        """Return the queue of a declared job, or raise UnknownJob."""
        try:
            return self._queues[name]
        except KeyError:
            raise UnknownJob(f"no manifest declares a job named {name!r}") from None

    def priority_of(self, name: str) -> int:
        """Return the priority of a job, 0 for the queue's own."""
        return self._priorities.get(name, 0)


registry = Registry()


def parameters(
    name: str,
    args: Mapping[str, Any],
    *,
    queueing_lock: str | None = None,
    lock: str | None = None,
    schedule_at: datetime | None = None,
    priority: int | None = None,
) -> dict[str, Any]:
    """Fill the placeholders of DEFER; values that JSON does not know (UUID, date, Decimal) become text."""
    return {
        "queue": registry.queue_of(name),
        "task": name,
        "lock": lock,
        "queueing_lock": queueing_lock,
        "args": json.dumps(dict(args), default=str),
        "schedule_at": schedule_at,
        "priority": registry.priority_of(name) if priority is None else priority,
    }


def defer(
    name: str,
    *,
    queueing_lock: str | None = None,
    lock: str | None = None,
    schedule_at: datetime | None = None,
    priority: int | None = None,
    **args: Any,
) -> None:
    """Enqueue the job `name` in the current transaction; nothing happens if that rolls back.

    `queueing_lock`: while a job with this text waits, deferring another is a no-op. `lock`: jobs with the
    same text never run at the same time and keep their order. `schedule_at`: aware; not before then.
    `priority`: jobs of a higher one are taken up first; by default that of the job.
    """
    values = parameters(
        name, args, queueing_lock=queueing_lock, lock=lock, schedule_at=schedule_at, priority=priority
    )
    if queueing_lock is None:
        db.session.connection().exec_driver_sql(DEFER, values)
        return
    try:
        # A clash would otherwise poison the caller's whole transaction.
        with db.session.begin_nested():
            db.session.connection().exec_driver_sql(DEFER, values)
    except IntegrityError as error:
        if not already_waiting(error.orig):
            raise


def latest(name: str, **args: Any) -> Deferred | None:
    """Return how the newest job of this name with these arguments stands; None if there is none (any more)."""
    values = {"task": name, "args": json.dumps(args, default=str)}
    row = db.session.connection().exec_driver_sql(LATEST, values).one_or_none()
    return Deferred(row[0], row[1]) if row else None


def already_waiting(error: BaseException | None) -> bool:
    """Tell whether `error` says that a job with this queueing lock waits already."""
    return isinstance(error, pg_errors.UniqueViolation) and error.diag.constraint_name == QUEUEING_LOCK


def schema_sql() -> str:
    """Return the SQL that creates the queue's tables, types and functions, for the migration that needs them.

    It is that of the procrastinate version pinned in pyproject.toml; raising the pin takes a new migration.
    """
    # Read as a file: importing the package would cost every web worker memory for nothing.
    return (resources.files("procrastinate") / "sql" / "schema.sql").read_text()


def drop_sql() -> str:
    """Return the SQL that removes everything schema_sql() creates."""
    schema = schema_sql()

    def created(kind: str) -> list[str]:
        return re.findall(rf"^CREATE {kind} (\w+)", schema, re.MULTILINE)

    return "\n".join(
        [f"DROP TABLE IF EXISTS {name} CASCADE;" for name in reversed(created("TABLE"))]
        + [f"DROP FUNCTION IF EXISTS {name} CASCADE;" for name in created("FUNCTION")]
        + [f"DROP TYPE IF EXISTS {name} CASCADE;" for name in reversed(created("TYPE"))]
    )
