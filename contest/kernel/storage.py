"""Where uploaded files are kept: one interface, content-addressed, so that a stored file never changes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from contest.kernel.errors import FieldError, Invalid, NotFound

CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`key` finds the bytes again; `sha256` (hex) proves them; `size` in bytes."""

    key: str
    sha256: str
    size: int


class Storage(Protocol):
    """What a store of files must do."""

    def put(self, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
        """Keep the stream's bytes; raise Invalid(file: file_too_large) past `max_bytes`."""

    def open(self, key: str) -> BinaryIO:
        """Open stored bytes for reading; raise NotFound."""


class LocalStorage:
    """Files under one folder, named by the SHA-256 of their content."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
        self._root.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self._root, prefix=".incoming-", delete=False) as file:
            temporary = Path(file.name)
            try:
                while chunk := stream.read(CHUNK):
                    size += len(chunk)
                    if size > max_bytes:
                        raise Invalid(FieldError("file", "file_too_large", {"limit_mb": max_bytes // 2**20}))
                    digest.update(chunk)
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        sha256 = digest.hexdigest()
        target = self._path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
        return StoredFile(key=sha256, sha256=sha256, size=size)

    def open(self, key: str) -> BinaryIO:
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise NotFound(kind="file") from None

    def _path(self, key: str) -> Path:
        if len(key) != 64 or not all(c in "0123456789abcdef" for c in key):
            raise NotFound(kind="file")
        return self._root / key[:2] / key
