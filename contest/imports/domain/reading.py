"""Read .xlsx and .csv into rows of text, within bounds: whatever is uploaded, memory and time stay limited."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook

from contest.imports.domain.cells import clean
from contest.kernel.errors import FieldError, Invalid

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
DELIMITERS = (",", "\t", ";", "|", "，", "；")
SAMPLE = 64 * 1024
REFERENCE = re.compile(rb'<c [^>]{0,200}?r="([A-Z]{1,3})([0-9]{1,7})"')
CHUNK = 1024 * 1024


class FileUnreadable(Invalid):
    """The file is not a table that can be read; the reason is the code of its one error, `table_<why>`."""

    code = "file_unreadable"

    def __init__(self, *, why: str, **params: Any) -> None:
        super().__init__(FieldError("file", f"table_{why}", params))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a file is read. Cells count the whole rectangle, empty ones too."""

    rows: int = 200_000
    columns: int = 300
    cells: int = 8_000_000
    characters: int = 32_767  # what Excel allows in a cell
    unpacked_bytes: int = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows as text. Row numbers are those a spreadsheet program shows; empty rows are left out."""

    headers: tuple[str, ...]
    rows: Sequence[tuple[int, tuple[str, ...]]] = field(default_factory=tuple)
    header_row: int = 1
    sheet: str = ""


def read_table(
    content: bytes,
    *,
    sheet: str = "",
    header: int = 1,
    delimiter: str = "",
    encoding: str = "",
    limits: Limits | None = None,
) -> Table:
    """Return the table in an .xlsx (told by its content) or a text file; raise FileUnreadable.

    `sheet`: name or number (from 1) of the worksheet, by default the first. `header`: the row with the headers.
    """
    bounds = limits or Limits()
    if content.startswith(OLD_EXCEL):
        raise FileUnreadable(why="old_excel")
    if content.startswith(ZIP):
        name, rows = _read_xlsx(content, sheet, bounds)
    else:
        name, rows = "", _read_csv(content, delimiter, encoding, bounds)
    return _table(rows, name, header, bounds)


def _table(rows: Iterable[Sequence[str]], sheet: str, header: int, limits: Limits) -> Table:
    headers: tuple[str, ...] = ()
    found: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in enumerate(rows, 1):
        if number < header:
            continue
        if number == header:
            headers = _headers(cells, limits)
            continue
        values = tuple(cells[: len(headers)])
        if not any(value and not value.isspace() for value in values):
            continue
        if len(found) >= limits.rows:
            raise FileUnreadable(why="too_many_rows", limit=limits.rows)
        if any(len(value) > limits.characters for value in values):
            raise FileUnreadable(why="cell_too_long", row=number, limit=limits.characters)
        found.append((number, values + ("",) * (len(headers) - len(values))))
    if not any(headers):
        raise FileUnreadable(why="no_header", row=header)
    return Table(headers, found, header, sheet)


def _headers(cells: Sequence[str], limits: Limits) -> tuple[str, ...]:
    names = [clean(cell, lines=False) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > limits.columns:
        raise FileUnreadable(why="too_many_columns", limit=limits.columns)
    return tuple(names)


def _read_csv(content: bytes, delimiter: str, encoding: str, limits: Limits) -> Iterator[list[str]]:
    text = decoded(content, encoding)
    if not text.strip():
        raise FileUnreadable(why="empty_file")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or sniffed(text[:SAMPLE]))
    cells = 0
    try:
        for row in reader:
            cells += len(row)
            if cells > limits.cells:
                raise FileUnreadable(why="too_many_cells", limit=limits.cells)
            yield row
    except csv.Error:
        raise FileUnreadable(why="csv_broken", row=reader.line_num) from None


def decoded(content: bytes, encoding: str = "") -> str:
    """Return the text of a file: UTF-8 (with or without mark), UTF-16 with its mark, else GB 18030."""
    if encoding:
        tries = [encoding]
    elif content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        tries = ["utf-16"]
    else:
        tries = ["utf-8-sig", "gb18030"]
    for name in tries:
        try:
            text = content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\x00" not in text:
            return text
    raise FileUnreadable(why="encoding_unknown")


def sniffed(sample: str) -> str:
    """Return the separator under which most first lines have the same number of cells, at least two."""
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter))[:20]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        score = (sum(len(row) == width for row in rows), width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best


def _read_xlsx(content: bytes, sheet: str, limits: Limits) -> tuple[str, Iterator[list[str]]]:
    _refuse_bomb(content, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = list(book.sheet_names)
        name = _sheet_name(names, sheet)
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except FileUnreadable:
        raise
    except BaseException as error:
        # The reader is not ours: whatever it stumbles over (its panics are no Exception), the file is to blame.
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError)):
            raise
        raise FileUnreadable(why="not_a_table") from None
    return name, ([_text(cell) for cell in row] for row in rows)


def _sheet_name(names: Sequence[str], wanted: str) -> str:
    if not names:
        raise FileUnreadable(why="not_a_table")
    if not wanted:
        return names[0]
    if wanted in names:
        return wanted
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise FileUnreadable(why="no_such_sheet", sheet=wanted)


def _refuse_bomb(content: bytes, limits: Limits) -> None:
    """Refuse what would not fit into memory: unpacked size, and the rectangle the cells span on any sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > limits.unpacked_bytes:
                raise FileUnreadable(why="too_large_unpacked", limit=limits.unpacked_bytes // 2**20)
            for member in members:
                if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                    with archive.open(member) as stream:
                        _refuse_wide(stream, limits)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        raise FileUnreadable(why="not_a_table") from None


def _refuse_wide(stream: Any, limits: Limits) -> None:
    rows = columns = read = 0
    tail = b""
    while chunk := stream.read(CHUNK):
        read += len(chunk)
        if read > limits.unpacked_bytes:  # the directory of the archive may lie
            raise FileUnreadable(why="too_large_unpacked", limit=limits.unpacked_bytes // 2**20)
        for letters, digits in set(REFERENCE.findall(tail + chunk)):
            rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
        tail = chunk[-256:]
    if rows * columns > limits.cells:
        raise FileUnreadable(why="too_many_cells", limit=limits.cells)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: object) -> str:
    """Return a cell the way a person would type it. A formula is what it last came to; a text stays a text."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (int, float)):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else ""


def _number(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e18 else f"{Decimal(repr(value)):f}"
