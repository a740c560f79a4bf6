"""What a store of files must do, whatever keeps the bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol
from uuid import UUID

from contest.kernel.errors import DomainError, FieldError, Invalid, NotFound

CHUNK = 1024 * 1024
KEY_LENGTH = 64
HEXADECIMAL = frozenset("0123456789abcdef")


class StorageUnavailable(DomainError):
    """The store does not answer, or refuses us; asking again later may help."""

    code = "storage_unavailable"
    status = 503


class PartsMissing(DomainError):
    """The parts of an upload do not join without a gap: what is there cannot become a file."""

    code = "upload_broken"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """`key` finds the bytes again; `sha256` (hex) proves them; `size` in bytes."""

    key: str
    sha256: str
    size: int


class Storage(Protocol):
    """Files named by the SHA-256 of their content, and the parts of uploads that are under way.

    A stored file never changes. A part is replaced by a later one of the same offset, in one step: whoever
    reads sees the old one or the new one.
    """

    def put(self, stream: BinaryIO, *, max_bytes: int) -> StoredFile:
        """Keep the stream's bytes; raise Invalid(file: file_too_large) past `max_bytes`, keeping nothing."""

    def open(self, key: str) -> BinaryIO:
        """Open stored bytes, seekable, so that any range can be read; raise NotFound."""

    def exists(self, key: str) -> bool:
        """Say whether there are bytes under `key`."""

    def delete(self, key: str) -> None:
        """Erase the bytes for good; nothing happens when there are none."""

    def listed(self) -> Iterator[tuple[str, datetime]]:
        """Give the key of every stored file, and when its bytes came last."""

    def forget_unfinished(self, before: datetime) -> None:
        """Erase what was begun before a moment by somebody who was stopped, and never got a name."""

    def put_part(self, upload: UUID, offset: int, stream: BinaryIO, *, max_bytes: int) -> int:
        """Keep a part of an upload that begins at byte `offset`; return its size. Limits as in put()."""

    def join_parts(self, upload: UUID, target: BinaryIO) -> int:
        """Write all parts in order into `target`; return the bytes written. Raises PartsMissing at a gap."""

    def drop_parts(self, upload: UUID) -> None:
        """Erase every part of an upload; nothing happens when there are none."""


def is_key(name: str) -> bool:
    """Say whether this can be the name of a stored file."""
    return len(name) == KEY_LENGTH and HEXADECIMAL.issuperset(name)


def checked(key: str) -> str:
    """Return the key if it can be one of ours; raise NotFound, so that no path is ever made of anything else."""
    if not is_key(key):
        raise NotFound(kind="file")
    return key


def copy(stream: BinaryIO, target: BinaryIO, *, max_bytes: int) -> StoredFile:
    """Copy a stream, hashing it on the way; raise Invalid past `max_bytes`."""
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise Invalid(FieldError("file", "file_too_large", {"limit_mb": max_bytes // 2**20}))
        digest.update(chunk)
        target.write(chunk)
    sha256 = digest.hexdigest()
    return StoredFile(key=sha256, sha256=sha256, size=size)
