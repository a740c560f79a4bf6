"""Words of records."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.credit.domain import Consistency

LABELS: dict[Any, dict[Any, Any]] = {
    Consistency: {
        Consistency.UNKNOWN: _l("too few sheets to say"),
        Consistency.CLOSE: _l("close to the other judges"),
        Consistency.USUAL: _l("as far from the others as is usual"),
        Consistency.FAR: _l("often far from the other judges"),
    }
}
