"""Spreadsheets for people who work in Excel: texts stay texts, nothing in them is executed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from urllib.parse import quote

from flask import Response

from contest.kernel.clock import SHANGHAI

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A name that begins with = is not a formula, an address is not a link.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST = 32_767  # characters in a cell (Excel's limits); the writer would leave a longer text out
CUT = "…"
Cell = str | int | float | Decimal | datetime | None


def workbook(columns: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()) -> bytes:
    """Return the bytes of an .xlsx with one sheet. Moments are written as text in Shanghai time: name the zone in
    their column's title."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - megabytes, for the processes that write a spreadsheet only

    buffer = BytesIO()
    with Workbook(buffer, OPTIONS) as out:
        sheet = out.add_worksheet()
        bold = out.add_format({"bold": True})
        for column, title in enumerate(columns):
            sheet.set_column(column, column, widths[column] if widths else max(12, min(40, len(title) * 2)))
            sheet.write_string(0, column, title, bold)
        sheet.freeze_panes(1, 0)
        last = 0
        for last, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, (int, float, Decimal)):
                    sheet.write_number(last, column, value)
                elif value is not None:
                    sheet.write_string(last, column, as_text(value))
        sheet.autofilter(0, 0, max(1, last), len(columns) - 1)
    return buffer.getvalue()


def as_text(value: str | datetime) -> str:
    """Return what a cell says: moments in Shanghai time, nothing longer than Excel takes."""
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return value if len(value) <= LONGEST else value[: LONGEST - len(CUT)] + CUT


def spreadsheet(
    name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], widths: Sequence[int] = ()
) -> Response:
    """Return the sheet as a download `name`.xlsx."""
    answer = Response(workbook(columns, rows, widths), content_type=TYPE)
    plain = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-") or "sheet"
    # Two names: one for programs that read letters of ASCII only (RFC 6266).
    answer.headers.set(
        "Content-Disposition",
        f"attachment; filename=\"{plain}.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx",
    )
    return answer
