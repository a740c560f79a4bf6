"""Words for evaluations."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

ERRORS: dict[str, Any] = {
    "unreadable_folder": _l("%(file)s cannot be read: %(reason)s."),
    "nothing_to_measure": _l("No company has a new investor among the candidates on or after the cutoff."),
}
