"""Words of the scoring desk."""

from typing import Any

from flask_babel import lazy_gettext as _l

from judging.scoring.domain import SheetState

ERRORS = {
    "already_submitted": _l("This sheet is submitted. The round allows no change after that."),
    "assignment_ended": _l(
        "This assignment has ended: the entry left the round or you stepped back from it."
    ),
    "mark_missing": _l("Please give a mark."),
    "mark_not_a_number": _l("Please enter a number."),
    "mark_out_of_range": _l("Please enter a mark from %(min)s to %(max)s."),
    "mark_off_step": _l("Please use steps of %(step)s."),
    "criterion_unknown": _l("The rubric has no such criterion."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    SheetState: {
        SheetState.TODO: _l("To do"),
        SheetState.DRAFT: _l("Draft"),
        SheetState.SUBMITTED: _l("Submitted"),
    }
}
TONES = {SheetState.TODO: "neutral", SheetState.DRAFT: "warning", SheetState.SUBMITTED: "success"}
