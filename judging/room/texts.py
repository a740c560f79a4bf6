"""Words of the panel room."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from judging.ranking.domain import Advice
from judging.room.domain import BallotState, Chosen

ERRORS = {
    "room_not_in_session": _l(
        "The panel room is open from when the office closes the round until it is decided."
    ),
    "room_changed": _l(
        "Somebody recorded a decision on this entry meanwhile. Read it before you record yours."
    ),
    "panel_present_unknown": _l("Name at least one judge of this round who took part."),
    "panel_present_tied": _l("A judge with a conflict of interest in this entry cannot have taken part."),
    "ballot_entries_few": _l("Choose at least two entries."),
    "ballot_members_few": _l("At least two judges must be able to vote."),
    "ballot_member_tied": _l(
        "A judge with a conflict of interest in every one of these entries has nothing to vote on."
    ),
    "ballot_sections": _l("Choose entries that compete with one another."),
    "ballot_too_many": _l("Choose at most %(places)s."),
    "ballot_ended": _l("This vote is over."),
    "vote_cast": _l("Your vote is cast. It cannot be changed."),
}
LABELS: dict[Any, dict[Any, Any]] = {
    Advice: {
        Advice.RECOMMENDED: _l("Recommends the entry"),
        Advice.NOT_RECOMMENDED: _l("Does not recommend the entry"),
        Advice.AGAIN: _l("Will talk it over again"),
    },
    BallotState: {
        BallotState.OPEN: _l("Vote is open"),
        BallotState.CLOSED: _l("Votes counted"),
        BallotState.VOID: _l("Void: too few voted"),
    },
    Chosen: {
        Chosen.CHOSEN: _l("Chosen"),
        Chosen.TIED: _l("Tied"),
        Chosen.NOT_CHOSEN: _l("Not chosen"),
    },
}
TONES = {
    Advice.RECOMMENDED: "success",
    Advice.NOT_RECOMMENDED: "neutral",
    Advice.AGAIN: "warning",
    BallotState.OPEN: "info",
    BallotState.CLOSED: "success",
    BallotState.VOID: "neutral",
    Chosen.CHOSEN: "success",
    Chosen.TIED: "warning",
    Chosen.NOT_CHOSEN: "neutral",
}
NOTICES = {
    "judging.ballot_opened": NoticeKind(
        Category.JUDGING,
        _l("Your panel votes: %(round)s"),
        _l("Your vote is asked for. It takes a minute, on a phone too."),
    ),
}
