"""The clock: defers jobs at their times. One leads; others stand by and take over when it dies."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import psycopg
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from contest.kernel.clock import SHANGHAI
from contest.kernel.jobs import DEFER, RESCUE, SWEEP, Tick, already_waiting, parameters

HOUSEKEEPING = (
    Tick("jobs.rescue", every=timedelta(minutes=1), job=RESCUE),
    Tick("jobs.sweep", every="20 4 * * *", job=SWEEP),
)
LEADERSHIP = 4_815_162_342  # the advisory lock of whoever leads
LOOK_SECONDS = 1.0
# A leader cut off from the database must notice about when the database forgets its lock.
CONNECTION: dict[str, Any] = {
    "autocommit": True,
    "application_name": "haiju-clock",
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}

logger = logging.getLogger(__name__)


def run_clock(conninfo: str, ticks: Iterable[Tick], stop: Event) -> None:
    """Be the clock until `stop` is set; a standby while another process is.

    The lock lives on one connection and every job is deferred over that same connection, so a clock that lost
    its leadership cannot tick. Raises psycopg.OperationalError when the connection dies: start again.
    """
    deferred = [(tick, _parameters(tick)) for tick in (*HOUSEKEEPING, *ticks)]
    with psycopg.connect(conninfo, **CONNECTION) as connection:
        if not _lead(connection, stop):
            return
        logger.info("This clock leads.")
        scheduler = BackgroundScheduler(timezone=SHANGHAI)
        for tick, values in deferred:
            _schedule(scheduler, connection, tick, values)
        scheduler.start()
        try:
            while not stop.wait(LOOK_SECONDS):
                connection.execute("SELECT 1")
        finally:
            scheduler.shutdown(wait=False)


def _parameters(tick: Tick) -> dict[str, Any]:
    return parameters(tick.job, tick.args, queueing_lock=f"tick {tick.name}")


def _lead(connection: psycopg.Connection[Any], stop: Event) -> bool:
    """Wait for the leadership. Asked again and again: a blocked query would hold back vacuuming for weeks."""
    told = False
    while not stop.is_set():
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [LEADERSHIP]).fetchone()
        if row and row[0]:
            return True
        if not told:
            logger.info("Another clock leads; this one stands by.")
            told = True
        stop.wait(LOOK_SECONDS)
    return False


def _schedule(
    scheduler: BackgroundScheduler, connection: psycopg.Connection[Any], tick: Tick, values: dict[str, Any]
) -> None:
    def ring() -> None:
        try:
            connection.execute(DEFER, values)
        except psycopg.errors.UniqueViolation as error:
            if not already_waiting(error):
                raise

    if isinstance(tick.every, timedelta):
        trigger, first = IntervalTrigger(seconds=int(tick.every.total_seconds())), {"next_run_time": _now()}
    else:
        trigger, first = CronTrigger.from_crontab(tick.every, timezone=SHANGHAI), {}
    # Late is better than never: a machine that slept rings once when it wakes.
    scheduler.add_job(ring, trigger, id=tick.name, coalesce=True, misfire_grace_time=None, **first)


def _now() -> datetime:
    return datetime.now(SHANGHAI)
