"""A real `flask serve` on a database of its own, for benchmarks."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from flask import Flask

import wsgi
from contest.accounts.models import User
from contest.kernel.db import db
from contest.kernel.settings import ROOT, Settings, from_environ
from tests import database, factories


@dataclass(frozen=True)
class Served:
    """Where it answers, and the app bound to the same database."""

    url: str
    app: Flask
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def flask(self, *arguments: str) -> None:
        """Run one of the product's commands on the same database."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)


def session_cookie(site: Served, person: User, csrf: str) -> str:
    """Return the cookie of a browser in which a person is signed in; their session is written, not committed."""
    client = site.app.test_client()
    begun = factories.a_session(person)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = f"{person.id}:{person.session_epoch}:{begun.id}"
        cookie["_fresh"] = True
        cookie["csrf_token"] = csrf
    name = site.app.config["SESSION_COOKIE_NAME"]
    kept = client.get_cookie(name)
    assert kept is not None
    return f"{name}={kept.value}"


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(workers: int = 2) -> Iterator[Served]:
    """Serve an empty migrated database until the block ends."""
    name, port = f"bench_{os.getpid()}", free_port()
    url = database.create_copy(name)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "PORT": str(port),
        "HAIJU_DATA": str(database.cache_folder("bench-data")),
    }
    # A session, and a number encrypted here, serve the server and the app bound here alike.
    settings = database.settings_for(url, encryption_keys=("bench",))
    environment |= {"SECRET_KEY": settings.secret_key, "ENCRYPTION_KEYS": "bench"}
    try:
        with _running(environment, port, workers, settings) as site:
            yield site
    finally:
        database.drop(name)


@contextmanager
def served_as_installed(workers: int = 2) -> Iterator[Served]:
    """Serve as `make demo` does, on a database server of its own that keeps every promise to the disk."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="haiju-bench-") as folder:
        environment = {**os.environ, "HAIJU_DATA": folder, "PORT": str(port)}
        environment.pop("DATABASE_URL", None)
        os.chmod(folder, 0o755)  # the server runs as a user of its own
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        with _running(environment, port, workers, from_environ(environment)) as site:
            yield site


@contextmanager
def _running(environment: dict[str, str], port: int, workers: int, settings: Settings) -> Iterator[Served]:
    command = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "wsgi",
        "serve",
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    app = wsgi.create_app(settings)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz")
        yield Served(f"http://127.0.0.1:{port}", app, process, environment)
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with app.app_context():
            db.engine.dispose()


def _wait(url: str, patience: float = 40) -> None:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with (
            suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(url, timeout=1),
        ):
            return
        time.sleep(0.1)
    raise TimeoutError(url)
