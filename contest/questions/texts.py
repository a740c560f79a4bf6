"""Words of questions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from contest.questions.domain import QuestionState

ERRORS = {
    "question_closed": _l("The question is closed. Ask a new one."),
    "too_many_questions": _l(
        "%(limit)s questions wait for an answer already. Add to one of them, or wait for its answer."
    ),
}
LABELS = {
    QuestionState: {
        QuestionState.OPEN: _l("Waits for the office"),
        QuestionState.ANSWERED: _l("Answered"),
        QuestionState.CLOSED: _l("Closed question"),
    }
}
NOTICES = {
    "question.answered": NoticeKind(
        Category.CONTEST,
        _l("The office answered: %(subject)s"),
        _l("Your question about “%(project)s” has an answer."),
    )
}
