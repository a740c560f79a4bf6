"""Forms of introductions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from contest.web.i18n import label
from matching.introductions.domain import MESSAGE_LIMIT, REASON_LIMIT, DeclineReason


class AskForm(FlaskForm):
    """What the other side reads first."""

    message = TextAreaField(_l("A few words to the other side"), [Length(max=MESSAGE_LIMIT)])


class DeclineForm(FlaskForm):
    """Why one declines."""

    reason = SelectField(_l("Reason"), [DataRequired(_l("Please fill this in."))])
    note = TextAreaField(_l("A word to the other side (optional)"), [Length(max=REASON_LIMIT)])

    def offer(self) -> DeclineForm:
        """Fill the choices in the reader's language."""
        self.reason.choices = [(reason.value, label(reason)) for reason in DeclineReason]
        return self
