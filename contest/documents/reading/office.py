"""The text of Word documents and PowerPoint decks."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from contest.documents.domain.reading import Caps, Trouble
from contest.documents.reading.ending import Ended

ENCRYPTED_FLAG = 1
MEGABYTE = 2**20
# A part is parsed into a tree of about ten times its size.
LARGEST_XML_MB = 48


def word_pages(path: str, caps: Caps) -> Iterator[str]:
    """Yield the text between page breaks as Word last set them; a table's cells are parted by tabs."""
    from docx import Document  # noqa: PLC0415 - only the reading process pays for the library
    from docx.table import Table  # noqa: PLC0415 - as above

    refuse_bombs(path, caps)
    lines: list[str] = []
    count = 1
    for item in Document(path).iter_inner_content():
        if isinstance(item, Table):
            lines += _rows(item)
            continue
        if lines and (item.rendered_page_breaks or item.contains_page_break):
            count += 1
            if count > caps.pages:
                raise Ended(Trouble.TOO_MANY_PAGES, caps.pages)
            yield "\n".join(lines)
            lines = []
        lines.append(item.text)
    yield "\n".join(lines)


def deck_pages(path: str, caps: Caps) -> Iterator[str]:
    """Yield the text of each slide, its notes at the end."""
    from pptx import Presentation  # noqa: PLC0415 - only the reading process pays for the library

    refuse_bombs(path, caps)
    slides = Presentation(path).slides
    if len(slides) > caps.pages:
        raise Ended(Trouble.TOO_MANY_PAGES, caps.pages)
    for slide in slides:
        lines = [line for shape in slide.shapes for line in _shape(shape)]
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            lines.append(slide.notes_slide.notes_text_frame.text)
        yield "\n".join(lines)


def refuse_bombs(path: str, caps: Caps) -> None:
    """Raise Ended for an archive behind a password or one that would unpack to more than it may.

    The sizes are what the archive says; one that lies meets the limits of the process.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, OSError):
        raise Ended(Trouble.CORRUPT) from None
    if any(member.flag_bits & ENCRYPTED_FLAG for member in members):
        raise Ended(Trouble.PASSWORD)
    largest = max((m.file_size for m in members if m.filename.lower().endswith((".xml", ".rels"))), default=0)
    if sum(m.file_size for m in members) > caps.unpacked_mb * MEGABYTE or largest > LARGEST_XML_MB * MEGABYTE:
        raise Ended(Trouble.TOO_LARGE_INSIDE, caps.unpacked_mb)


def _rows(table: Any) -> Iterator[str]:
    for row in table.rows:
        # A merged cell is reported once for every place it covers.
        cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
        yield "\t".join(cell for cell in cells if cell)


def _shape(shape: Any) -> Iterator[str]:
    if shape.shape_type is not None and hasattr(shape, "shapes"):
        for inner in shape.shapes:
            yield from _shape(inner)
    elif getattr(shape, "has_table", False):
        yield from _rows(shape.table)
    elif shape.has_text_frame:
        yield shape.text_frame.text
