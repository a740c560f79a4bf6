"""Words of the live final: refusals, phases, rules of the board, verdicts on the order."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.live.domain import Phase, RevealRule, Verdict

ERRORS = {
    "round_not_live": _l("This round is judged online; it has no stage."),
    "live_prepared": _l("The stage is prepared already."),
    "live_minutes_range": _l("Please enter whole minutes from %(least)s to 60."),
    "live_extra_range": _l("More time comes in steps of 1 to %(most)s seconds."),
    "live_not_drawn": _l("Draw the order first: nobody pitches before it."),
    "live_under_way": _l("The final is under way: order and minutes stand."),
    "live_not_begun": _l("Nobody has pitched yet: draw the whole order again."),
    "live_nobody_late": _l("Every entry has its place in the order already."),
    "live_stage_taken": _l("Another team is on stage. End its time first."),
    "live_nothing_runs": _l("No time is running."),
    "live_not_arrived": _l("This team is not checked in yet."),
    "live_sheets_missing": _l("Scores still missing for %(numbers)s: not every judge has handed in."),
    "live_nothing_to_reveal": _l("Everything with a score is on the board already."),
    "live_board_frozen": _l("The board is frozen. Let it follow the sheets again first."),
}
LABELS: dict[Any, dict[Any, Any]] = {
    Phase: {
        Phase.WAITING: _l("Between two pitches"),
        Phase.PITCH: _l("Pitch"),
        Phase.QUESTIONS: _l("Questions and answers"),
        Phase.SCORING: _l("Scoring time"),
    },
    RevealRule: {
        RevealRule.BY_ENTRY: _l("Entry by entry, when you reveal it"),
        RevealRule.BY_PLACE: _l("From the last place up to the first"),
        RevealRule.ON_THE_SPOT: _l("On the spot, as soon as the whole panel has handed in"),
    },
    Verdict: {
        Verdict.TOO_FEW: _l("Too few pitches to say anything."),
        Verdict.NO_SIGN: _l("No sign that the order mattered."),
        Verdict.LATER_HIGHER: _l("Who pitched later scored higher, more than chance explains."),
        Verdict.LATER_LOWER: _l("Who pitched later scored lower, more than chance explains."),
    },
}
