"""Photographs of papers: how large they are, and their bytes without what a camera adds. Nothing is decoded here.

A telephone writes into every picture where and when it was taken and with what. None of that is anybody's business,
so it is left out before the picture is stored; only which way is up and the colours stay.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from contest.documents.domain.uploads import FileRefused
from contest.kernel.errors import FieldError

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000  # the largest of today's telephones
PNG_MARK = b"\x89PNG\r\n\x1a\n"
JPEG_MARK = b"\xff\xd8\xff"
END, SCAN = 0xD9, 0xDA
COMMENT, EXIF = 0xFE, 0xE1
APPLICATION = range(0xE0, 0xF0)
ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
COLOURS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
ORIENTATION = 0x0112
KEPT_CHUNKS = frozenset({b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"})


def without_traces(stream: BinaryIO, target: BinaryIO) -> None:
    """Copy a JPEG or PNG into `target` without what tells of camera, place, time or owner; rewind both.

    Raises FileRefused for one that is broken, larger than MOST_BYTES or of more than MOST_PIXELS.
    """
    head = stream.read(len(PNG_MARK))
    stream.seek(0)
    copy = _png if head == PNG_MARK else _jpeg
    try:
        width, height = copy(stream, target)
    except (struct.error, EOFError, IndexError):
        raise FileRefused(FieldError("file", "photograph_broken")) from None
    if width * height > MOST_PIXELS:
        raise FileRefused(FieldError("file", "photograph_pixels", {"limit": MOST_PIXELS // 1_000_000}))
    if width * height == 0:
        raise FileRefused(FieldError("file", "photograph_broken"))
    if target.tell() > MOST_BYTES:
        raise FileRefused(FieldError("file", "file_too_large", {"limit_mb": MOST_BYTES // 2**20}))
    stream.seek(0)
    target.seek(0)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) != length:
        raise EOFError
    return data


def _jpeg(stream: BinaryIO, target: BinaryIO) -> tuple[int, int]:
    size, turned = (0, 0), 1
    kept: list[bytes] = []
    for marker, body in _segments(stream):
        if marker == EXIF and body.startswith(b"Exif\0\0"):
            turned = _orientation(body[6:]) or turned
        if marker in FRAMES:
            height, width = struct.unpack(">HH", body[1:5])
            size = (width, height)
        if _is_kept(marker, body):
            kept.append(bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body)
    target.write(JPEG_MARK[:2] + _upright(turned) + b"".join(kept))
    _picture(stream.read(MOST_BYTES + 1), target)
    return size


def _segments(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield what stands before the picture itself; the last one announces it."""
    _exactly(stream, 2)
    marker = 0
    while marker != SCAN:
        if _exactly(stream, 1) != b"\xff":
            raise EOFError
        while (marker := _exactly(stream, 1)[0]) == 0xFF:
            continue
        if marker == END:
            raise EOFError
        if marker not in ALONE:
            (length,) = struct.unpack(">H", _exactly(stream, 2))
            if length < 2:
                raise EOFError
            yield marker, _exactly(stream, length - 2)


def _is_kept(marker: int, body: bytes) -> bool:
    if marker in APPLICATION:
        return marker in COLOURS and body.startswith(COLOURS[marker])
    return marker != COMMENT


def _picture(rest: bytes, target: BinaryIO) -> None:
    """Write up to the mark of the end: what cameras append after it (films, second pictures) stays behind.

    Between the scans of a picture there may be segments, and again among them what tells too much.
    """
    written = at = 0
    while (at := rest.find(b"\xff", at)) >= 0:
        marker = rest[at + 1]
        if marker == END:
            target.write(rest[written : at + 2])
            return
        if marker == 0xFF:
            at += 1
        elif marker == 0 or marker in ALONE:
            at += 2
        else:
            (length,) = struct.unpack(">H", rest[at + 2 : at + 4])
            if not _is_kept(marker, rest[at + 4 : at + 2 + length]):
                target.write(rest[written:at])
                written = at + 2 + length
            at += 2 + length
    raise EOFError


def _orientation(tiff: bytes) -> int | None:
    """Return which way is up (1 to 8) as an Exif block says, None where it does not."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack(order + "I", tiff[4:8])
        (count,) = struct.unpack(order + "H", tiff[first : first + 2])
        for entry in range(first + 2, first + 2 + 12 * min(count, 200), 12):
            tag, kind, _, value = struct.unpack(order + "HHIH", tiff[entry : entry + 10])
            if (tag, kind) == (ORIENTATION, 3):
                return value if 1 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _upright(turned: int) -> bytes:
    """Return an Exif block that says nothing but which way is up; nothing where that is clear."""
    if turned == 1:
        return b""
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, turned, 0)
    body = b"Exif\0\0" + b"MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return bytes((0xFF, EXIF)) + struct.pack(">H", len(body) + 2) + body


def _png(stream: BinaryIO, target: BinaryIO) -> tuple[int, int]:
    target.write(_exactly(stream, len(PNG_MARK)))
    size, name = (0, 0), b""
    while name != b"IEND":
        head = _exactly(stream, 8)
        length, name = struct.unpack(">I4s", head)
        if length > MOST_BYTES:
            raise EOFError
        data = _exactly(stream, length + 4)  # with its check sum
        if name == b"IHDR":
            size = struct.unpack(">II", data[:8])
        # Capitals mark what a picture cannot be shown without.
        if name[:1].isupper() or name in KEPT_CHUNKS:
            target.write(head + data)
    return size
