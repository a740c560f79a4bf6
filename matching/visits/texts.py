"""Words for views of winners."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.visits.domain import Visited

LABELS: dict[Any, dict[Any, Any]] = {
    Visited: {
        Visited.PROJECT: _l("The project's page in matching"),
        Visited.INTRODUCTION: _l("The introduction"),
    },
}
