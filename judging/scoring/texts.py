"""Words of the scoring desk."""

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from judging.scoring.domain import ReopeningState, SheetState

ERRORS = {
    "training_needed": _l("This round asks for the practice exercise before the first sheet."),
    "already_submitted": _l("This sheet is submitted. The round allows no change after that."),
    "sheet_not_submitted": _l("This sheet is not submitted; it can be changed as it is."),
    "reopening_decided": _l("Somebody answered this request already."),
    "second_person_needed": _l("Who asked for the sheet may not grant it: a second person decides."),
    "assignment_ended": _l(
        "This assignment has ended: the entry left the round or you stepped back from it."
    ),
    "reading_ended": _l(
        "The results of this round are published, so its judges can no longer open what the teams handed in. "
        "Your own score sheet stays."
    ),
    "copy_unavailable": _l(
        "The copy with your mark could not be made just now, because too much is being done at once. Please try again "
        "in a minute."
    ),
    "mark_missing": _l("Please give a mark."),
    "comment_required": _l("Please say why, in a comment."),
    "mark_not_a_number": _l("Please enter a number."),
    "mark_out_of_range": _l("Please enter a mark from %(min)s to %(max)s."),
    "mark_off_step": _l("Please use steps of %(step)s."),
    "round_unknown": _l("The season has no round of this name that you may decide."),
    "round_ambiguous": _l("More than one round has this name. Please give its id."),
    "round_takes_no_sheets": _l(
        "Sheets come in while a round is open or closed: not before, and not after decisions."
    ),
    "entry_unknown": _l("This round judges no project with this number."),
    "judge_unknown": _l("Nobody in the pool of judges has this address."),
    "judge_declined": _l("This judge declined the round."),
    "judge_in_conflict": _l("This judge has a conflict of interest with the project."),
    "judge_submitted": _l("The judge handed this sheet in already; it is not overwritten."),
    "total_differs": _l("The marks come to %(total)s."),
    "criterion_unknown": _l("The rubric has no such criterion."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    SheetState: {
        SheetState.TODO: _l("To do"),
        SheetState.DRAFT: _l("Draft"),
        SheetState.SUBMITTED: _l("Submitted"),
    }
}
LABELS[ReopeningState] = {
    ReopeningState.ASKED: _l("Waits for an answer"),
    ReopeningState.GRANTED: _l("Open again"),
    ReopeningState.REFUSED: _l("Refused"),
}
NOTICES = {
    "judging.sheet_reopened": NoticeKind(
        Category.JUDGING, _l("Your sheet on %(number)s is open again"), _l("The office answers: %(answer)s")
    ),
    "judging.reopening_refused": NoticeKind(
        Category.JUDGING,
        _l("Your sheet on %(number)s stays as submitted"),
        _l("The office answers: %(answer)s"),
    ),
}
TONES = {SheetState.TODO: "neutral", SheetState.DRAFT: "warning", SheetState.SUBMITTED: "success"}
