"""Options and columns are edited as tables, with the same rows and buttons that teams use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from contest.entry_forms.defaults.building import both, column, options
from contest.entry_forms.domain import Column, FieldKind, FieldSpec, Option
from contest.kernel.errors import FieldError, Invalid
from contest.kernel.localized import LocalizedText

YES = "yes"
OPTIONS = FieldSpec(
    code="options",
    kind=FieldKind.TABLE,
    label=both(("选项", "Options")),
    help=both(
        (
            "代码一经使用不可更改，不向团队显示。",
            "A code stays once it is used; teams do not see it.",
        )
    ),
    max_rows=50,
    columns=(
        column("code", FieldKind.LINE, ("代码", "Code"), limit=40),
        column("zh", FieldKind.LINE, ("中文", "Chinese"), limit=200),
        column("en", FieldKind.LINE, ("英文", "English"), limit=200),
    ),
)
CELL_KINDS = options(
    ("line", "单行文字", "One line"),
    ("number", "数字", "Number"),
    ("amount", "金额", "Amount of money"),
    ("choice", "单选", "One of several"),
    ("date", "日期", "Date"),
)
COLUMNS = FieldSpec(
    code="columns",
    kind=FieldKind.TABLE,
    label=both(("列", "Columns")),
    help=both(
        (
            "单选列的选项写作：代码=中文/英文；以分号分隔。",
            "Options of a choice are written code=Chinese/English, separated by semicolons.",
        )
    ),
    max_rows=12,
    columns=(
        column("code", FieldKind.LINE, ("代码", "Code"), limit=40),
        column("kind", FieldKind.CHOICE, ("类型", "Kind"), options=CELL_KINDS),
        column("zh", FieldKind.LINE, ("中文", "Chinese"), limit=200),
        column("en", FieldKind.LINE, ("英文", "English"), limit=200),
        column("required", FieldKind.CHOICE, ("必填", "Needed"), options=options((YES, "是", "Yes"))),
        column("limit", FieldKind.NUMBER, ("字数上限", "Most characters"), minimum=1, maximum=20_000),
        column("unit_zh", FieldKind.LINE, ("单位（中）", "Unit (zh)"), limit=20),
        column("unit_en", FieldKind.LINE, ("单位（英）", "Unit (en)"), limit=20),
        column("decimals", FieldKind.NUMBER, ("小数位", "Decimals"), minimum=0, maximum=4),
        column("total", FieldKind.LINE, ("合计上限", "Total at most"), limit=20),
        column("options", FieldKind.LINE, ("选项", "Options"), limit=2000),
    ),
)


def option_rows(found: Iterable[Option]) -> list[dict[str, str]]:
    """Return options as rows of the table."""
    return [{"code": option.code, "zh": option.label.zh, "en": option.label.en} for option in found]


def options_of(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows as raw options."""
    return [
        {"code": row.get("code", "").strip(), "label": {"zh": row.get("zh", ""), "en": row.get("en", "")}}
        for row in rows
        if any(str(cell).strip() for cell in row.values())
    ]


def column_rows(found: Iterable[Column]) -> list[dict[str, str]]:
    """Return columns as rows of the table."""
    return [
        {
            "code": column.code,
            "kind": str(column.kind),
            "zh": column.label.zh,
            "en": column.label.en,
            "required": YES if column.required else "",
            "limit": str(column.limit or ""),
            "unit_zh": column.unit.zh,
            "unit_en": column.unit.en,
            "decimals": str(column.decimals or ""),
            "total": "" if column.total_at_most is None else format(column.total_at_most.normalize(), "f"),
            "options": "；".join(f"{o.code}={o.label.zh}/{o.label.en}" for o in column.options),
        }
        for column in found
    ]


def columns_of(rows: Iterable[Mapping[str, Any]], before: Mapping[str, Column]) -> list[dict[str, Any]]:
    """Return rows as raw columns; what the table does not show (bounds of a number) stays as it was."""
    found = []
    for place, row in enumerate(rows):
        if not any(str(cell).strip() for cell in row.values()):
            continue
        code = row.get("code", "").strip()
        raw: dict[str, Any] = before[code].model_dump(mode="json") if code in before else {}
        raw |= {
            "code": code,
            "kind": row.get("kind") or "line",
            "label": {"zh": row.get("zh", ""), "en": row.get("en", "")},
            "unit": {"zh": row.get("unit_zh", ""), "en": row.get("unit_en", "")},
            "required": row.get("required") == YES,
            "limit": row.get("limit") or None,
            "decimals": row.get("decimals") or 0,
            "total_at_most": row.get("total") or None,
            "options": _options(place, row.get("options", "")),
        }
        found.append(raw)
    return found


def _options(place: int, written: str) -> list[dict[str, Any]]:
    """Read `code=Chinese/English; …`; raise Invalid naming the row."""
    found = []
    for piece in written.replace(";", "；").split("；"):
        if not piece.strip():
            continue
        code, mark, words = piece.partition("=")
        zh, slash, en = words.partition("/")
        if not mark or not slash:
            raise Invalid(FieldError("columns", "form_line_format", {"line": place + 1}))
        found.append({"code": code.strip(), "label": LocalizedText(zh.strip(), en.strip()).as_dict()})
    return found
