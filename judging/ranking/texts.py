"""Words of rankings: why a place, why an outcome."""

from flask_babel import lazy_gettext as _l

from judging.calibration.texts import REASONS as CALIBRATION

ERRORS = {
    "round_not_decidable": _l("The round must be closed before it is decided."),
    "round_has_conflicts": _l("%(count)s assignments are in conflict of interest. Repair the panels first."),
    "decisions_sealed": _l("The decisions are sealed. They can be changed once the seal is withdrawn."),
    "calibration_not_current": _l(
        "The calibrated scores are being worked out from the latest sheets. Please try again in a few minutes."
    ),
    "panel_undecided": _l(
        "The panel will talk these entries over again: %(entries)s. The round waits for it."
    ),
    "panel_voting": _l("A panel is voting. The round can be decided once the vote is over."),
    "ranking_changed": _l("The ranking changed since you previewed it. Look at it again before you decide."),
}

REASONS = {
    "within_places": _l("Rank %(rank)s of %(places)s places, %(score)s points"),
    "tied_at_cut_all_advance": _l(
        "Rank %(rank)s, shared by %(tied)s across the cut: all advance by the rules"
    ),
    "tied_at_cut_held": _l("Rank %(rank)s, shared by %(tied)s across the cut: waits for a decision"),
    "reserve": _l("Reserve %(order)s, rank %(rank)s with %(score)s points"),
    "beyond_places": _l("Rank %(rank)s, beyond the %(places)s places"),
    "reaches_threshold": _l("%(score)s points reach the threshold of %(threshold)s"),
    "below_threshold": _l("%(score)s points are below the threshold of %(threshold)s"),
    "too_few_sheets": _l("%(sheets)s of at least %(needed)s valid score sheets"),
    "plain_mean": _l("Mean of %(sheets)s sheets"),
    "too_few_to_trim": _l("Mean of %(sheets)s sheets: nothing is dropped below %(needed)s"),
    "highest_and_lowest_dropped": _l("%(highest)s and %(lowest)s dropped of %(sheets)s sheets"),
    "calibrated": _l("Calibrated from %(sheets)s sheets"),
    "calibration_missing": _l("Nothing has been calibrated yet, so the mean counts."),
    "calibration_outdated": _l(
        "Sheets have changed since the calibration, so the mean counts until the next one."
    ),
    **CALIBRATION,
    "withdrawn": _l("Left the round"),
    "fills_vacancy": _l("Rank %(rank)s moves up into a vacancy"),
    "tied_for_vacancy_held": _l("Rank %(rank)s, shared by %(tied)s for a vacancy: waits for a decision"),
}
