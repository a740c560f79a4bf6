"""The rows of a table as a browser sends them without scripts: every cell a control of its own."""

from __future__ import annotations

import re

from flask import request

from contest.entry_forms.domain import FieldSpec

MOST_SENT_ROWS = 200


def sent_rows(spec: FieldSpec) -> list[dict[str, str]] | str | None:
    """Return the rows of a table as its cells were sent, without the one whose button was pressed.

    A script's JSON is taken when there are no cells, None when the table was not sent at all.
    """
    cell = re.compile(rf"{re.escape(spec.code)}\.(\d{{1,3}})\.([a-z0-9_]+)")
    rows: dict[int, dict[str, str]] = {}
    for name, value in request.form.items():
        if (found := cell.fullmatch(name)) and int(found[1]) < MOST_SENT_ROWS:
            rows.setdefault(int(found[1]), {})[found[2]] = value
    if not rows:
        return request.form.get(spec.code)
    removed = request.form.get("rows", "")
    return [row for place, row in sorted(rows.items()) if removed != f"remove:{spec.code}:{place}"]
