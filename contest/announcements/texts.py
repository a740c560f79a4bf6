"""Words of announcements."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.announcements.domain import Audience
from contest.kernel.notices import Category, NoticeKind

ERRORS = {
    "announcement_sent": _l("The announcement is sent and stays as it is. Write another one."),
    "recipients_changed": _l("Text or recipients have changed since the preview. Look at the list again."),
}
LABELS = {
    Audience: {
        Audience.DRAFTS: _l("Teams that have not handed in yet"),
        Audience.HANDED_IN: _l("Teams that have handed in"),
        Audience.TEAMS: _l("All teams of the season"),
        Audience.STAGE: _l("Teams in one stage"),
        Audience.JUDGES: _l("All judges"),
    }
}
NOTICES = {
    "announcement.sent": NoticeKind(
        Category.CONTEST, _l("Announcement: %(title)s"), _l("The contest office writes: %(body)s")
    )
}
