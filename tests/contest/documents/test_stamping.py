"""A copy with a mark on every page: what was there stays, whatever the pages are like; or there is no copy."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from contest.documents.domain import Caps
from contest.documents.stamping import NotStamped, stamp
from contest.documents.stamping.runner import CAPS
from tests.factories import documents


def a_mark(side: float = 1000) -> bytes:
    """A square page that says MARK in its middle and nothing else."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import RectangleObject

    page = PdfReader(documents.a_readable_pdf("MARK")).pages[0]
    page.mediabox = page.cropbox = RectangleObject((0, 0, side, side))
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_page(page)
    writer.write(buffer)
    return buffer.getvalue()


def words(path: Path) -> list[str]:
    from pypdf import PdfReader

    return [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]


def test_every_page_keeps_its_words_and_bears_the_mark(tmp_path: Path) -> None:
    document = documents.a_readable_pdf("First page", "Second page", copies=2)
    before = document.getvalue()
    stamp(document, a_mark(), tmp_path / "copy.pdf")
    assert [text.split()[0] for text in words(tmp_path / "copy.pdf")] == ["First", "Second"] * 2
    assert all("MARK" in text for text in words(tmp_path / "copy.pdf"))
    assert document.getvalue() == before


def test_pages_without_content_or_with_shared_and_inherited_parts_bear_it_too(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject

    writer, buffer = PdfWriter(clone_from=documents.a_readable_pdf("One", "Two")), io.BytesIO()
    pages = writer._root_object["/Pages"].get_object()
    pages[NameObject("/Resources")] = writer.pages[0]["/Resources"]
    for page in writer.pages:
        del page["/Resources"]
    writer.add_blank_page(595, 842)
    writer.write(buffer)
    buffer.seek(0)
    stamp(buffer, a_mark(), tmp_path / "copy.pdf")
    assert [("MARK" in text, text.split()[0]) for text in words(tmp_path / "copy.pdf")] == [
        (True, "One"),
        (True, "Two"),
        (True, "MARK"),
    ]
    kept = PdfReader(tmp_path / "copy.pdf").pages[0]["/Resources"]
    assert "/F1" in kept["/Font"]  # type: ignore[index]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_mark_lies_around_the_middle_and_turns_with_the_page(tmp_path: Path, rotation: int) -> None:
    from pypdf import PdfReader, PdfWriter

    writer, buffer = PdfWriter(clone_from=documents.a_readable_pdf("Page")), io.BytesIO()
    writer.pages[0].rotate(rotation)
    writer.write(buffer)
    buffer.seek(0)
    stamp(buffer, a_mark(), tmp_path / "copy.pdf")
    content = PdfReader(tmp_path / "copy.pdf").pages[0].get_contents()
    assert content is not None
    last = content.get_data().rsplit(b"\nq ", 1)[1].split()
    a, b, c, d, x, y = map(float, last[:6])
    # The middle of the square falls on the middle of the page; its side is the page's longer one.
    assert (a * 500 + c * 500 + x, b * 500 + d * 500 + y) == pytest.approx((297.5, 421), abs=0.1)
    assert (a * a + b * b) ** 0.5 == pytest.approx(0.842, abs=0.001)
    upright = {0: (0.842, 0), 90: (0, 0.842), 180: (-0.842, 0), 270: (0, -0.842)}[rotation]
    assert (a, b) == pytest.approx(upright, abs=0.001)


def test_a_document_that_only_forbids_printing_is_stamped_and_opens(tmp_path: Path) -> None:
    stamp(documents.a_readable_pdf("Plan", owner="secret"), a_mark(), tmp_path / "copy.pdf")
    assert "MARK" in words(tmp_path / "copy.pdf")[0]


@pytest.mark.parametrize(
    "document",
    [
        documents.a_readable_pdf("Plan", password="secret"),
        io.BytesIO(b"%PDF-1.7\n% nothing\n%%EOF\n"),
        io.BytesIO(b"no document at all"),
        io.BytesIO(),
    ],
    ids=["password", "damaged", "other", "empty"],
)
def test_what_cannot_be_stamped_makes_no_copy(tmp_path: Path, document: io.BytesIO) -> None:
    with pytest.raises(NotStamped):
        stamp(document, a_mark(), tmp_path / "copy.pdf")


def test_more_pages_or_memory_than_allowed_make_no_copy(tmp_path: Path) -> None:
    few = Caps(seconds=CAPS.seconds, memory_mb=CAPS.memory_mb, pages=2)
    with pytest.raises(NotStamped):
        stamp(documents.a_pdf_of_many_pages(3), a_mark(), tmp_path / "copy.pdf", few)
    small = Caps(seconds=CAPS.seconds, memory_mb=16)
    with pytest.raises(NotStamped):
        stamp(documents.a_readable_pdf("Plan"), a_mark(), tmp_path / "copy.pdf", small)


def test_a_page_that_unpacks_to_very_much_is_not_unpacked(tmp_path: Path) -> None:
    stamp(documents.a_pdf_bomb(200), a_mark(), tmp_path / "copy.pdf", Caps(seconds=20, memory_mb=320))
    assert (tmp_path / "copy.pdf").stat().st_size < 2**20
