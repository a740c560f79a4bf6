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
        _l("Please confirm it, or say what happened instead. It counts once both sides agree."),
    ),
    "talent_outcome.confirmed": _notice(
        _l("“%(project)s”, %(role)s: the other side confirmed “%(came)s”"),
        _l("Both sides agree; it now counts in the contest's record."),
    ),
    "talent_outcome.disputed": _notice(
        _l("“%(project)s”, %(role)s: the other side does not agree with “%(came)s”"),
        _l("Their account is on the page of the introduction. You may report it again."),
    ),
    "talent_outcome.expired": _notice(
        _l("“%(project)s”, %(role)s: nobody answered to “%(came)s”"),
        _l("Nobody confirmed your report within two months, so it has expired. You may report it again."),
    ),
    "talent_outcome.asked": _notice(
        _l("What came of your meeting: “%(project)s”, %(role)s?"),
        _l("You were introduced a month ago. A word on what came of it keeps the list of open roles true."),
    ),
}
