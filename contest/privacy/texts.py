"""Words of privacy."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.consents.domain import Purpose
from contest.kernel.notices import Category, NoticeKind

ERRORS = {
    "account_in_use": _l("The account cannot be closed yet: some things need to be brought to an end first.")
}
LABELS = {
    Purpose: {
        Purpose.ACCOUNT: _l("Account and contest"),
        Purpose.BASES: _l("Show the outline to bases"),
        Purpose.MATCHING: _l("Matching with parks, investors and mentors"),
        Purpose.PUBLICATION: _l("Publication of names"),
        Purpose.TALENT: _l("Offer yourself to teams"),
    }
}
NOTICES = {
    "privacy.export_ready": NoticeKind(
        Category.ACCOUNT,
        _l("The copy of your data is ready"),
        _l("You can fetch it until %(until_at)s; then it is deleted."),
    )
}
