"""Texts of the demonstration's errors."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ERRORS = {
    "demo_database_not_empty": _l(
        "There are people in this database already. A demonstration starts from an empty one."
    ),
}
