"""The form of a decision."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from contest.duplicates.domain.evidence import PairState
from contest.duplicates.services.pairs import REASON_LIMIT

MOST_DIGITS = 9


class DecisionForm(FlaskForm):
    """Whether two entries are one, which stays, and why. The choices of `kept_id` are the two entries."""

    verdict = RadioField(
        _l("Your decision"),
        choices=[
            (PairState.NOT_DUPLICATE.value, _l("Different entries: both stay as they are")),
            (PairState.DUPLICATE.value, _l("Duplicates: the same project entered twice")),
        ],
        validators=[InputRequired(_l("Please choose."))],
    )
    kept_id = RadioField(
        _l("If they are duplicates: which one is to stay?"), default="", validate_choice=True
    )
    reason = TextAreaField(
        _l("Reason"),
        validators=[
            InputRequired(_l("Please give a reason: it stays in the records.")),
            Length(max=REASON_LIMIT),
        ],
    )
    version = HiddenField(validators=[InputRequired()])

    @property
    def seen(self) -> int:
        """Return the version that was looked at; what is none gives one that no pair has."""
        raw = str(self.version.data or "")
        return int(raw) if raw.isdecimal() and len(raw) < MOST_DIGITS else 0
