"""`flask serve` and the processes it runs: web, worker, clock and embedder."""

from __future__ import annotations

import errno
import http.client
import logging
import signal
import socket
import sys
import time
from threading import Event
from typing import Any

import click
import psycopg
from flask import Flask, current_app
from flask.cli import with_appcontext

from contest.kernel.db import conninfo
from contest.kernel.embedded import EmbeddedPostgresError
from contest.kernel.supervisor import Process, Supervisor

THREADS = 24
PORT_PATIENCE = 6.0  # a killed predecessor's web processes need about three seconds to let go
LOCAL_NAMES = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - how to reach what listens everywhere


def processes(host: str, port: int, workers: int) -> tuple[Process, ...]:
    """Return what `flask serve` runs. PORT goes with each, for links in letters are built from it."""
    python = (sys.executable, "-m")
    flask = (*python, "flask", "--app", "wsgi")
    env = {"PORT": str(port), "PYTHONUNBUFFERED": "1"}
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    gunicorn = (*python, "gunicorn", "--bind", bind, "--workers", str(workers))
    tuning = ("--worker-class", "gthread", "--threads", str(THREADS), "--graceful-timeout", "3")
    # Loaded once and forked: it connects to nothing until it is asked, and the workers share what they never change.
    shared = ("--preload", "--config", "python:contest.web.forking")
    quiet = ("--no-control-socket", "--log-level", "warning")
    return (
        # Each of many threads would otherwise keep a heap of its own, and memory given back to one serves no other;
        # and the more is given back at once, the more the allocator would keep.
        Process(
            "web",
            (*gunicorn, *tuning, *shared, *quiet, "wsgi:create_app()"),
            {**env, "MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"},
        ),
        Process("worker", (*flask, "worker"), env),
        Process("clock", (*flask, "jobs", "run"), env),
        Process("embedder", (*flask, "embedder"), env),
    )


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    envvar="PORT",
    help="Port to listen on; PORT in the environment names it too.",
)
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Web processes.")
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Run everything: web, worker, clock and embedder. Ctrl-C stops all of it."""
    _require_database()
    _require_port(host, port)
    local = LOCAL_NAMES.get(host, host)
    shown = f"[{local}]" if ":" in local else local
    Supervisor(
        processes(host, port, workers),
        tell=lambda line: click.echo(line, err=True),
        is_ready=lambda: _answers(local, port),
        on_ready=lambda: click.echo(f"Haiju is ready: http://{shown}:{port}"),
    ).run()


@click.command("worker")
@click.option(
    "--concurrency", type=click.IntRange(1), default=2, show_default=True, help="Jobs done at a time."
)
@with_appcontext
def worker(concurrency: int) -> None:
    """Do the work deferred to the background; run any number, on any machine."""
    from contest.kernel.worker import build_app, run_worker  # noqa: PLC0415 - the queue's engine, not for web workers

    _log_to_stderr()
    app = _app()
    run_worker(build_app(_database(), _declared("JOBS"), around=app.app_context), concurrency=concurrency)


@click.group("jobs")
def jobs() -> None:
    """Look after the work in the background."""


@jobs.command("run")
@with_appcontext
def clock() -> None:
    """Be the clock that defers jobs at their times; run several, and one leads while the others stand by."""
    from contest.kernel.ticking import run_clock  # noqa: PLC0415 - the scheduler, not for web workers

    _log_to_stderr()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        run_clock(_database(), _declared("TICKS"), stop)
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The clock lost the database: {error}") from error


COMMANDS = (serve, worker, jobs)


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def _declared(kind: str) -> list[Any]:
    return [item for manifest in current_app.extensions["manifests"] for item in getattr(manifest, kind)]


def _database() -> str:
    try:
        return conninfo(_app())
    except EmbeddedPostgresError as error:
        raise click.ClickException(str(error)) from error


def _require_database() -> None:
    """Refuse to start on a database that is away or not migrated."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - not for web workers

    config = current_app.extensions["migrate"].migrate.get_config()
    head = ScriptDirectory.from_config(config).get_current_head()
    try:
        with psycopg.connect(_database(), connect_timeout=10) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        row = None
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database does not answer: {error}") from error
    if row is None or row[0] != head:
        raise click.ClickException("The database is not up to date. Run: flask --app wsgi db upgrade")


def _require_port(host: str, port: int) -> None:
    """Wait for a killed predecessor to let go of the port; refuse when somebody else has it."""
    limit = time.monotonic() + PORT_PATIENCE
    while (problem := _cannot_bind(host, port)) is not None:
        if problem.errno != errno.EADDRINUSE:
            raise click.ClickException(f"Cannot listen on {host} port {port}: {problem.strerror}")
        if time.monotonic() > limit:
            raise click.ClickException(
                f"Port {port} is in use by another program. "
                "Choose another one: flask --app wsgi serve --port NUMBER"
            )
        time.sleep(0.2)


def _cannot_bind(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=0.5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _is_news(record: logging.LogRecord) -> bool:
    """Let warnings and failed attempts through; that a job began and ended well is no news."""
    if not record.name.startswith("procrastinate"):
        return True
    return record.levelno >= logging.WARNING or "error" in getattr(record, "action", "")


def _log_to_stderr() -> None:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:
        handler.addFilter(_is_news)
