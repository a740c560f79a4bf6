"""What forms of all features share: a service's complaints beside the fields, the version a page was made from."""

from __future__ import annotations

from flask import request
from flask_wtf import FlaskForm

from contest.kernel.errors import DomainError, Invalid
from contest.web.errors import describe, ensure_refusal, field_messages


def show_errors(form: FlaskForm, error: DomainError, field: str | None = None) -> None:
    """Put each message of `error` beside its field (`name.zh` is the field `name_zh`).

    What belongs to no field of the form goes to `field` if one is named, else above the form.
    """
    messages = field_messages(error) if isinstance(error, Invalid) and error.errors else {}
    if not messages:
        messages = {field or "": describe(error.code, error.params)}
    for path, message in messages.items():
        name = path.replace(".", "_")
        if name in form:
            form[name].errors = [*form[name].errors, message]
        else:
            form.form_errors.append(message)


def show_refusal(form: FlaskForm, error: DomainError, field: str | None = None) -> None:
    """Show what was refused beside its field; raise again what this page cannot answer."""
    ensure_refusal(error)
    show_errors(form, error, field)


def seen_version() -> int:
    """Return the version of what the sent form was made from; 0 where it names none."""
    return request.form.get("version", 0, int)
