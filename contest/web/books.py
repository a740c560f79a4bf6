"""Workbooks of several sheets, written row by row: tens of thousands of rows never stand in memory together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import BinaryIO

from contest.web.sheets import OPTIONS, Cell, as_text

ROW_BY_ROW = {**OPTIONS, "in_memory": False, "constant_memory": True}
LONGEST_NAME = 31  # characters in the name of a sheet (Excel's limit)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its name, the titles of its columns with their widths, its rows (taken once, in order)."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()


def write_book(file: BinaryIO, tables: Iterable[Table]) -> int:
    """Write the sheets into `file` and return how many rows they have together.

    Texts stay texts: nothing in them is executed. Moments are written as text in Shanghai time: name the zone in
    their column's title.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - megabytes, for the processes that write a spreadsheet only

    written = 0
    with Workbook(file, ROW_BY_ROW) as out:
        bold = out.add_format({"bold": True})
        for table in tables:
            sheet = out.add_worksheet(table.name[:LONGEST_NAME])
            _titles(sheet, table, bold)
            rows = _rows(sheet, table.rows)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, rows), max(0, len(table.columns) - 1))
            written += rows
    return written


def _titles(sheet: object, table: Table, bold: object) -> None:
    for column, title in enumerate(table.columns):
        width = table.widths[column] if column < len(table.widths) else max(12, min(40, len(title) * 2))
        sheet.set_column(column, column, width)  # type: ignore[attr-defined]
        sheet.write_string(0, column, title, bold)  # type: ignore[attr-defined]


def _rows(sheet: object, rows: Iterable[Sequence[Cell]]) -> int:
    # The writer's own methods, looked up once: a round has a million cells.
    number, text = sheet.write_number, sheet.write_string  # type: ignore[attr-defined]
    last = 0
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, (int, float, Decimal)):
                number(last, column, value)
            elif value:
                text(last, column, as_text(value))
    return last
