"""What the codes of this feature read like."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.entries.domain import EntryKind, EntrySource, EntryState

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
