"""The text of a PDF, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contest.documents.domain.reading import Caps, Trouble
from contest.documents.reading.ending import Ended

if TYPE_CHECKING:
    from pypdf import PdfReader


def pages_of(path: str, caps: Caps) -> Iterator[str]:
    """Yield each page's text; a page that cannot be read is empty, a file of such pages is corrupt."""
    from pypdf.errors import LimitReachedError  # noqa: PLC0415 - only the reading process pays for the library

    try:
        reader = opened(path)
        count = len(reader.pages)
        if count > caps.pages:
            raise Ended(Trouble.TOO_MANY_PAGES, caps.pages)
        failed = 0
        for number in range(count):
            text = _text(reader, number)
            failed += text is None
            yield text or ""
    except LimitReachedError:
        raise Ended(Trouble.TOO_LARGE_INSIDE) from None
    if failed == count:
        raise Ended(Trouble.CORRUPT)


def opened(path: str) -> PdfReader:
    """Return a reader of the document; raise Ended where a password is needed."""
    from pypdf import PasswordType, PdfReader  # noqa: PLC0415 - as above
    from pypdf.errors import DependencyError, FileNotDecryptedError  # noqa: PLC0415 - as above

    try:
        reader = PdfReader(path, strict=False)
        # Many PDFs only forbid printing: they open with an empty password.
        if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:
            raise Ended(Trouble.PASSWORD)
    except (FileNotDecryptedError, DependencyError):
        raise Ended(Trouble.PASSWORD) from None
    return reader


def _text(reader: PdfReader, number: int) -> str | None:
    from pypdf.errors import LimitReachedError  # noqa: PLC0415 - as above

    try:
        return reader.pages[number].extract_text()
    except (MemoryError, LimitReachedError):
        raise
    except Exception:
        # A broken page may break anything in the library; the others may be whole.
        return None
