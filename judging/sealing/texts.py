"""Words of seals: preconditions, states, and what is wrong with a file."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.sealing.domain.states import CheckCode, SealState

ERRORS = {
    "round_not_sealable": _l("The round cannot be sealed yet; the checklist says why."),
    "seal_changed": _l("What you looked at is no longer what would be sealed. Look at it again."),
    "seal_second_person": _l("Somebody else than who proposed the seal must confirm it."),
    "seal_broken": _l("This is not a valid sealed result."),
    "seal_key_unreadable": _l("The key file holds neither an Ed25519 public key (PEM) nor a fingerprint."),
    # What differs in a file.
    "seal_not_an_archive": _l("The file is no sealed result: reading stopped at byte %(at)s."),
    "seal_archive_differs": _l(
        "The container was changed: byte %(at)s differs (%(part)s of the member “%(member)s”)."
    ),
    "seal_member_unreadable": _l("The member “%(member)s” cannot be read."),
    "seal_member_missing": _l("The member “%(member)s” is missing."),
    "seal_member_unknown": _l("The member “%(member)s” does not belong here."),
    "seal_member_differs": _l("The content of “%(member)s” is not what was sealed."),
    "seal_format_unknown": _l("The format %(format)s is not known here; this version reads %(known)s."),
    "seal_key_differs": _l("Sealed with the key %(found)s, not with the expected one, %(expected)s."),
    "seal_signature_wrong": _l("The signature does not belong to this content and key."),
    "seal_entries_repeat": _l("An entry occurs more than once."),
    "seal_rules_unusable": _l("Rules or marks cannot be applied: %(detail)s"),
    "seal_lines_missing": _l("%(lines)s results stand beside %(entries)s entries."),
    "seal_sheet_stray": _l("A sheet of judge %(judge)s for entry %(entry)s does not belong to the round."),
    "seal_total_differs": _l(
        "Entry %(entry)s, judge %(judge)s: the total reads %(written)s, the marks make %(computed)s."
    ),
    "seal_calibration_missing": _l("The rules rank by calibrated scores, but the calibration is missing."),
    "seal_calibration_differs": _l(
        "The calibration reads %(written)s, but the sheets make %(computed)s: more than the tolerance apart."
    ),
    "seal_calibration_sections": _l(
        "Calibrated scores rank %(written)s, but by the sheets they should rank %(computed)s."
    ),
    "seal_calibrated_differs": _l(
        "Entry %(entry)s: the calibrated score reads %(written)s, the sheets make %(computed)s."
    ),
    "seal_panel_differs": _l(
        "Entry %(entry)s: its place among equals reads %(written)s, the panel recorded %(computed)s."
    ),
    "seal_vote_differs": _l("Vote %(number)s: the result is not what its votes make."),
    "seal_line_differs": _l("Entry %(entry)s: %(value)s reads %(written)s, but is %(computed)s."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    SealState: {
        SealState.PROPOSED: _l("Waits for a second person"),
        SealState.CONFIRMED: _l("Being sealed"),
        SealState.SEALED: _l("Sealed"),
        SealState.FAILED: _l("Could not be sealed"),
        SealState.WITHDRAWN: _l("Seal withdrawn"),
    },
    CheckCode: {
        CheckCode.DECIDED: _l("The decisions are fixed"),
        CheckCode.FOLLOWS: _l("The decisions follow from the score sheets and rules as they stand"),
        CheckCode.CALIBRATION: _l("The calibrated scores were made from the sheets as they stand"),
        CheckCode.REOPENINGS: _l("No request to change a submitted sheet waits for an answer"),
        CheckCode.COMPLETE: _l("No assigned score sheet is outstanding"),
        CheckCode.SCORED: _l("Every entry has enough valid score sheets"),
        CheckCode.TIES: _l("No tie at the cut waits for a decision"),
        CheckCode.CONFLICTS: _l("No sheet that counts is in conflict of interest"),
        CheckCode.VACANCIES: _l("Nobody left the round since it was decided"),
    },
}
TONES = {
    SealState.PROPOSED: "warning",
    SealState.CONFIRMED: "info",
    SealState.SEALED: "success",
    SealState.FAILED: "danger",
    SealState.WITHDRAWN: "neutral",
}
