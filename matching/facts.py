"""What the details of matching's events in the audit log are called; the names are what the log keeps."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from contest.web.contributions import Fact
from matching.alliance.domain import Move
from matching.assignment.domain import Method, PlanState, WishKind
from matching.introductions.domain import DeclineReason, Side
from matching.joinings.domain import Came
from matching.profiles.domain import ProfileKind
from matching.team_gaps.domain import GapRole

FACTS: Mapping[str, Fact] = {
    "by": Fact(_l("Through"), (Side,)),
    "came": Fact(_l("What came of it"), (Came,)),
    "count": Fact(_l("Number of them")),
    "declined": Fact(_l("Declined")),
    "each": Fact(_l("Counterparts for each winner")),
    "earlier": Fact(_l("Earlier ranking")),
    "fingerprint": Fact(_l("Fingerprint")),
    "gain": Fact(_l("Gain")),
    "gap": Fact(_l("Role a team lacks")),
    "kind": Fact(_l("Kind"), (ProfileKind,)),
    "method": Fact(_l("Method"), (Method,)),
    "move": Fact(_l("Step"), (Move,)),
    "named": Fact(_l("Named in order")),
    "profile": Fact(_l("Profile")),
    "reason": Fact(_l("Reason"), (DeclineReason,)),
    "recommendations": Fact(_l("Recommendations")),
    "role": Fact(_l("Role"), (GapRole,)),
    "side": Fact(_l("Side"), (Side,)),
    "square_metres": Fact(_l("Square metres")),
    "state": Fact(_l("State"), (PlanState,)),
    "term_from": Fact(_l("First day of the term")),
    "term_to": Fact(_l("Last day of the term")),
    "usual_room": Fact(_l("Usual places")),
    "usual_space": Fact(_l("Usual space (m²)")),
    "was": Fact(_l("Before"), (WishKind,)),
}
