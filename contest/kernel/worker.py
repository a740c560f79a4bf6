"""The worker: does deferred jobs, several at a time, and takes up what a killed worker left behind."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from typing import Any

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.jobs import Status

from contest.kernel.db import transaction
from contest.kernel.jobs import HOUSEKEEPING_QUEUE, RESCUE, SWEEP, Job

GRACE_SECONDS = 3.0  # how long running jobs may go on when the worker is told to stop
LAST_SECONDS = 1.5  # after that, how long until the process ends whatever they do
HEARTBEAT_SECONDS = 10.0
STALLED_SECONDS = 60.0
MIN_ATTEMPTS_WHEN_KILLED = 10  # a job is not to blame for a restart, but one that kills its worker must end
KEEP_DONE_HOURS = 7 * 24
KEEP_FAILED_HOURS = 90 * 24

logger = logging.getLogger(__name__)


def build_app(
    conninfo: str, jobs: Iterable[Job], *, around: Callable[[], AbstractContextManager[Any]] = nullcontext
) -> App:
    """Assemble the queue's app: each job under its name, run inside `around()` and one transaction."""
    pool = {"min_size": 1, "max_size": 6, "timeout": 10, "kwargs": {"application_name": "haiju-worker"}}
    app = App(connector=PsycopgConnector(conninfo=conninfo, **pool))
    retries: dict[str, int] = {}
    for job in jobs:
        retries[job.name] = job.retries
        # Waits 4, 16, 64, 256 … seconds. Zero would mean "for ever" to the library.
        retry = RetryStrategy(max_attempts=job.retries, exponential_wait=4) if job.retries else False
        app.task(name=job.name, queue=job.queue, retry=retry)(_body(job, around))
    _add_housekeeping(app, retries)
    return app


def _body(job: Job, around: Callable[[], AbstractContextManager[Any]]) -> Callable[..., None]:
    def body(**args: Any) -> None:
        with around(), transaction():
            job.run(**args)

    return body


def _add_housekeeping(app: App, retries: Mapping[str, int]) -> None:
    async def rescue() -> None:
        for stalled in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
            if stalled.attempts < max(retries.get(stalled.task_name, 0), MIN_ATTEMPTS_WHEN_KILLED):
                await app.job_manager.retry_job(stalled, retry_at=datetime.now(UTC))
            else:
                await app.job_manager.finish_job(stalled, Status.FAILED, delete_job=False)

    async def sweep() -> None:
        await app.job_manager.delete_old_jobs(nb_hours=KEEP_DONE_HOURS)
        await app.job_manager.delete_old_jobs(
            nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
        )

    app.task(name=RESCUE, queue=HOUSEKEEPING_QUEUE)(rescue)
    app.task(name=SWEEP, queue=HOUSEKEEPING_QUEUE)(sweep)


def run_worker(app: App, *, concurrency: int = 2, wait: bool = True) -> None:
    """Do jobs until SIGTERM or SIGINT, or until none is left when `wait` is False.

    A job that does not end in time when the worker stops is cut off with its transaction, and done again.
    """
    with suppress(asyncio.CancelledError):
        asyncio.run(_work(app, concurrency, wait))


async def _work(app: App, concurrency: int, wait: bool) -> None:
    loop = asyncio.get_running_loop()
    async with app.open_async():
        work = asyncio.create_task(
            app.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
            )
        )

        def stop() -> None:
            work.cancel()
            # A thread cannot be cancelled, and the interpreter would wait for it.
            cut_off = threading.Timer(GRACE_SECONDS + LAST_SECONDS, _cut_off)
            cut_off.daemon = True
            cut_off.start()

        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop)
        await work


def _cut_off() -> None:
    logger.warning("A job did not end in time; it is cut off and will be done again.")
    os._exit(1)
