"""What forms of all features share: showing a service's complaints beside the fields."""

from __future__ import annotations

from flask_wtf import FlaskForm

from contest.kernel.errors import DomainError, Invalid
from contest.web.errors import describe, field_messages


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
