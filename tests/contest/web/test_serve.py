"""The real `flask serve` in a folder of its own: it answers, mends itself, stops whole, and survives being killed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from contest.kernel import postgres_keeper as keeper
from contest.kernel.embedded import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[3]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="looks at processes through /proc"
)


def until(condition: Callable[[], object], what: str, seconds: float = 20) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"still not so after {seconds} s: {what}"
        time.sleep(0.05)


STOPS_WITHIN = 7  # seconds for all five processes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Installation:
    """A data folder and the processes that work on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "PUBLIC_URL", "PORT")
        }
        self.environment = kept | {
            "HAIJU_DATA": str(data),
            "EMBEDDING_URL": f"http://127.0.0.1:{free_port()}",
        }

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*FLASK, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def processes(self) -> dict[int, str]:
        """Every living process of this installation, the database's included, by pid."""
        mark = b"HAIJU_DATA=" + os.fsencode(self.data)
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = " ".join(keeper.command_line(int(entry.name)))
                if command and (
                    mark in (entry / "environ").read_bytes().split(b"\0") or str(self.data) in command
                ):
                    found[int(entry.name)] = command
        return found

    def pid_of(self, words: str) -> int:
        """The oldest process whose command has these words."""
        return min((pid for pid, command in self.processes().items() if words in command), default=0)

    def rescues(self) -> list[str]:
        """How the clock's first tick fared in the queue."""
        query = "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'jobs.rescue'"
        with psycopg.connect(EmbeddedPostgres(self.data / "postgres").conninfo()) as connection:
            return [row[0] for row in connection.execute(query)]


class Served:
    """One running `flask serve`."""

    def __init__(self, installation: Installation, port: int) -> None:
        self.installation = installation
        self.port = port
        self.log: list[str] = []
        self.process = subprocess.Popen(
            [*FLASK, "serve", "--port", str(port), "--workers", "1"],
            cwd=ROOT,
            env=installation.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            self.log.extend(iter(self.process.stdout.readline, ""))

    def says(self, words: str) -> bool:
        return any(re.search(words, line) for line in self.log)

    def answers(self, path: str = "/readyz") -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:  # nobody there, hung up, or an error page
            return False

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=60)
        self._reader.join(timeout=15)
        return code


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="haiju-serve-", dir="/tmp"))
    folder.chmod(0o755)
    installation = Installation(folder)
    yield installation
    until(lambda: not installation.processes(), "nothing of the installation runs any more")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def migrated(installation: Installation) -> Installation:
    refused = installation.flask("serve", "--port", str(free_port()))
    assert (refused.returncode, refused.stderr.splitlines()[-1:]) == (
        1,
        ["Error: The database is not up to date. Run: flask --app wsgi db upgrade"],
    )
    assert installation.flask("db", "upgrade").returncode == 0
    return installation


@contextlib.contextmanager
def serving(installation: Installation, port: int) -> Iterator[Served]:
    """A server that is ready; whatever the test does to it, it does not outlive it."""
    served = Served(installation, port)
    try:
        ready = f"Haiju is ready: http://127.0.0.1:{served.port}"
        # Five processes load the product at once: on a busy machine that takes a while, and proves nothing less.
        until(lambda: served.says(ready), "it says that it is ready", 90)
        yield served
    finally:
        if served.process.poll() is None:
            served.end()


@pytest.fixture
def served(migrated: Installation) -> Iterator[Served]:
    """A running server; afterwards nothing of it may be left."""
    with serving(migrated, free_port()) as served:
        yield served
    until(lambda: not migrated.processes(), f"nothing is left of {migrated.processes()}", 30)


def test_it_answers_and_stops_whole_when_told(served: Served) -> None:
    assert served.answers("/healthz")
    assert served.answers("/readyz")
    until(lambda: served.says("This clock leads"), "the clock leads")
    for words in ("gunicorn", "wsgi worker", "jobs run", "postgres_keeper"):
        assert served.installation.pid_of(words), words
    until(lambda: served.installation.rescues() == ["succeeded"], "the worker did what the clock deferred")
    began = time.monotonic()
    assert served.end() == 0
    assert time.monotonic() - began < STOPS_WITHIN
    assert not served.says("Traceback"), "".join(served.log)


def test_ctrl_c_stops_it_while_a_reader_keeps_a_connection_open(served: Served) -> None:
    with socket.create_connection(("127.0.0.1", served.port)) as reader:
        reader.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert reader.recv(12) == b"HTTP/1.1 200"
        began = time.monotonic()
        assert served.end(signal.SIGINT) == 0
        assert time.monotonic() - began < STOPS_WITHIN


def test_what_dies_is_started_again(served: Served) -> None:
    installation = served.installation
    for name, words in (("worker", "wsgi worker"), ("clock", "jobs run"), ("web", "gunicorn")):
        until(lambda words=words: installation.pid_of(words), f"{name} runs")
        before = {pid for pid, command in installation.processes().items() if words in command}
        os.kill(min(before), signal.SIGKILL)
        until(
            lambda words=words, before=before: installation.pid_of(words) not in {0, *before},
            f"{name} was started again",
        )
        assert served.says(f"{name} was killed by signal 9; starting it again in 0.5 s")
        assert before.isdisjoint(installation.processes())
    until(served.answers, "the site answers")


def test_killing_the_supervisor_takes_everything_down_and_the_next_start_works(served: Served) -> None:
    installation = served.installation
    assert served.end(signal.SIGKILL) == -signal.SIGKILL
    with serving(installation, served.port) as again:  # at once, on the very same port
        until(again.answers, "the site answers")
        assert again.end() == 0


def test_killing_the_database_is_mended_too(served: Served) -> None:
    until(lambda: served.says("This clock leads"), "the clock leads")
    pid = keeper.running_postmaster(served.installation.data / "postgres")
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(served.answers, "the site answers", 30)
    until(lambda: sum("This clock leads" in line for line in served.log) == 2, "the clock leads again", 30)


def test_two_at_once_share_the_database_and_one_clock_leads(served: Served) -> None:
    until(lambda: served.says("This clock leads"), "the clock leads")
    with serving(served.installation, free_port()) as other:
        until(lambda: other.says("Another clock leads"), "its clock stands by")
        assert served.end() == 0
        until(lambda: other.says("This clock leads"), "its clock takes over")
        assert other.answers()
        assert other.end() == 0


def test_a_port_in_use_is_named_in_plain_words(migrated: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = migrated.flask("serve", "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} is in use by another program." in refused.stderr
