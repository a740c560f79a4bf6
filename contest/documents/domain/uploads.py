"""The rules of an upload that arrives in parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from contest.kernel.errors import DomainError, FieldError, Invalid

# One part travels in one request: large enough for a quick line, small enough to be sent again on a bad one.
LARGEST_PART = 8 * 1024 * 1024
SMALLEST_PART = 64 * 1024
# An upload nobody goes on with is forgotten after this.
PATIENCE = timedelta(days=2)
# A finished one is remembered for a while: the answer that said so may have been lost.
MEMORY = timedelta(hours=6)
FINGERPRINT_LIMIT = 200


class FileRefused(Invalid):
    """An uploaded file is not what it must be."""

    code = "file_refused"


class WrongOffset(DomainError):
    """The part does not begin where the last one ended; `offset` says where to go on."""

    code = "upload_offset"


class Unfinished(DomainError):
    """Not all bytes are there yet; `offset` says where to go on."""

    code = "upload_unfinished"


@dataclass(frozen=True, slots=True)
class Announced:
    """What is to come. `fingerprint` tells the same file chosen again (name, size, date) from another one."""

    kind: str
    filename: str
    size: int
    fingerprint: str = ""

    def check(self, *, max_bytes: int) -> None:
        """Raise Invalid before the first byte has travelled for nothing."""
        if not self.filename.strip():
            raise Invalid(FieldError("file", "file_required"))
        if self.size <= 0:
            raise FileRefused(FieldError("file", "file_empty"))
        if self.size > max_bytes:
            raise Invalid(FieldError("file", "file_too_large", {"limit_mb": max_bytes // 2**20}))


def accept_part(*, offset: int, received: int, length: int, size: int) -> None:
    """Raise WrongOffset or Invalid unless a part of `length` bytes at `offset` goes on where the upload stands.

    Tiny parts are refused except for the last one: a million of them would be a million files.
    """
    if offset != received:
        raise WrongOffset(offset=received)
    if length > size - received or length > LARGEST_PART:
        raise Invalid(FieldError("file", "upload_part_size"))
    if length < SMALLEST_PART and received + length < size:
        raise Invalid(FieldError("file", "upload_part_size"))
