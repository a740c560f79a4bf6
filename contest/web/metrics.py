"""`/metrics` for Prometheus: what was asked and how fast, the queue, memory. Nothing about anybody.

Counters live in the process: behind several web processes a scrape sees the one that answers, and `pid` tells them
apart. Labels are fixed words (groups of endpoints, classes of status), so their number is bounded.
"""

from __future__ import annotations

import hmac
import os
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from threading import Lock

from flask import Blueprint, Flask, Response, current_app, g, request
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from contest.kernel.db import db
from contest.kernel.errors import Forbidden
from contest.kernel.settings import Settings
from contest.permissions import Permission
from contest.web.guards import requires

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
TYPE = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
STATM = Path("/proc/self/statm")
QUEUE = text(
    "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'failed') "
    "FROM procrastinate_jobs WHERE status IN ('todo', 'failed')"
)

blueprint = Blueprint("metrics", __name__)


class Meter:
    """Counts of answered requests. One per application; threads share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._requests: Counter[tuple[str, str]] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def note(self, group: str, status: int, seconds: float) -> None:
        """Count one answer of an endpoint group (its blueprint) that took `seconds`."""
        with self._lock:
            self._requests[group, f"{status // 100}xx"] += 1
            buckets = self._buckets.setdefault(group, [0] * (len(BUCKETS) + 1))
            buckets[bisect_left(BUCKETS, seconds)] += 1
            self._seconds[group] += seconds

    def lines(self) -> Iterator[str]:
        """Yield the counts in Prometheus' text format."""
        pid = os.getpid()
        with self._lock:
            requests, seconds = sorted(self._requests.items()), dict(self._seconds)
            buckets = {group: list(counts) for group, counts in sorted(self._buckets.items())}
        yield from _head("haiju_requests_total", "counter", "Answered requests.")
        for (group, status), count in requests:
            yield f'haiju_requests_total{{pid="{pid}",group="{group}",status="{status}"}} {count}'
        yield from _head("haiju_request_seconds", "histogram", "Time to make an answer.")
        for group, counts in buckets.items():
            total = 0
            for limit, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += count
                yield f'haiju_request_seconds_bucket{{pid="{pid}",group="{group}",le="{limit}"}} {total}'
            yield f'haiju_request_seconds_sum{{pid="{pid}",group="{group}"}} {seconds[group]:.6f}'
            yield f'haiju_request_seconds_count{{pid="{pid}",group="{group}"}} {total}'


def _head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"


def init_metrics(app: Flask) -> None:
    """Count every request of the app and serve the counts."""
    meter = Meter()
    app.extensions["meter"] = meter

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        group = request.endpoint.partition(".")[0] if request.endpoint else "unknown"
        began = g.pop("began", None)
        meter.note(group, response.status_code, time.perf_counter() - began if began else 0.0)
        return response

    app.register_blueprint(blueprint)


@blueprint.get("/metrics")
@requires(Permission.BROWSE)
def metrics() -> Response:
    """Give the figures to whoever may scrape them."""
    if not permitted(current_app.extensions["settings"]):
        raise Forbidden
    meter: Meter = current_app.extensions["meter"]
    return Response("\n".join([*meter.lines(), *_process(), *_queue()]) + "\n", content_type=TYPE)


def _process() -> Iterator[str]:
    if STATM.exists():
        yield from _head("haiju_process_resident_bytes", "gauge", "Memory of this web process.")
        pages = int(STATM.read_text().split()[1])
        yield f'haiju_process_resident_bytes{{pid="{os.getpid()}"}} {pages * os.sysconf("SC_PAGE_SIZE")}'


def _queue() -> Iterator[str]:
    """Count the jobs of the queue; a database that is away is a figure too."""
    try:
        waiting, failed = db.session.execute(QUEUE).one()
    except OperationalError:
        db.session.rollback()
        waiting = failed = None
    yield from _head("haiju_database_up", "gauge", "Whether the database answers.")
    yield f"haiju_database_up {0 if waiting is None else 1}"
    if waiting is not None:
        yield from _head("haiju_jobs", "gauge", "Jobs in the queue by state.")
        yield f'haiju_jobs{{state="waiting"}} {waiting}'
        yield f'haiju_jobs{{state="failed"}} {failed}'


def permitted(settings: Settings) -> bool:
    """Say whether the asker may read the figures: whoever holds METRICS_TOKEN; without one, programs on this machine.

    A request that a proxy passed on is never local, whoever the proxy is.
    """
    if settings.metrics_token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
        return hmac.compare_digest(given, settings.metrics_token.encode())
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
