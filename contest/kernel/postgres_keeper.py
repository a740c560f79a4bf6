"""Stops the embedded PostgreSQL when its last user is gone: let go, ended, or was killed.

Every user process holds a shared lock on one file; the keeper waits for the exclusive lock on it. The kernel
drops the locks of a killed process, so nobody keeps lists of pids and nothing is orphaned. Run detached as a
program of its own (`python -I -S postgres_keeper.py DATA_DIR`), hence the standard library only.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

STOP_SECONDS = 60.0
SOCKETS_PREFIX = "hjpg-"
PROC = Path("/proc/self/cmdline").exists()


def users_file(data_dir: Path) -> Path:
    """Return the file on which every user process holds a shared lock."""
    return data_dir.with_name(data_dir.name + ".users.lock")


def keeper_file(data_dir: Path) -> Path:
    """Return the file that is locked while a keeper runs; it also takes the keeper's last words."""
    return data_dir.with_name(data_dir.name + ".keeper.lock")


def locked(path: Path, operation: int) -> int:
    """Open `path` with the flock `operation` applied and return the descriptor; closing it releases the lock.

    Raises BlockingIOError when `operation` has LOCK_NB and somebody else holds it.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, operation)
        except BaseException:
            os.close(descriptor)
            raise
        if _still_there(descriptor, path):
            return descriptor
        os.close(descriptor)  # deleted while we waited: a lock nobody else would see


def _still_there(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def recorded_pid(data_dir: Path) -> int | None:
    """Return the pid that postmaster.pid names, whoever that may be today."""
    try:
        return int(_record(data_dir)[0])
    except (IndexError, ValueError):
        return None


def _record(data_dir: Path) -> list[str]:
    """Return the lines of postmaster.pid: the pid, the folder, the start, the port, the socket folder …"""
    try:
        return (data_dir / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def running_postmaster(data_dir: Path) -> int | None:
    """Return the pid of the PostgreSQL that serves this very folder, or None.

    A pid alone proves nothing: after a crash it may be a zombie or belong to another program by now.
    """
    pid = recorded_pid(data_dir)
    if pid is None:
        return None
    arguments = command_line(pid)
    if not arguments or Path(arguments[0]).name != "postgres":
        return None
    named = arguments[arguments.index("-D") + 1 : arguments.index("-D") + 2] if "-D" in arguments else []
    return pid if named == [str(data_dir)] or _works_in(pid, data_dir) else None


def command_line(pid: int) -> list[str]:
    """Return the program and arguments of a process; empty for one that has ended, reaped or not."""
    if PROC:
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return []
        return [os.fsdecode(part) for part in raw.split(b"\0")[:-1]]
    listed = subprocess.run(["/bin/ps", "-o", "args=", "-p", str(pid)], capture_output=True, check=False)  # noqa: S603 - fixed program, a number
    program, _, rest = os.fsdecode(listed.stdout).strip().partition(" -D ")
    return [program, "-D", rest.partition(" -c ")[0]] if rest else []


def is_alive(pid: int) -> bool:
    """Say whether a process runs, by more than its command line: that is empty while a program takes its place."""
    if not PROC:
        listed = subprocess.run(["/bin/ps", "-o", "stat=", "-p", str(pid)], capture_output=True, check=False)  # noqa: S603 - fixed program, a number
        return listed.stdout.strip()[:1] not in {b"", b"Z"}
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}  # ended, reaped or not


def _works_in(pid: int, data_dir: Path) -> bool:
    """Recognise a postmaster by its working folder: the folder may have been renamed since it started."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data_dir)
    except OSError:
        return False


def stop(data_dir: Path) -> None:
    """Stop the server of this folder: politely, then without waiting. Its socket folder goes too."""
    sockets = "".join(_record(data_dir)[4:5])
    for request, patience in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0)):
        pid = running_postmaster(data_dir)
        if pid is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, request)
        limit = time.monotonic() + patience
        while running_postmaster(data_dir) == pid and time.monotonic() < limit:
            time.sleep(0.02)
        if Path(sockets).name.startswith(SOCKETS_PREFIX):
            with contextlib.suppress(OSError):
                Path(sockets).rmdir()  # refused unless the server has taken its sockets away


def keep(data_dir: Path) -> None:
    """Wait until nobody uses the server, then stop it. Returns at once if another keeper is at work."""
    mine = _become_the_keeper(keeper_file(data_dir))
    if mine is None:
        return
    users = locked(users_file(data_dir), fcntl.LOCK_EX)
    stop(data_dir.resolve())
    # In this order: whoever gets the shared lock next must see that there is no keeper any more.
    os.close(mine)
    os.close(users)


def _become_the_keeper(path: Path) -> int | None:
    limit = (
        time.monotonic() + 2
    )  # somebody who only looks whether there is a keeper holds the lock for an instant
    while time.monotonic() < limit:
        with contextlib.suppress(BlockingIOError):
            return locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
        time.sleep(0.01)
    return None


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
