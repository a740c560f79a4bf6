"""Words for outcomes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.standings.domain import Outcome

LABELS: dict[Any, dict[Any, Any]] = {
    Outcome: {
        Outcome.ADVANCED: _l("Advanced"),
        Outcome.PROMOTED: _l("Moved up into a vacancy"),
        Outcome.RESERVE: _l("Reserve"),
        Outcome.NOT_ADVANCED: _l("Did not advance"),
        Outcome.HELD: _l("Waits for a decision at a tie"),
        Outcome.UNSCORED: _l("Not enough valid score sheets"),
        Outcome.WITHDRAWN: _l("Withdrawn from the contest"),
    }
}
TONES = {
    Outcome.ADVANCED: "success",
    Outcome.PROMOTED: "success",
    Outcome.RESERVE: "info",
    Outcome.HELD: "warning",
    Outcome.UNSCORED: "danger",
    Outcome.NOT_ADVANCED: "neutral",
    Outcome.WITHDRAWN: "neutral",
}
