"""Spreadsheets for tests: thousands of plausible projects, with as many bad rows as wanted."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook

from contest.imports.domain import FileMapping, Scope, read_table
from contest.imports.registry import get_kind
from contest.imports.services import Report, import_table
from contest.kernel.access import SYSTEM
from contest.web.sheets import OPTIONS

HEADERS = (
    "external_id",
    "name_zh",
    "name_en",
    "intro_zh",
    "track",
    "group",
    "zone",
    "channel",
    "growth_stage",
    "financing",
    "amount_sought",
    "keywords",
    "company_name_zh",
    "company_founded",
    "problem_zh",
    "solution_zh",
    "market_zh",
    "consent_matching",
    "contact_email",
    "contact_name",
    "state",
)
# What can be wrong with a row, each in its column.
MISTAKES: tuple[tuple[str, str, str], ...] = (
    ("name_zh", "", "required"),
    ("track", "没有的赛道", "not_an_option"),
    ("amount_sought", "很多", "not_a_number"),
    ("company_founded", "2024-13-40", "not_a_date"),
    ("contact_email", "not an address", "not_an_address"),
    ("intro_zh", "长" * 121, "too_long"),
    ("external_id", "", "required"),
    ("consent_matching", "也许", "not_yes_or_no"),
)


def project(number: int) -> dict[str, str]:
    """One row that can be imported into `factories.a_season()`."""
    return {
        "external_id": f"P-{number:06d}",
        "name_zh": f"第{number}号示例项目",
        "name_en": f"Example project {number}",
        "intro_zh": f"面向第{number}类用户的示例产品",
        "track": ("生命健康", "green")[number % 2],
        "group": "startup",
        "zone": ("市级", "yangpu")[number % 2],
        "channel": "open",
        "growth_stage": "early",
        "financing": "angel",
        "amount_sought": str(100 + number % 900),
        "keywords": "示例；测试",
        "company_name_zh": f"示例公司{number}",
        "company_founded": f"20{10 + number % 15}-0{1 + number % 9}-15",
        "problem_zh": f"第{number}个问题。" * 12,
        "solution_zh": f"第{number}个方案。" * 20,
        "market_zh": f"第{number}个市场。" * 12,
        "consent_matching": "是",
        "contact_email": f"leader{number}@example.com",
        "contact_name": f"示例负责人{number}",
        "state": "submitted",
    }


def bad_rows(rows: int, count: int) -> dict[int, tuple[str, str]]:
    """Spread `count` mistakes over a sheet: row as the spreadsheet shows it -> (column, code)."""
    step = rows // count
    chosen = [2 + step // 2 + place * step for place in range(count)]
    return {row: MISTAKES[place % len(MISTAKES)][::2] for place, row in enumerate(chosen)}  # type: ignore[misc]


def project_sheet(rows: int, bad: Collection[int] | Mapping[int, Any] = (), encoding: str = "utf-8") -> bytes:
    """A CSV of so many projects; the rows named in `bad` have one mistake each, in the order of MISTAKES."""
    lines = []
    mistakes = dict(zip(sorted(bad), range(len(bad)), strict=True))
    for number in range(1, rows + 1):
        row = project(number)
        place = mistakes.get(number + 1)
        if place is not None:
            column, value, _code = MISTAKES[place % len(MISTAKES)]
            row[column] = value
            if column == "name_zh":
                row["name_en"] = ""
        lines.append([row[header] for header in HEADERS])
    return a_csv(HEADERS, lines, encoding)


def a_csv(
    headers: Sequence[str], rows: Sequence[Sequence[str]], encoding: str = "utf-8", delimiter: str = ","
) -> bytes:
    """The bytes of a CSV file."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    writer.writerow(headers)
    writer.writerows(rows)
    return buffer.getvalue().encode(encoding)


def an_xlsx(headers: Sequence[str], rows: Sequence[Sequence[Any]], *, sheet: str = "数据") -> bytes:
    """The bytes of a workbook; dates and numbers as such, texts as texts."""
    buffer = io.BytesIO()
    options = {**OPTIONS, "default_date_format": "yyyy-mm-dd"}
    with Workbook(buffer, options) as book:
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, headers)
        for place, row in enumerate(rows, 1):
            page.write_row(place, 0, row)
    return buffer.getvalue()


def bring_in(
    kind: str, rows: Sequence[Mapping[str, Any]], actor: Any = SYSTEM, season: str = "", **more: Any
) -> Report:
    """Import rows given as dictionaries, through a CSV as a person would."""
    headers = tuple(dict.fromkeys(header for row in rows for header in row))
    content = a_csv(headers, [[row.get(header, "") for header in headers] for row in rows])
    return import_table(
        scope=Scope(actor, season),
        kind=get_kind(kind),
        table=read_table(content),
        mapping=more.pop("mapping", FileMapping()),
        sha256="ab" * 32,
        **more,
    )


def named(report: Report) -> list[tuple[int, str, str]]:
    """What was rejected: (row, column, code)."""
    return [(error.row, error.column, error.code) for error in report.errors]
