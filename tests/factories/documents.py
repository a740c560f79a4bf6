"""Documents built by code: ordinary ones, and those that mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

HELVETICA = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}


def a_readable_pdf(
    *pages: str, copies: int = 1, password: str | None = None, owner: str | None = None
) -> io.BytesIO:
    """A PDF with these pages of ASCII lines, all of them `copies` times over."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    names = {NameObject(key): NameObject(value) for key, value in HELVETICA.items()}
    font = writer._add_object(DictionaryObject(names))
    resources = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})})
    contents = []
    for page in pages:
        content = DecodedStreamObject()
        lines = page.replace("\\", "").replace("(", "").replace(")", "").splitlines()
        drawn = [f"BT /F1 11 Tf 60 {790 - 15 * row} Td ({line}) Tj ET" for row, line in enumerate(lines)]
        content.set_data("\n".join(drawn).encode("ascii", "replace"))
        contents.append(writer._add_object(content))
    for content in contents * copies:
        blank = writer.add_blank_page(595, 842)
        blank[NameObject("/Resources")] = resources
        blank[NameObject("/Contents")] = content
    if password is not None or owner is not None:
        writer.encrypt(password or "", owner_password=owner, algorithm="AES-256")
    return _written(writer)


def a_scanned_pdf() -> io.BytesIO:
    """Pages without a letter."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(3):
        writer.add_blank_page(595, 842)
    return _written(writer)


def a_pdf_of_many_pages(count: int) -> io.BytesIO:
    """`count` empty pages."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(100, 100)
    return _written(writer)


def a_pdf_bomb(megabytes: int) -> io.BytesIO:
    """One page whose content unpacks to `megabytes` of blanks."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    content = DecodedStreamObject()
    content.set_data(b" " * (megabytes * 2**20))
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    return _written(writer)


def _written(writer: object) -> io.BytesIO:
    buffer = io.BytesIO()
    writer.write(buffer)  # type: ignore[attr-defined]
    buffer.seek(0)
    return buffer


def a_word_document(
    *paragraphs: str, table: Sequence[Sequence[str]] = (), headings: Sequence[str] = ()
) -> io.BytesIO:
    """A DOCX as Word writes it; paragraphs named in `headings` are styled as such."""
    from docx import Document

    document = Document()
    for text in paragraphs:
        if text in headings:
            document.add_heading(text, level=1)
        else:
            document.add_paragraph(text)
    if table:
        grid = document.add_table(rows=len(table), cols=len(table[0]))
        for row, texts in enumerate(table):
            for column, text in enumerate(texts):
                grid.cell(row, column).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    buffer.seek(0)
    return buffer


def a_deck(*slides: tuple[str, str], notes: str = "") -> io.BytesIO:
    """A PPTX of slides with a title and a body."""
    from pptx import Presentation

    deck = Presentation()
    for title, body in slides:
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
        if notes:
            slide.notes_slide.notes_text_frame.text = notes
    buffer = io.BytesIO()
    deck.save(buffer)
    buffer.seek(0)
    return buffer


def a_zip_bomb(megabytes: int) -> io.BytesIO:
    """A DOCX of some hundred kilobytes whose text unpacks to `megabytes`."""
    source = zipfile.ZipFile(a_word_document("x"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != "word/document.xml":
                archive.writestr(name, source.read(name))
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(megabytes):
                member.write(b" " * 2**20)
    buffer.seek(0)
    return buffer


def an_encrypted_office_file() -> io.BytesIO:
    """What Word saves with a password, as far as its type is told: the old container with the named stream."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    directory = "EncryptionInfo".encode("utf-16-le") + bytes(36) + "EncryptedPackage".encode("utf-16-le")
    return io.BytesIO(head + bytes(2**20 - 20) + directory + bytes(4096))


def truncated(stream: io.BytesIO, share: float = 0.5) -> io.BytesIO:
    """The first part of a file, as a broken transfer leaves it."""
    content = stream.getvalue()
    return io.BytesIO(content[: int(len(content) * share)])
