"""Files in a folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from contest.kernel.errors import NotFound
from contest.kernel.storage.interface import CHUNK, PartsMissing, StoredFile, checked, copy, is_key

INCOMING = ".incoming-"


class LocalStorage:
    """Files under one folder, which every process that serves or reads them must see."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
        with self._incoming() as (file, temporary):
            stored = copy(stream, file, max_bytes=max_bytes)
            _to_disk(file)
            self._place(temporary, self._path(stored.key))
        return stored

    def open(self, key: str) -> BinaryIO:
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise NotFound(kind="file") from None

    def exists(self, key: str) -> bool:
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        self._path(key).unlink(missing_ok=True)

    def listed(self) -> Iterator[tuple[str, datetime]]:
        for path in self._root.glob("??/*"):
            if is_key(path.name) and (changed_at := _changed_at(path)) is not None:
                yield path.name, changed_at

    def forget_unfinished(self, before: datetime) -> None:
        for path in self._root.glob(f"{INCOMING}*"):
            if (changed_at := _changed_at(path)) is not None and changed_at < before:
                path.unlink(missing_ok=True)

    def put_part(self, upload: UUID, offset: int, stream: BinaryIO, *, max_bytes: int) -> int:
        with self._incoming() as (file, temporary):
            size = copy(stream, file, max_bytes=max_bytes).size
            _to_disk(file)
            self._place(temporary, self._parts(upload) / f"{offset:015d}")
        return size

    def join_parts(self, upload: UUID, target: BinaryIO) -> int:
        total = 0
        folder = self._parts(upload)
        for part in sorted(folder.iterdir()) if folder.is_dir() else ():
            if int(part.name) != total:
                raise PartsMissing()
            with part.open("rb") as stream:
                shutil.copyfileobj(stream, target, CHUNK)
            total += part.stat().st_size
        return total

    def drop_parts(self, upload: UUID) -> None:
        shutil.rmtree(self._parts(upload), ignore_errors=True)

    def _path(self, key: str) -> Path:
        return self._root / checked(key)[:2] / key

    def _parts(self, upload: UUID) -> Path:
        return self._root / "parts" / str(upload)

    @contextmanager
    def _incoming(self) -> Iterator[tuple[BinaryIO, Path]]:
        """Give a file to write that has no name yet; what is not moved to its place is gone afterwards."""
        self._root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._root, prefix=INCOMING, delete=False) as file:
            temporary = Path(file.name)
            try:
                yield file, temporary  # type: ignore[misc]
            finally:
                temporary.unlink(missing_ok=True)

    def _place(self, temporary: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)


def _changed_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:  # gone since it was listed
        return None


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
