"""Words of conflicts of interest."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.conflicts.domain import Relation

ERRORS = {
    "no_such_number": _l("No project has this number."),
    "tied_to_entry": _l(
        "You are tied to an entry of this round. A colleague without such a tie looks after this part."
    ),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Relation: {
        Relation.SAME_ORGANISATION: _l("Same organisation"),
        Relation.SAME_BASE: _l("Same base"),
        Relation.SELF_DECLARED: _l("Declared"),
        Relation.TEAM_MEMBER: _l("Member of the team"),
        Relation.KNOWN_CONTACT: _l("Same e-mail or phone"),
    }
}
