"""Words of the cockpit."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from judging.cockpit.domain import Group

ERRORS = {
    "nobody_to_remind": _l(
        "There is nobody to remind: everybody is done, or was reminded within the last 24 hours."
    ),
    "round_not_being_scored": _l("Judges can be reminded while the round is open."),
}
LABELS: dict[Any, dict[Any, Any]] = {
    Group: {
        Group.LEFT: _l("Judges with score sheets left"),
        Group.UNTOUCHED: _l("Judges who have not begun"),
    }
}
NOTICES = {
    "judging.reminded": NoticeKind(
        Category.JUDGING,
        _l("Score sheets wait for you: %(round)s"),
        _l("The round closes at %(closes_at)s. Your scoring desk shows what is left."),
    ),
}
