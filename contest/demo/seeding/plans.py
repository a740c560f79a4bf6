"""A small business plan per track, as real PDF files in the store of uploads."""

from __future__ import annotations

import io
from typing import Any

from contest.demo.world import DemoWorld
from contest.kernel.storage import StoredFile
from contest.projects.domain import FileKind
from contest.projects.domain.documents import PDF
from contest.seasons.domain import TrackPart

MAX_BYTES = 1024 * 1024
LINES = (
    "1  The problem and who has it",
    "2  The product and how it works",
    "3  Technology and intellectual property",
    "4  Market, competitors, business model",
    "5  Team",
    "6  Finances and use of funds",
)
FILENAME = "商业计划书.pdf"


def stored_plans(world: DemoWorld) -> dict[str, StoredFile]:
    """Keep one plan per track and return them by track code."""
    return {
        track.code: world.storage.put(io.BytesIO(_pdf(track)), max_bytes=MAX_BYTES)
        for track in world.open_season.tracks
    }


def file_facts(stored: StoredFile) -> dict[str, Any]:
    """Return what a submission's content says of a plan."""
    return {"kind": FileKind.PLAN.value, "filename": FILENAME, "size": stored.size, "sha256": stored.sha256}


def file_columns(stored: StoredFile) -> dict[str, Any]:
    """Return the columns of a plan's row."""
    return {**file_facts(stored), "content_type": PDF.content_type, "storage_key": stored.key}


def _pdf(track: TrackPart) -> bytes:
    """Return a one-page PDF in the standard fonts, which every reader has; the same bytes every time."""
    from pypdf import PdfWriter  # noqa: PLC0415 - only seeding writes PDFs
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject  # noqa: PLC0415 - as above

    writer = PdfWriter()
    page = writer.add_blank_page(width=595, height=842)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    content.set_data(_drawn(f"Business plan - {track.name.en}"))
    page[NameObject("/Contents")] = writer._add_object(content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _drawn(title: str) -> bytes:
    lines = [f"BT /F1 20 Tf 72 760 Td ({title}) Tj ET"]
    lines += [f"BT /F1 12 Tf 72 {710 - 28 * place} Td ({line}) Tj ET" for place, line in enumerate(LINES)]
    return "\n".join(lines).encode("ascii", "replace")
