"""What an uploaded document is, told by its content: neither its name nor its header is believed."""

from __future__ import annotations

import lzma
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from contest.documents.domain.photographs import JPEG_MARK, PNG_MARK

HEAD = 1024
TYPES_LIMIT = 2 * 1024 * 1024
MOST_MEMBERS = 20_000
NAME_LIMIT = 120
SCAN = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument."
# Office programs put an encrypted document into a container of the old kind, in a stream of this name.
OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class DocumentType:
    """`extension` without dot; `content_type` is what downloads say; `main` is how the file itself names it."""

    extension: str
    content_type: str
    main: bytes = b""


PDF = DocumentType("pdf", "application/pdf")
DOCX = DocumentType(
    "docx",
    OFFICE + "wordprocessingml.document",
    (OFFICE + "wordprocessingml.document.main+xml").encode(),
)
PPTX = DocumentType(
    "pptx",
    OFFICE + "presentationml.presentation",
    (OFFICE + "presentationml.presentation.main+xml").encode(),
)
JPEG = DocumentType("jpg", "image/jpeg")
PNG = DocumentType("png", "image/png")
ACCEPTED = (PDF, DOCX, PPTX)
PHOTOGRAPHS = (JPEG, PNG)
BY_CONTENT_TYPE = {kind.content_type: kind for kind in (*ACCEPTED, *PHOTOGRAPHS)}


def detect(stream: BinaryIO) -> DocumentType | None:
    """Return the type of a seekable stream's content, None for anything not accepted. Rewinds the stream."""
    head = stream.read(HEAD)
    stream.seek(0)
    for kind, mark in ((JPEG, JPEG_MARK), (PNG, PNG_MARK)):
        if head.startswith(mark):
            return kind
    # Readers accept a few bytes before the mark, and so do we.
    if b"%PDF-" in head:
        return PDF
    found = _office(stream) if head.startswith(b"PK\x03\x04") else None
    stream.seek(0)
    return found


def is_encrypted_office(stream: BinaryIO) -> bool:
    """Say whether a seekable stream is an Office document behind a password. Rewinds the stream."""
    encrypted = stream.read(len(OLD_CONTAINER)) == OLD_CONTAINER
    if encrypted:
        seen, encrypted = b"", False
        while not encrypted and (chunk := stream.read(SCAN)):
            # The name may lie across the border of two reads.
            seen = seen[-len(ENCRYPTED_STREAM) :] + chunk
            encrypted = ENCRYPTED_STREAM in seen
    stream.seek(0)
    return encrypted


def _office(stream: BinaryIO) -> DocumentType | None:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if len(names) > MOST_MEMBERS or any(name.lower().endswith("vbaproject.bin") for name in names):
                return None
            with archive.open("[Content_Types].xml") as member:
                types = member.read(TYPES_LIMIT)
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        lzma.LZMAError,
    ):
        return None
    return next((kind for kind in (DOCX, PPTX) if kind.main in types), None)


def safe_name(raw: str, kind: DocumentType) -> str:
    """Return a name to keep and to download by: no folders, no control characters, the true extension."""
    base = raw.replace("\\", "/").rpartition("/")[2]
    clean = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    stem = clean.rpartition(".")[0] or clean
    stem = stem.strip(" .\"'<>|:*?")[:NAME_LIMIT]
    return f"{stem or 'document'}.{kind.extension}"
