"""Words of files that somebody asked for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind

NOTICES = {
    "exports.refused": NoticeKind(
        Category.ACCOUNT,
        _l("A file you asked for was not made"),
        _l("Its page says why."),
    ),
}
