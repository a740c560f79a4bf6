"""Words of rounds and rubrics: refusals, states, rules."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.rounds.domain import (
    FeedbackWhen,
    GapCode,
    Method,
    PeerScores,
    Resubmit,
    RoundMode,
    RoundState,
)

ERRORS = {
    "round_closed": _l("Scoring is over: the round closed. What was submitted before counts."),
    "round_not_open": _l("Scoring has not begun: the round is not open yet."),
    "round_frozen": _l("The round has opened: its rubric and rules are fixed."),
    "round_state_refused": _l("The round's present state does not allow this."),
    "round_not_ready": _l("The round cannot open yet. The checklist says what is missing."),
    "round_in_use": _l("Judges were already asked into this draft; it cannot be thrown away."),
    "round_window_past": _l("This moment has passed already."),
    "peers_need_final_sheets": _l(
        "Who sees the others' scores after submitting must not change the own sheet any more: make submitted sheets "
        "final, or show the others' scores never or always."
    ),
    "sheets_above_judges": _l("An entry has only %(judges)s judges."),
    "rubric_empty": _l("A rubric needs at least one criterion."),
    "not_positive": _l("Please enter a number above 0."),
    "max_off_step": _l("The highest mark %(max)s is not a multiple of the step %(step)s."),
    "criterion_repeated": _l("There is already a criterion with this code."),
    "tie_break_not_last": _l("“%(code)s” can only be the last tie rule."),
    "tie_break_unknown": _l("The tie rule “%(code)s” is not known."),
    "cut_top_invalid": _l("Enter a whole number of places."),
    "cut_share_invalid": _l("Enter a share from 0 to 1, for example 0.3."),
    "cut_threshold_invalid": _l("Enter a score from 0 to 100."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    RoundState: {
        RoundState.DRAFT: _l("Draft"),
        RoundState.OPEN: _l("Open for scoring"),
        RoundState.CLOSED: _l("Scoring closed"),
        RoundState.DECIDED: _l("Decided"),
        RoundState.PUBLISHED: _l("Published"),
    },
    Resubmit: {
        Resubmit.NEVER: _l("A submitted sheet is final"),
        Resubmit.UNTIL_CLOSE: _l("A submitted sheet may be changed until the close"),
    },
    RoundMode: {
        RoundMode.ONLINE: _l("Online: each judge reads and scores alone"),
        RoundMode.LIVE: _l("Live: roadshow with scoring on site"),
    },
    PeerScores: {
        PeerScores.NEVER: _l("Never"),
        PeerScores.AFTER_OWN: _l("After submitting the own sheet"),
        PeerScores.ALWAYS: _l("Always"),
    },
    FeedbackWhen: {
        FeedbackWhen.NEVER: _l("Not at all"),
        FeedbackWhen.PUBLISHED: _l("When the results are published"),
        FeedbackWhen.FINAL: _l("With the final list, after the publicity period"),
    },
    Method: {
        Method.MEAN: _l("Mean"),
        Method.TRIMMED_MEAN: _l("Trimmed mean"),
        Method.CALIBRATED: _l("Calibrated for severity"),
    },
    GapCode: {
        GapCode.RUBRIC: _l("Rubric with criteria and weights"),
        GapCode.ADVANCE: _l("Rule for who goes on"),
        GapCode.ENTRIES: _l("Entries to judge"),
        GapCode.JUDGES: _l("Judges who accepted and signed"),
        GapCode.PANELS: _l("Every entry has its panel"),
        GapCode.CONFLICTS: _l("No assignment in conflict of interest"),
    },
}
TONES = {
    RoundState.DRAFT: "neutral",
    RoundState.OPEN: "info",
    RoundState.CLOSED: "warning",
    RoundState.DECIDED: "success",
    RoundState.PUBLISHED: "success",
}
