"""What browsers send about questions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField

from contest.questions.domain import MAX_BODY, MAX_SUBJECT


class AskForm(FlaskForm):
    """A new question."""

    subject = StringField(_l("In a few words"), render_kw={"maxlength": MAX_SUBJECT})
    body = TextAreaField(_l("Question"), render_kw={"maxlength": MAX_BODY, "rows": 5})


class MessageForm(FlaskForm):
    """More of a question, or the answer."""

    body = TextAreaField(_l("Message"), render_kw={"maxlength": MAX_BODY, "rows": 5})
