"""Words for outcomes."""

from flask_babel import lazy_gettext as _l

from contest.standings.domain import Outcome

LABELS = {
    Outcome: {
        Outcome.ADVANCED: _l("Advanced"),
        Outcome.PROMOTED: _l("Moved up into a vacancy"),
        Outcome.RESERVE: _l("Reserve"),
        Outcome.NOT_ADVANCED: _l("Did not advance"),
        Outcome.HELD: _l("Waits for a decision at a tie"),
        Outcome.UNSCORED: _l("Not enough valid score sheets"),
        Outcome.WITHDRAWN: _l("Withdrawn"),
    }
}
