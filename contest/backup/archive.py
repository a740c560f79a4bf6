"""The file itself: members are written and read piece by piece, each with its digest; one more is of the whole."""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from contest.backup.domain import (
    HARMLESS,
    LARGEST_MANIFEST,
    LARGEST_RATIO,
    MANIFEST,
    BackupDamaged,
    BackupForeign,
    Manifest,
    read_manifest,
)

MARK = b"haiju-backup sha256 "
DIGEST = 64
PIECE = 1024 * 1024
EFFORT = 3  # rows pack to a quarter; a tenth less takes three times as long

Progress = Callable[[str, int, int], None]


class Writer:
    """Writes a backup into an empty file that can be read as well."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=EFFORT)

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()  # where it was not finished

    def add(self, name: str, pieces: Iterable[bytes], *, pack: bool = False) -> tuple[int, str]:
        """Add a member; return its size and SHA-256. `pack`: make it smaller, which files mostly are already."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)  # its date is the same always
        info.external_attr = (stat.S_IFREG | 0o600) << 16
        with self._zip.open(name if pack else info, "w", force_zip64=True) as member:
            for piece in pieces:
                digest.update(piece)
                member.write(piece)
                size += len(piece)
        return size, digest.hexdigest()

    def close(self, manifest: Manifest) -> str:
        """Add the manifest, finish the file, and return the SHA-256 that stands at its end."""
        self.add(MANIFEST, [manifest.model_dump_json(indent=1).encode()], pack=True)
        self._zip.comment = MARK + b"0" * DIGEST
        self._zip.close()
        self._file.flush()
        digest = _digest_of(self._file, _size(self._file) - DIGEST)
        self._file.seek(-DIGEST, os.SEEK_END)
        self._file.write(digest.encode())
        self._file.flush()
        os.fsync(self._file.fileno())
        return digest


class Reader:
    """Reads a backup. What it hands out has the promised size and digest, or it raises before it ends.

    Raises BackupForeign, BackupTooNew or BackupDamaged; opening it reads the whole file once, packed as it is.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.digest = _check_whole(file)
        with _refusing(""):
            self._zip = zipfile.ZipFile(file)
            infos = self._zip.infolist()
        if not all(_is_plain(info) for info in infos):
            raise BackupForeign()
        self._infos = {info.filename: info for info in infos}
        if MANIFEST not in self._infos or self._infos[MANIFEST].file_size > LARGEST_MANIFEST:
            raise BackupForeign()
        with _refusing(MANIFEST), self._zip.open(MANIFEST) as member:
            self.manifest = read_manifest(member.read(LARGEST_MANIFEST))
        self._expected = self.manifest.members
        self._check_members(infos, _size(file))

    def pieces(self, name: str) -> Iterator[bytes]:
        """Give the bytes of a member."""
        size, sha256 = self._expected[name]
        digest, left = hashlib.sha256(), size
        with _refusing(name), self._zip.open(self._infos[name]) as member:
            while piece := member.read(PIECE):
                digest.update(piece)
                left -= len(piece)
                if left < 0:
                    raise BackupDamaged(member=name)
                yield piece
        if left or digest.hexdigest() != sha256:
            raise BackupDamaged(member=name)

    def verify(self, progress: Progress) -> None:
        """Read every member."""
        for number, name in enumerate(self._expected):
            progress("verify", number, len(self._expected))
            for _piece in self.pieces(name):
                pass

    def _check_members(self, infos: list[zipfile.ZipInfo], packed: int) -> None:
        """Refuse what is there and not promised, and promised and not there.

        No name out of the file ever becomes a path: members are asked for by the manifest's names, which are of known
        shapes.
        """
        if sorted(info.filename for info in infos) != sorted({*self._expected, MANIFEST}):
            raise BackupForeign()
        for info in infos:
            if info.filename != MANIFEST and info.file_size != self._expected[info.filename][0]:
                raise BackupDamaged(member=info.filename)
        if sum(info.file_size for info in infos) > max(HARMLESS, packed * LARGEST_RATIO):
            raise BackupForeign()


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Say whether a member is a file, open to read, and packed as we pack."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    packed_so = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return kind in (0, stat.S_IFREG) and not info.flag_bits & 1 and packed_so


def _check_whole(file: BinaryIO) -> str:
    """Return the digest at the end if it is that of all before it."""
    size = _size(file)
    if size < len(MARK) + DIGEST:
        raise BackupForeign()
    file.seek(size - len(MARK) - DIGEST)
    end = file.read(len(MARK) + DIGEST)
    if not end.startswith(MARK):
        raise BackupForeign()
    told = end.removeprefix(MARK)
    if told != _digest_of(file, size - DIGEST).encode():
        raise BackupDamaged(member="sha256")
    return told.decode()


def _size(file: BinaryIO) -> int:
    return file.seek(0, os.SEEK_END)


def _digest_of(file: BinaryIO, length: int) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while length and (piece := file.read(min(PIECE, length))):
        digest.update(piece)
        length -= len(piece)
    return digest.hexdigest()


@contextmanager
def _refusing(member: str) -> Iterator[None]:
    """Turn what the standard library says of a broken file into our words."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, ValueError) as error:
        raise BackupDamaged(member=member) from error
