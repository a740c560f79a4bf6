"""Words of a round's records."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from judging.records.domain import RecordKind

ERRORS = {
    "record_beyond_role": _l(
        "Since this file was made, your role changed, and it holds what you do not read any more: names of judges or "
        "the audit log. Please ask for a new one."
    ),
    "record_outdated": _l(
        "Since this file was made, you have come to have a conflict of interest in an entry that is in it. "
        "Please ask for a new one."
    ),
}
LABELS: dict[Any, dict[Any, Any]] = {
    RecordKind: {
        RecordKind.SHEETS: _l("Every score sheet"),
        RecordKind.AUDIT: _l("Workbook for auditors"),
    }
}
NOTICES = {
    "judging.record_ready": NoticeKind(
        Category.JUDGING,
        _l("The spreadsheet of “%(round)s” is ready"),
        _l("It holds %(rows)s rows and can be fetched until %(until_at)s."),
    ),
}
