"""A project's timeline in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from contest.nominations.domain import Move
from contest.timelines.domain import Happening

TITLES: Mapping[Happening, Any] = {
    Happening.BEGUN: _l("Project begun"),
    Happening.BROUGHT_IN: _l("Brought in from a partner's list"),
    Happening.FILE_ADDED: _l("File added: %(kind)s"),
    Happening.FILE_REMOVED: _l("File taken out: %(kind)s"),
    Happening.FILE_RESTORED: _l("File taken back in: %(kind)s"),
    Happening.HANDED_IN: _l("Handed in, revision %(revision)s"),
    Happening.WITHDRAWN: _l("Withdrawn from the contest"),
    Happening.REOPENED: _l("Taken up again"),
    Happening.CONSENT_BACK: _l("Consent taken back: %(consent)s"),
    Happening.CLAIMED: _l("Taken over by the team"),
    Happening.REFERRED: _l("Recommended by %(base)s"),
    Happening.MOVED: _l("Moved by the contest office"),
    Happening.LATE_OPENED: _l("Opened for a late entry until %(until)s"),
    Happening.WAIVED: _l("Rule waived: %(rule)s"),
    Happening.CHECK_PASSED: _l("Formal check passed"),
    Happening.CHECK_RETURNED: _l("Returned for correction until %(until)s"),
    Happening.CHECK_REJECTED: _l("Not admitted at the formal check"),
    Happening.NOMINATED: _l("%(base)s offers a direct slot"),
    Happening.STAGE_REACHED: _l("Now in the stage “%(stage)s”"),
    Happening.RESULT: _l("Results of “%(stage)s” are public: %(outcome)s"),
    Happening.RESULT_FINAL: _l("The result of “%(stage)s” is final"),
    Happening.ASKED: _l("Question to the contest office: %(subject)s"),
    Happening.ANSWERED: _l("The contest office answered: %(subject)s"),
    Happening.JOINED: _l("A new member of the team"),
    Happening.LEADER_CHANGED: _l("The team has another leader"),
}
# What became of a nomination, by its move.
MOVES: Mapping[str, Any] = {
    Move.ACCEPT: _l("The team accepted the direct slot of %(base)s"),
    Move.DECLINE: _l("The team declined the direct slot of %(base)s"),
    Move.WITHDRAW: _l("%(base)s took its nomination back"),
    Move.CONFIRM: _l("The contest office confirmed the direct slot of %(base)s"),
    Move.REFUSE: _l("The contest office refused the nomination by %(base)s"),
}
PARTS: Mapping[str, tuple[str, Any]] = {
    "zone_code": ("zones", _l("Zone")),
    "track_code": ("tracks", _l("Track")),
    "group_code": ("groups", _l("Group")),
    "channel_code": ("channels", _l("Channel")),
}
