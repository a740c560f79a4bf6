"""One start of the embedded PostgreSQL: make the cluster, clear what a crash left behind, launch, wait."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contest.kernel import postgres_keeper as keeper
from contest.kernel.postgres_host import EmbeddedPostgresError, OsUser, programs

PORT = 5432
START_SECONDS = 60.0
OLD_BACKENDS_SECONDS = 20.0
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "shared_buffers": "128MB",
    "max_connections": "100",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # Details of a violated constraint quote rows, and rows are about people.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
EXPENDABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Detached by the shell: the program outlives us, is nobody's zombie, and inherits no descriptor.
DETACH = '"$@" >>"$0" 2>&1 </dev/null & echo $!'


@dataclass(frozen=True, slots=True)
class Server:
    """A cluster folder, the folder of its socket, and as whom it runs. `answers` connects to it."""

    cluster: Path
    sockets: Path
    user: OsUser
    durable: bool
    answers: Callable[[], bool]

    @property
    def log(self) -> Path:
        return self.cluster / "server.log"

    def start(self) -> None:
        """Start the server, or join one that is just starting; raise EmbeddedPostgresError."""
        if self._joined():
            return
        self._remove_stale()
        self._prepare_sockets()
        bin_dir = programs(self.user)
        if not (self.cluster / "PG_VERSION").exists():
            self._initialise(bin_dir)
        limit = time.monotonic() + OLD_BACKENDS_SECONDS
        while not self._launched(bin_dir):
            # Sessions of a killed server end their statement before they notice; none may start until then.
            reason = last_words(self.log)
            if "shared memory block" not in reason or time.monotonic() > limit:
                raise EmbeddedPostgresError(
                    f"The embedded PostgreSQL in {self.cluster} does not start:\n{reason}"
                )
            time.sleep(0.5)

    def _joined(self) -> bool:
        """Wait for a server that is just starting, or just stopping. False: there is none (any more)."""
        limit = time.monotonic() + START_SECONDS
        while pid := keeper.running_postmaster(self.cluster):
            if self.answers():
                return True
            if time.monotonic() > limit:
                raise EmbeddedPostgresError(
                    f"A PostgreSQL (process {pid}) runs on {self.cluster} but does not answer at "
                    f"{self.sockets}. If another user or a container started it, use it from there; "
                    "otherwise stop it."
                )
            time.sleep(0.05)
        return False

    def _remove_stale(self) -> None:
        """Remove the lock files of a server that is gone, where PostgreSQL itself would believe them.

        It recognises a dead pid, but not a zombie or a pid that another program has by now.
        """
        pid = keeper.recorded_pid(self.cluster)
        if pid is not None and _exists(pid):
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        for lock in self.sockets.glob(".s.PGSQL.*"):
            lock.unlink(missing_ok=True)

    def _prepare_sockets(self) -> None:
        with contextlib.suppress(FileExistsError):
            self.sockets.mkdir(mode=0o700)
            os.chown(self.sockets, self.user.uid, self.user.gid)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != self.user.uid or found.st_mode & 0o077:
            raise EmbeddedPostgresError(
                f"{self.sockets} should be a folder that only {self.user.name} can enter, and is not. "
                "Remove it and try again."
            )

    def _initialise(self, bin_dir: Path) -> None:
        """Run initdb aside and move the result into place: an interrupted start leaves no half cluster."""
        fresh = self.cluster.with_name(self.cluster.name + ".new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        os.chown(fresh, self.user.uid, self.user.gid)
        command = [str(bin_dir / "initdb"), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres"]
        command += ["-D", str(fresh)] if self.durable else ["--no-sync", "-D", str(fresh)]
        made = subprocess.run(  # noqa: S603 - a program of ours
            command, stdin=subprocess.DEVNULL, capture_output=True, check=False, **self.user.options()
        )
        if made.returncode:
            reason = made.stderr.decode(errors="replace").strip()
            raise EmbeddedPostgresError(f"The database in {self.cluster} cannot be created:\n{reason}")
        fresh.replace(self.cluster)

    def _launched(self, bin_dir: Path) -> bool:
        """Launch the server and wait until it answers. False: it ended instead, saying why in its log."""
        settings = SETTINGS | ({} if self.durable else EXPENDABLE)
        settings["unix_socket_directories"] = f'"{self.sockets}"'
        command = [str(bin_dir / "postgres"), "-D", str(self.cluster)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        pid = detached(command, self.log, **self.user.options())
        limit = time.monotonic() + START_SECONDS
        while not self.answers():
            if not keeper.is_alive(pid):
                return False
            if time.monotonic() > limit:
                raise EmbeddedPostgresError(
                    f"The embedded PostgreSQL in {self.cluster} was started {START_SECONDS:.0f} seconds ago "
                    f"and still does not answer; see {self.log}."
                )
            time.sleep(0.02)
        return True


def detached(command: list[str], log: Path, **options: Any) -> int:
    """Start `command` in a session of its own, its output appended to `log`; return its pid."""
    shell = ["/bin/sh", "-c", DETACH, str(log), *command]
    started = subprocess.run(  # noqa: S603 - programs of ours, handed over as arguments and never as text
        shell, stdin=subprocess.DEVNULL, capture_output=True, check=True, start_new_session=True, **options
    )
    return int(started.stdout)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def last_words(log: Path) -> str:
    """Return the end of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-8:])
    except OSError as error:
        return str(error)
