"""What is wrong with a value that was saved: a form may have changed since, and rows are filled in one by one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from contest.entry_forms.domain.fields import FieldSpec
from contest.entry_forms.domain.values import empty, is_given, parse, shown
from contest.entry_forms.domain.vocabulary import CHOOSING, WRITTEN, FieldKind
from contest.kernel.errors import FieldError, Invalid

# Kinds whose values the office bounds; the others are what they are.
BOUNDED = WRITTEN | CHOOSING | {FieldKind.NUMBER, FieldKind.AMOUNT, FieldKind.TAGS, FieldKind.TABLE}


def problem_of(spec: FieldSpec, value: Any, *, required: bool) -> FieldError | None:
    """Return the first thing that keeps a stored value from being handed in, None when it is fine.

    Options that come from the rulebook are the database's business (foreign keys), not checked here.
    """
    if value is None:
        value = empty(spec)
    if not is_given(spec, value):
        return FieldError(spec.code, "required") if required or spec.min_rows else None
    if spec.kind is FieldKind.TABLE:
        return _table_problem(spec, value) or _reread(spec, value)
    return _reread(spec, value)


def _reread(spec: FieldSpec, value: Any) -> FieldError | None:
    """Read the value as if it were sent now: a limit may be lower, an option gone."""
    if spec.kind not in BOUNDED or (spec.kind in CHOOSING and spec.source is not None):
        return None
    try:
        for path in spec.paths:
            language = path.partition(".")[2]
            part = value[language] if language else value
            parse(spec, path, shown(spec, part), spec.option_codes)
    except Invalid as refusal:
        error = refusal.errors[0]
        return FieldError(spec.code, error.code, error.params)
    return None


def _table_problem(spec: FieldSpec, rows: list[Mapping[str, Any]]) -> FieldError | None:
    if len(rows) < spec.min_rows:
        return FieldError(spec.code, "too_few_rows", {"limit": spec.min_rows})
    for column in spec.columns:
        cells = [row.get(column.code) for row in rows]
        if column.required and (lacking := [n for n, cell in enumerate(cells, 1) if cell in (None, "")]):
            return FieldError(spec.code, "row_incomplete", {"row": lacking[0]})
        if column.total_at_most is not None:
            total = sum((Decimal(cell) for cell in cells if cell is not None), Decimal(0))
            if total > column.total_at_most:
                limit = format(column.total_at_most.normalize(), "f")
                return FieldError(spec.code, "total_too_high", {"limit": limit})
    return None
