"""Forms of outcomes."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from contest.landings.domain import Milestone
from contest.web.i18n import label
from matching.outcomes.domain import CURRENCIES, NOTE_LIMIT, POSSIBLE, Report
from matching.profiles.domain import ProfileKind
from matching.profiles.forms import CENTS_PER_WAN, FiniteField


class ReportForm(FlaskForm):
    """What happened, when, and how much."""

    milestone = SelectField(_l("Kind of outcome"), [DataRequired(_l("Please fill this in."))])
    happened_on = DateField(_l("On which day"), [DataRequired(_l("Please fill this in."))])
    amount = FiniteField(_l("Amount (in units of 10,000)"), [Optional()], places=None)
    currency = SelectField(_l("Currency"), default=CURRENCIES[0])
    note = TextAreaField(_l("A word on it (optional)"), [Length(max=NOTE_LIMIT)])

    def offer(self, kind: ProfileKind) -> ReportForm:
        """Fill the choices of a kind in the reader's language; where nothing is paid, no amount is asked for."""
        self.milestone.choices = [(one.value, label(one)) for one in POSSIBLE[kind]]
        self.currency.choices = [(code, code) for code in CURRENCIES]
        if kind is not ProfileKind.INVESTOR:
            del self.amount, self.currency
        return self

    def report(self) -> Report:
        """Return what was typed into a valid form."""
        amount: Decimal | None = self.amount.data if "amount" in self else None
        return Report(
            milestone=Milestone(self.milestone.data),
            happened_on=self.happened_on.data,
            amount_cents=None if amount is None else int(amount * CENTS_PER_WAN),
            currency=self.currency.data if "currency" in self else CURRENCIES[0],
            note=(self.note.data or "").strip(),
        )


class DisputeForm(FlaskForm):
    """How it was instead."""

    note = TextAreaField(
        _l("How was it?"), [DataRequired(_l("Please fill this in.")), Length(max=NOTE_LIMIT)]
    )
