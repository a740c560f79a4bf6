"""What the codes of this feature read like."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.entries.domain import EntryKind, EntrySource, EntryState
from contest.kernel.notices import Category, NoticeKind

ERRORS = {"not_enterable": _l("Only projects that are handed in, with a number and a track, can be judged.")}

LABELS: dict[Any, dict[Any, Any]] = {
    EntryKind: {EntryKind.PROJECT: _l("Project")},
    EntrySource: {
        EntrySource.SUBMISSION: _l("Handed in"),
        EntrySource.ADVANCED: _l("Advanced"),
        EntrySource.DIRECT_SLOT: _l("Direct slot"),
        EntrySource.IMPORT: _l("Imported"),
    },
    EntryState: {
        EntryState.ACTIVE: _l("In judging"),
        EntryState.WITHDRAWN: _l("Withdrawn from the contest"),
        EntryState.REFUSED: _l("Not admitted"),
    },
}

NOTICES = {
    "project.stage_needs": NoticeKind(
        Category.DEADLINE,
        _l("“%(project)s” has reached %(stage)s: hand in what it asks for by %(closes_at)s"),
        _l("Still missing: %(missing)s. Nothing reaches the contest office until the leader hands it in."),
    ),
    "project.stage_open": NoticeKind(
        Category.DEADLINE,
        _l("“%(project)s” has reached %(stage)s: you may hand in an update until %(closes_at)s"),
        _l("What can be updated: %(parts)s. Without an update what you handed in stands."),
    ),
}
