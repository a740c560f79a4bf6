"""Words for investors that may be one firm."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from matching.twins.domain import Ground

ERRORS: dict[str, Any] = {
    "twin_merged": _l("One of the two is another investor's name by now. Open the list anew."),
    "twin_keep_other": _l("The other one has people who keep it or a word with the alliance. Keep that one."),
    "twin_two_owners": _l(
        "Both have people of their own, or both a word with the alliance. Two firms' accounts are not made one here."
    ),
    "twin_undo_later_first": _l("What was kept has been merged itself since. Take that back first."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Ground: {
        Ground.ORGANISATION: _l("same organisation"),
        Ground.SITE: _l("same website or mail domain"),
        Ground.NAME: _l("same name without legal form and place"),
        Ground.DEALS: _l("investments in common"),
    },
}

# What a merge carries over, by the table it stands in.
CARRIED: dict[str, Any] = {
    "match_deals": _l("past investments"),
    "introductions": _l("introductions"),
    "assignment_wishes": _l("pairs held or ruled out"),
    "match_preferences": _l("preferences"),
    "planned_pairs": _l("places in plans"),
    "project_visits": _l("views of projects"),
    "project_milestones": _l("outcomes"),
}
