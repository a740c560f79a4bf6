"""What a browser sends of a section without JavaScript, and how it is shown again when something is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from flask import request
from flask_babel import gettext as _

from contest.entry_forms.domain import FieldKind, Section
from contest.entry_forms.domain.vocabulary import TICKED
from contest.entry_forms.forms import SectionForm, sent_rows
from contest.kernel.errors import DomainError, Invalid
from contest.projects.domain import FieldConflict
from contest.web.errors import describe, field_messages


def sent_values(section: Section) -> dict[str, Any]:
    """Return address -> what was sent; boxes that are not ticked are not sent at all, a table comes cell by cell."""
    values: dict[str, Any] = {}
    for spec in section.fields:
        if spec.is_file:
            continue
        if spec.kind is FieldKind.TABLE:
            rows = sent_rows(spec)
            if rows is not None:
                values[spec.code] = rows
            continue
        for path in spec.paths:
            if spec.kind is FieldKind.CHOICES:
                values[path] = request.form.getlist(path)
            elif spec.kind in TICKED:
                values[path] = request.form.get(path, "")
            elif path in request.form:
                values[path] = request.form[path]
    return values


def keep_typed(section: Section, form: SectionForm, sent: dict[str, Any], error: DomainError) -> None:
    """Put what was typed back into the form, and each message beside its field or cell."""
    tables = {spec.code for spec in section.fields if spec.kind is FieldKind.TABLE}
    for path, value in sent.items():
        if path in tables:
            form[path].fill(value if isinstance(value, list) else [])
            form[path].data = json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value
        else:
            form[path].data = value
    for path, message in _messages(error).items():
        table, _dot, cell = path.partition(".")
        if table in tables and cell:
            form[table].cells[cell] = message
            form[table].errors = [_("Please look at the rows marked below.")]
        elif path in form:
            form[path].errors = [message]
        else:
            form.form_errors.append(message)


def _messages(error: DomainError) -> dict[str, str]:
    if isinstance(error, FieldConflict):
        text, stored = describe(error.code), error.params["value"]
        said = _("%(reason)s Their version: %(value)s", reason=text, value=stored)
        return {error.params["field"]: said}
    return field_messages(error) if isinstance(error, Invalid) else {}
