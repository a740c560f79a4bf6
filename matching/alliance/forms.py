"""Forms of the venture alliance."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from contest.web.i18n import label
from matching.alliance.domain import LINK_LIMIT, OF_OFFICE, WORDS_LIMIT, Application, Move, possible
from matching.profiles.domain import AllianceState

FILL = _l("Please fill this in.")


class ApplyForm(FlaskForm):
    """What a firm says for itself."""

    reason = TextAreaField(
        _l("Why does your firm want to join?"), [DataRequired(FILL), Length(max=WORDS_LIMIT)]
    )
    record = TextAreaField(_l("Track record"), [DataRequired(FILL), Length(max=WORDS_LIMIT)])
    link = StringField(_l("Link to your firm or fund (optional)"), [Length(max=LINK_LIMIT)])

    def said(self) -> Application:
        """Return what was typed."""
        return Application(self.reason.data or "", self.record.data or "", (self.link.data or "").strip())


class DecideForm(FlaskForm):
    """What the office decides, and why."""

    move = SelectField(_l("Decision on the membership"))
    reason = TextAreaField(_l("Reason"), [Length(max=WORDS_LIMIT)])

    def offer(self, state: AllianceState) -> DecideForm:
        """Fill the choices that the state allows, in the reader's language."""
        self.move.choices = [(move.value, label(move)) for move in possible(state, OF_OFFICE)]
        return self

    def chosen(self) -> Move:
        """Return the decision of a valid form."""
        return Move(self.move.data)
