"""A zip that can be written in one way only: stored, no dates, members in the order given.

Equal members make equal bytes on every machine and in every year, so a verifier packs what it read again and compares.
The format is that of PKWARE's APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 and 4.3.16 (directory).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
NEEDED, STORED, TIME = 20, 0, 0
DATE = 0x21  # 1 January 1980, the earliest the format knows
UNIX_FILE = 0o100644 << 16
MADE_BY = 3 << 8 | NEEDED
STRIDE = 2**16  # bytes compared at once
LARGEST = 2**31  # of the whole file: the plain format's limit is 4 GiB


class NotAnArchive(ValueError):
    """The bytes cannot be read as one of our archives; `at` is where reading stopped."""

    def __init__(self, at: int) -> None:
        self.at = at
        super().__init__(f"no member and no directory at byte {at}")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of an archive: `what` is "header", "content" or "directory"; `member` is empty for the directory."""

    start: int
    end: int
    what: str
    member: str = ""


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of these members (ASCII name -> content), in their order."""
    parts, directory, at = [], [], 0
    for name, content in members.items():
        path, checksum = name.encode("ascii"), zlib.crc32(content)
        sizes = (checksum, len(content), len(content))
        local = LOCAL.pack(LOCAL_MARK, NEEDED, 0, STORED, TIME, DATE, *sizes, len(path), 0) + path
        entry = (NEEDED, 0, STORED, TIME, DATE, *sizes, len(path), 0, 0, 0, 0, UNIX_FILE, at)
        directory.append(CENTRAL.pack(CENTRAL_MARK, MADE_BY, *entry) + path)
        parts += [local, content]
        at += len(local) + len(content)
    listed = b"".join(directory)
    if at + len(listed) > LARGEST:
        raise ValueError("the archive is larger than its format allows")
    end = END.pack(END_MARK, 0, 0, len(members), len(members), len(listed), at, 0)
    return b"".join([*parts, listed, end])


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the members of an archive as they lie there, whether or not their checksums hold.

    Raises NotAnArchive where neither a member nor the directory can be read.
    """
    found, at = {}, 0
    while data[at : at + 4] == LOCAL_MARK:
        if at + LOCAL.size > len(data):
            raise NotAnArchive(at)
        *_rest, size, name_length, extra = LOCAL.unpack_from(data, at)
        start = at + LOCAL.size + name_length + extra
        name = data[at + LOCAL.size : at + LOCAL.size + name_length]
        if start + size > len(data) or not name.isascii() or not name or name.decode() in found:
            raise NotAnArchive(at)
        found[name.decode()] = data[start : start + size]
        at = start + size
    if data[at : at + 4] != CENTRAL_MARK:
        raise NotAnArchive(at)
    return found


def regions(members: Mapping[str, bytes]) -> list[Region]:
    """Return what lies where in pack(members)."""
    found, at = [], 0
    for name, content in members.items():
        header = LOCAL.size + len(name)
        found.append(Region(at, at + header, "header", name))
        found.append(Region(at + header, at + header + len(content), "content", name))
        at += header + len(content)
    for name in members:
        found.append(Region(at, at + CENTRAL.size + len(name), "directory", name))
        at += CENTRAL.size + len(name)
    return [*found, Region(at, at + END.size, "directory")]


def first_difference(data: bytes, members: Mapping[str, bytes]) -> tuple[int, Region] | None:
    """Return the first byte where `data` is not pack(members), and what lies there; None if they are equal."""
    packed = pack(members)
    if data == packed:
        return None
    at = _parting(data, packed)
    there = regions(members)
    return at, next((region for region in there if region.start <= at < region.end), there[-1])


def _parting(one: bytes, other: bytes) -> int:
    """Return the first place where two different byte strings differ, or the end of the shorter."""
    shorter = min(len(one), len(other))
    at = next(
        (at for at in range(0, shorter, STRIDE) if one[at : at + STRIDE] != other[at : at + STRIDE]), shorter
    )
    return next((place for place in range(at, shorter) if one[place] != other[place]), shorter)
