"""The empty spreadsheet of a kind: headers, an example row, drop-down lists, and help in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask_babel import force_locale

from contest.imports.domain import CellKind, Column
from contest.kernel.columns import LocalizedText
from contest.web.i18n import label
from contest.web.sheets import OPTIONS

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

ROWS_WITH_LISTS = 10_000
WIDTH = 22
HELP = {
    "zh": ("代码", "列名", "必填", "内容", "可选值", "说明"),
    "en": ("Code", "Name", "Required", "Holds", "Options", "Help"),
}
GUIDE = {
    "zh": (
        "第一行是列名，请保留；第二行是示例，请用自己的数据替换。",
        "列名可以写代码、中文名或英文名，顺序不限；不需要的列可以删除，已有数据在该列的内容保持不变。",
        "要么全部导入，要么一行也不导入：有任何一行不合格，都会逐行列出原因，改好后重新上传。",
        "external_id 是您自己系统里的编号：再次导入同一编号会更新原有记录，不会产生重复。",
    ),
    "en": (
        "Row 1 holds the headers; keep it. Row 2 is an example; replace it with your own data.",
        "A header may be the code or the Chinese or English name, in any order; leave out columns you do not need: "
        "what is stored there stays as it is.",
        "All rows or none: when any row cannot be imported, each one is named with the reason. Mend and upload again.",
        "external_id is the number in your own system: importing it again updates the record and makes no second one.",
    ),
}


def template(columns: Sequence[Column], locale: str) -> bytes:
    """Return the bytes of an .xlsx whose headers are in `locale` ("zh" or "en")."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - megabytes, for the processes that write a spreadsheet only

    buffer = BytesIO()
    with Workbook(buffer, OPTIONS) as book:
        formats = {
            "head": book.add_format(
                {"bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "valign": "top"}
            ),
            "need": book.add_format(
                {"bold": True, "bg_color": "#F6E7C1", "text_wrap": True, "valign": "top"}
            ),
            "example": book.add_format({"italic": True, "font_color": "#5F6B7A"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        data = book.add_worksheet("数据" if locale == "zh" else "Data")
        for language in ("zh", "en"):
            _write_help(
                book.add_worksheet({"zh": "说明", "en": "Help"}[language]), columns, language, formats
            )
        lists = book.add_worksheet("Lists")
        lists.hide()
        # What a family's members are called is for its help to say.
        _write_data(data, lists, [column for column in columns if not column.family], locale, formats)
    return buffer.getvalue()


def _write_data(
    data: Worksheet, lists: Worksheet, columns: Sequence[Column], locale: str, formats: dict[str, Any]
) -> None:
    data.set_row(0, 32)
    for place, column in enumerate(columns):
        data.set_column(place, place, WIDTH)
        data.write_string(
            0, place, column.label.in_locale(locale), formats["need" if column.required else "head"]
        )
        data.write_string(1, place, column.example, formats["example"])
        if column.kind is CellKind.CHOICE and column.options:
            _offer(data, lists, place, [words.in_locale(locale) for words in column.options.values()])
    data.freeze_panes(1, 1)


def _offer(data: Worksheet, lists: Worksheet, place: int, words: Sequence[str]) -> None:
    for row, word in enumerate(words):
        lists.write_string(row, place, word)
    letters = _letters(place)
    data.data_validation(
        1,
        place,
        ROWS_WITH_LISTS,
        place,
        {
            "validate": "list",
            "source": f"=Lists!${letters}$1:${letters}${len(words)}",
            # Codes and names in the other language are accepted as well.
            "error_type": "information",
        },
    )


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _write_help(sheet: Worksheet, columns: Sequence[Column], language: str, formats: dict[str, Any]) -> None:
    for row, line in enumerate(GUIDE[language]):
        sheet.write_string(row, 0, line)
    top = len(GUIDE[language]) + 1
    for place, (title, width) in enumerate(zip(HELP[language], (22, 28, 10, 28, 60, 60), strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(top, place, title, formats["head"])
    with force_locale(language):
        for row, column in enumerate(columns, top + 1):
            for place, text in enumerate(_help_line(column, language)):
                sheet.write_string(row, place, text, formats["wrap"])


def _help_line(column: Column, language: str) -> tuple[str, ...]:
    yes = {"zh": "是", "en": "yes"}[language] if column.required else ""
    offered = "\n".join(
        f"{code} = {words.in_locale(language)}" for code, words in (column.options or {}).items()
    )
    return (
        column.code + ("…" if column.family else ""),
        column.label.in_locale(language),
        yes,
        label(column.kind),
        offered,
        _one(column.help, language),
    )


def _one(text: LocalizedText, language: str) -> str:
    return text.in_locale(language)
