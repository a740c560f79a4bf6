"""Forms of objections."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, MultipleFileField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from contest.web.i18n import label
from judging.objections.domain import CONTACT_LIMIT, NAME_LIMIT, TEXT_LIMIT, Consequence, Statement, Verdict


class StatementForm(FlaskForm):
    """What somebody objects to, why, and with which evidence."""

    entry = StringField(
        _l("Number of the entry"),
        [InputRequired(), Length(max=40)],
        description=_l("As it stands on the published list."),
    )
    name = StringField(_l("Your real name"), [InputRequired(), Length(max=NAME_LIMIT)])
    contact = StringField(
        _l("Telephone or e-mail"),
        [InputRequired(), Length(max=CONTACT_LIMIT)],
        description=_l("For questions about your objection only; kept encrypted."),
    )
    grounds = TextAreaField(_l("What you object to, and why"), [InputRequired(), Length(max=TEXT_LIMIT)])
    evidence = MultipleFileField(
        _l("Files that show it"),
        [InputRequired()],
        description=_l("One to five files: PDF, DOCX, PPTX or photographs."),
    )

    @property
    def statement(self) -> Statement:
        """Return what was typed."""
        return Statement(self.name.data or "", self.contact.data or "", self.grounds.data or "")


class VerdictForm(FlaskForm):
    """A finding or a decision."""

    version = HiddenField()
    upheld = RadioField(_l("The objection is"), [InputRequired()])
    consequence = SelectField(_l("What follows"), [InputRequired()])
    words = TextAreaField(_l("In words"), [InputRequired(), Length(max=TEXT_LIMIT)])

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.upheld.choices = [("yes", str(_l("upheld"))), ("no", str(_l("dismissed")))]
        self.consequence.choices = [(one.value, label(one)) for one in Consequence]

    @property
    def verdict(self) -> Verdict:
        """Return what was chosen; valid forms only."""
        return Verdict(self.upheld.data == "yes", Consequence(self.consequence.data), self.words.data or "")

    @property
    def seen(self) -> int:
        """Return the version that was looked at."""
        raw = str(self.version.data or "")
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else 0
