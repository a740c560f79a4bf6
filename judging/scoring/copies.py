"""Copies of handed-in PDFs that bear, on every page, which judge they were given to, for which round, and when.

A copy is made when a judge first opens a file and serves that judge for a day: whoever turns pages gets one document,
byte by byte. It is not kept longer, and nothing about the file that was handed in changes. Which judge a mark on a
leaked page stands for is found by the mark alone: it ends the key of the judge's assignment.
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

from contest.documents.stamping import NotStamped, NotStampedNow, stamp
from contest.kernel import clock
from contest.kernel.errors import DomainError
from contest.kernel.storage import Storage
from contest.web.i18n import localtime
from contest.web.typesetting import TypesettingFailed, typeset

END_COPIES = "judging.end_copies"
KEPT_SECONDS = 24 * 3600
PARTS, PART = 3, 4  # how a mark is spelled: 3F2A-91BC-77D0
LARGEST_NAME = 40  # characters of a name or round on a page


class CopyUnavailable(DomainError):
    """The copy with the reader's mark could not be made just now; without the mark nothing leaves."""

    code = "copy_unavailable"
    status = 503


class Stored(Protocol):
    """A file in the store."""

    @property
    def sha256(self) -> str: ...
    @property
    def storage_key(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a copy is: the judge's name and assignment, and the round in the judge's language."""

    assignment_id: UUID
    name: str
    round_name: str

    @property
    def mark(self) -> str:
        """Return what stands for the judge on a page where the name is cut off."""
        tail = self.assignment_id.hex[-PARTS * PART :].upper()
        return "-".join(tail[at : at + PART] for at in range(0, len(tail), PART))


@dataclass(frozen=True, slots=True)
class Copy:
    """A marked copy on disk. `tag` changes with its bytes."""

    path: Path
    size: int
    tag: str

    def open(self) -> BinaryIO:
        return self.path.open("rb")


def marked_copy(folder: Path, storage: Storage, file: Stored, reader: Reader) -> Copy | None:
    """Return the reader's copy of a PDF, made now or within the last day; None where the PDF can bear no mark.

    Raises CopyUnavailable where that is not the document's fault: whoever asks often enough at once would get it bare.
    """
    words = (file.sha256, str(reader.assignment_id), reader.name, reader.round_name)
    name = hashlib.sha256("\n".join(words).encode()).hexdigest()
    place = folder / f"{name}.pdf"
    if found := _found(place):
        return found
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / f"{name}.lock"):
        # Whoever waited here finds what the one before has made.
        if found := _found(place):
            return found
        end_copies(folder)
        try:
            _make(place, storage, file, reader)
        except NotStamped:
            return None
        except (NotStampedNow, TypesettingFailed) as error:
            raise CopyUnavailable() from error
    return _found(place)


def end_copies(folder: Path) -> int:
    """Remove the copies whose day is over, and what was left half made; return how many."""
    limit, ended = time.time() - KEPT_SECONDS, 0
    for path in folder.iterdir() if folder.is_dir() else ():
        try:
            if path.stat().st_mtime < limit:
                path.unlink()
                ended += path.suffix == ".pdf"
        except FileNotFoundError:  # another process was faster
            continue
    return ended


def _make(place: Path, storage: Storage, file: Stored, reader: Reader) -> None:
    lines = [
        "仅供评审 For judging only",
        f"{reader.name[:LARGEST_NAME]} · {reader.mark}",
        f"{reader.round_name[:LARGEST_NAME]} · {localtime(clock.now())}",
    ]
    half = place.with_suffix(".part")
    try:
        with storage.open(file.storage_key) as document:
            stamp(document, typeset("watermark", {"lines": lines}), half)
        half.replace(place)
    finally:
        half.unlink(missing_ok=True)


def _found(place: Path) -> Copy | None:
    try:
        held = place.stat()
    except FileNotFoundError:
        return None
    if held.st_mtime < time.time() - KEPT_SECONDS:
        return None
    return Copy(place, held.st_size, f"{place.stem[:16]}-{held.st_mtime_ns:x}")


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Let one process or thread after the other make a copy of the same file for the same judge."""
    with place.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
