"""The editor of a field, filled from the field or from what was sent, and read back."""

from __future__ import annotations

from typing import Any

from flask import request

from contest.entry_forms.domain import FieldKind, FieldSpec, Form, editing
from contest.entry_forms.domain.values import parse
from contest.entry_forms.forms import (
    COLUMNS,
    OPTIONS,
    FieldEditor,
    TableField,
    column_rows,
    columns_of,
    field_editor,
    option_rows,
    options_of,
    raw_values,
    sent_rows,
)
from contest.kernel.errors import FieldError, Invalid
from contest.seasons.domain import Rulebook

TABLES = {"options": OPTIONS, "columns": COLUMNS}


def editor_for(form: Form, kind: FieldKind, spec: FieldSpec | None, book: Rulebook) -> FieldEditor:
    """Return the editor as the page shows it: what was sent, else what the field is."""
    condition = spec.condition.field if spec and spec.condition else ""
    chosen = request.form.get("condition_field", condition)
    editor = field_editor(form, kind, spec, book, chosen=chosen)
    if request.method == "POST":
        editor.process(formdata=request.form)
        for name in TABLES:
            if name in editor:
                editor[name].fill(_rows(name))
        return editor
    editor.process(formdata=None, data=_data(spec, kind))
    for name, rows in (
        ("options", option_rows(spec.options) if spec else []),
        ("columns", column_rows(spec.columns) if spec else []),
    ):
        if name in editor:
            editor[name].fill(rows)
    return editor


def _data(spec: FieldSpec | None, kind: FieldKind) -> dict[str, Any]:
    if spec is None:
        return {"bilingual": True, "limit": 1000 if kind is FieldKind.TEXT else 80, "max_rows": 20}
    values = spec.model_dump(mode="json")
    found = {key: value for key, value in values.items() if not isinstance(value, (dict, list))}
    for name in ("label", "help", "purpose", "statement", "unit"):
        found |= {f"{name}_zh": values[name]["zh"], f"{name}_en": values[name]["en"]}
    condition = values["condition"] or {"field": "", "values": []}
    return found | {"condition_field": condition["field"], "condition_values": condition["values"]}


def _rows(name: str) -> list[dict[str, str]]:
    sent = sent_rows(TABLES[name])
    return sent if isinstance(sent, list) else []


def read_spec(editor: FieldEditor, *, code: str | None = None) -> FieldSpec:
    """Return the field that the editor describes; raise Invalid. `code` stands in for one not written yet."""
    bad = [
        FieldError(field.name, "not_a_number")
        for field in editor
        if field.process_errors and any(field.raw_data or ()) and not isinstance(field, TableField)
    ]
    if bad:
        raise Invalid(*bad)
    data = {field.name: field.data for field in editor if not isinstance(field, TableField)}
    if code is not None and "code" in data:
        data["code"] = code
    elif "code" in data:
        data["code"] = (data["code"] or "").strip()
    for name, table in TABLES.items():
        if name in editor:
            rows = parse(table, name, _rows(name), ())
            before = {column.code: column for column in editor.spec.columns} if editor.spec else {}
            data[name] = options_of(_texts(rows)) if name == "options" else columns_of(_texts(rows), before)
    try:
        return editing.make_field(raw_values(editor, data))
    except Invalid as refusal:
        raise Invalid(*(_beside(editor, error) for error in refusal.errors)) from None


def _texts(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in rows]


def _beside(editor: FieldEditor, error: FieldError) -> FieldError:
    """Move the error of a row to its table: `options.1.label.zh` is shown beside the options."""
    first = error.field.partition(".")[0]
    return FieldError(first, error.code, error.params) if first in TABLES and first in editor else error
