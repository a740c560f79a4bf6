"""A small business plan per track, as real PDF files in the store of uploads."""

from __future__ import annotations

import io
from typing import Any

from contest.demo.world import DemoWorld
from contest.documents.domain import PDF
from contest.kernel.storage import StoredFile
from contest.projects.domain import FileKind
from contest.seasons.domain import TrackPart

MAX_BYTES = 1024 * 1024
# Headed as plans are, so that the worker's reading of them is worth looking at.
LINES = (
    "1  Problem",
    "Users in {track} lose time: their tools were made for another task.",
    "2  Solution",
    "A product for {track} that people learn in an afternoon.",
    "3  Technology",
    "A prototype runs at two partners in Shanghai; two patents describe the method.",
    "4  Market",
    "Some hundreds of customers in the Yangtze river delta buy such equipment.",
    "5  Business model",
    "We sell the device and a yearly service; most income comes from the service.",
    "6  Team",
    "Engineers and business people who have brought such products to customers.",
    "7  Use of funds",
    "A pilot line, certification, and the first two people in sales.",
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
    content.set_data(_drawn(track.name.en))
    page[NameObject("/Contents")] = writer._add_object(content)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _drawn(track: str) -> bytes:
    drawn = [f"BT /F1 20 Tf 72 760 Td (Business plan - {track}) Tj ET"]
    for place, line in enumerate(LINES):
        size = 13 if place % 2 == 0 else 9  # fits the page in wider fonts too
        drawn.append(f"BT /F1 {size} Tf 72 {715 - 26 * place} Td ({line.format(track=track.lower())}) Tj ET")
    return "\n".join(drawn).encode("ascii", "replace")
