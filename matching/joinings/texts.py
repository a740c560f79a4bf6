"""Words for what came of meeting a possible partner."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from matching.joinings.domain import Came

ERRORS: dict[str, Any] = {
    "joining_no_commitment": _l("Only of somebody who joined; please leave it empty."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    Came: {
        Came.MET: _l("Held a meeting"),
        Came.JOINED: _l("Joined the team"),
        Came.PARTED: _l("Did not work out"),
    },
}


def _notice(title: Any, body: Any) -> NoticeKind:
    return NoticeKind(Category.MATCHING, title, body)


NOTICES = {
    "talent_outcome.reported": _notice(
        _l("“%(project)s”, %(role)s: the other side reports “%(came)s”"),
        _l("Please confirm it, or say how it was. It counts once both sides agree."),
    ),
    "talent_outcome.confirmed": _notice(
        _l("“%(project)s”, %(role)s: the other side confirmed “%(came)s”"),
        _l("Both sides agree; it now counts in the contest's record."),
    ),
    "talent_outcome.disputed": _notice(
        _l("“%(project)s”, %(role)s: the other side does not agree with “%(came)s”"),
        _l("Their words stand on the page of the introduction. You may report it anew."),
    ),
    "talent_outcome.expired": _notice(
        _l("“%(project)s”, %(role)s: nobody answered to “%(came)s”"),
        _l("Your report waited for two months and waits no more. You may report it anew."),
    ),
    "talent_outcome.asked": _notice(
        _l("What came of your meeting: “%(project)s”, %(role)s?"),
        _l("You were introduced a month ago. A word on what came of it keeps the list of open roles true."),
    ),
}
