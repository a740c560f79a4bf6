"""The form of a report about a possible partner."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from contest.web.i18n import label
from matching.joinings.domain import Came, Said
from matching.outcomes.domain import NOTE_LIMIT
from matching.team_gaps.domain import Commitment

NEEDED = _l("Please fill this in.")


class JoiningForm(FlaskForm):
    """What happened, and when; of somebody who joined, for how much of their time."""

    came = SelectField(_l("Kind of outcome"), [DataRequired(NEEDED)])
    joined_as = SelectField(_l("Joined as"), default="")
    happened_on = DateField(_l("On which day"), [DataRequired(NEEDED)])
    note = TextAreaField(_l("A word on it (optional)"), [Length(max=NOTE_LIMIT)])

    def offer(self) -> JoiningForm:
        """Fill the choices in the reader's language."""
        self.came.choices = [(one.value, label(one)) for one in Came]
        self.joined_as.choices = [("", "–"), *((one.value, label(one)) for one in Commitment)]
        return self

    def report(self) -> Said:
        """Return what was typed into a valid form."""
        return Said(
            came=Came(self.came.data),
            happened_on=self.happened_on.data,
            joined_as=Commitment(self.joined_as.data) if self.joined_as.data else None,
            note=(self.note.data or "").strip(),
        )
