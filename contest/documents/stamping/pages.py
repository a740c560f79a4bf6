"""A mark over every page of a PDF.

What stands on a page is neither unpacked nor read: its streams are put between two of our own, and the mark is one
object that all pages draw. A document of a hundred pages is stamped in well under a second.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from contest.documents.reading.pdf import opened

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import IndirectObject

NAME = "/HaijuMark"
INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")


def stamped(document: str, mark: str, target: str, *, most_pages: int) -> None:
    """Write the copy. Raises whatever keeps it from being whole."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - only the stamping process pays for the library

    reader = opened(document)
    if not 0 < len(reader.pages) <= most_pages:
        raise ValueError("no pages, or too many")
    writer = PdfWriter(clone_from=reader)
    over = PdfReader(mark).pages[0]
    drawn, before = _drawing(writer, over), _stream(writer, b"q\n")
    for page in writer.pages:
        _put(writer, page, drawn, before, float(over.mediabox.width))
    writer.write(target)


def _stream(writer: PdfWriter, content: bytes) -> IndirectObject:
    from pypdf.generic import DecodedStreamObject  # noqa: PLC0415 - as above

    made = DecodedStreamObject()
    made.set_data(content)
    return writer._add_object(made)


def _drawing(writer: PdfWriter, over: PageObject) -> IndirectObject:
    """Return the mark as one object that every page can draw."""
    from pypdf.generic import DecodedStreamObject, NameObject  # noqa: PLC0415 - as above

    content = over.get_contents()
    assert content is not None
    form = DecodedStreamObject()
    form.set_data(content.get_data())
    form[NameObject("/Type")] = NameObject("/XObject")
    form[NameObject("/Subtype")] = NameObject("/Form")
    form[NameObject("/BBox")] = over.mediabox
    form[NameObject("/Resources")] = over["/Resources"].clone(writer)
    if "/Group" in over:
        form[NameObject("/Group")] = over["/Group"].clone(writer)
    return writer._add_object(form)


def _put(
    writer: PdfWriter, page: PageObject, drawn: IndirectObject, before: IndirectObject, side: float
) -> None:
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject  # noqa: PLC0415 - as above

    for name in INHERITED:
        if name not in page and (value := _inherited(page, name)) is not None:
            page[NameObject(name)] = value
    # Pages may share their resources: each gets a list of its own.
    resources = DictionaryObject(page.get("/Resources", DictionaryObject()).get_object())
    objects = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
    objects[NameObject(NAME)] = drawn
    resources[NameObject("/XObject")] = objects
    page[NameObject("/Resources")] = resources
    held = page.get("/Contents")
    streams = held.get_object() if held is not None else None
    kept = (
        streams
        if isinstance(streams, ArrayObject)
        else []
        if streams is None
        else [page.raw_get("/Contents")]
    )
    after = _stream(writer, f"\nQ\nq {_placed(page, side)} cm {NAME} Do Q\n".encode())
    page[NameObject("/Contents")] = ArrayObject([before, *kept, after])


def _inherited(page: PageObject, name: str) -> Any:
    parent = page.get("/Parent")
    while parent is not None:
        node = parent.get_object()
        if name in node:
            return node.raw_get(name)
        parent = node.get("/Parent")
    return None


def _placed(page: PageObject, side: float) -> str:
    """Return the matrix that puts a square of `side` around the middle of a page, upright as the page is read."""
    box = page.cropbox
    scale = max(float(box.width), float(box.height)) / side
    turn = math.radians(page.rotation)
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    half = side / 2
    x = (float(box.left) + float(box.right)) / 2 - half * (cos - sin)
    y = (float(box.bottom) + float(box.top)) / 2 - half * (sin + cos)
    return " ".join(f"{value:.4f}" for value in (cos, sin, -sin, cos, x, y))
