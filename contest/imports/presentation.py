"""Errors of rows as the reader reads them, for pages, reports and `--json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from contest.imports.domain import Column, Outcome, RowError
from contest.kernel.errors import DomainError, Invalid
from contest.web.errors import describe, field_messages
from contest.web.i18n import l10n, sentences
from contest.web.sheets import workbook


def detail(error: RowError) -> str:
    """Return what is wrong in the reader's language; the file's own header goes before it where it differs."""
    text = describe(error.code, error.params)
    return f"{error.header}: {text}" if error.header and error.header != error.column else text


def as_json(read: int, outcome: Outcome, errors: Iterable[RowError]) -> dict[str, Any]:
    """Return the answer of an import as programs get it."""
    return {
        "read": read,
        "created": outcome.created,
        "updated": outcome.updated,
        "unchanged": outcome.unchanged,
        "rejected": [
            {"row": error.row, "column": error.column, "code": error.code, "detail": detail(error)}
            for error in errors
        ],
    }


def message(error: DomainError) -> str:
    """Return one text for a refusal of the whole file."""
    if isinstance(error, Invalid) and error.errors:
        return sentences(*field_messages(error).values())
    return describe(error.code, error.params)


def shown(errors: Sequence[RowError], columns: Sequence[Column]) -> list[Mapping[str, Any]]:
    """Return the lines of the table of errors: row, column in words, what the file calls it, what is wrong."""
    labels = {column.code: l10n(column.label) for column in columns}
    return [
        {
            "row": error.row,
            "column": labels.get(error.column, error.column),
            "header": error.header,
            "text": describe(error.code, error.params),
            "code": error.code,
        }
        for error in errors
    ]


def error_report(errors: Sequence[RowError], columns: Sequence[Column]) -> bytes:
    """Return an .xlsx with one line for each error."""
    titles = [_("Row"), _("Column"), _("Header in your file"), _("What is wrong"), _("Code")]
    lines = (
        (line["row"], line["column"], line["header"], line["text"], line["code"])
        for line in shown(errors, columns)
    )
    return workbook(titles, lines, (8, 28, 28, 60, 24))
