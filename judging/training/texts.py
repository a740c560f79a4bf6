"""Words of the exercise."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.training.domain import Distance

LABELS: dict[Any, dict[Any, Any]] = {
    Distance: {
        Distance.CLOSE: _l("close to the reference"),
        Distance.APART: _l("some way from the reference"),
        Distance.FAR: _l("far from the reference"),
        Distance.NONE: _l("no reference"),
    }
}
TONES = {
    Distance.CLOSE: "success",
    Distance.APART: "warning",
    Distance.FAR: "danger",
    Distance.NONE: "neutral",
}
