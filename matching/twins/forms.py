"""The form of a decision on two investors."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from contest.web.i18n import l10n
from matching.twins.domain import REASON_LIMIT
from matching.twins.queries import TwinView

DIFFERENT = "different"
NEEDED = _l("Please fill this in.")


class DecisionForm(FlaskForm):
    """One firm, and which profile stays; or two firms. Always with a reason."""

    verdict = RadioField(_l("Your decision"), [DataRequired(_l("Please choose one."))])
    reason = TextAreaField(_l("Reason"), [DataRequired(NEEDED), Length(max=REASON_LIMIT)])

    def offer(self, pair: TwinView) -> DecisionForm:
        """Fill the choices in the reader's language."""
        first, second = l10n(pair.first.name), l10n(pair.second.name)
        keep = _("One firm: keep “%(name)s”", name=first), _("One firm: keep “%(name)s”", name=second)
        if first == second:  # nobody could tell the two choices apart
            keep = (
                _("One firm: keep the first “%(name)s”", name=first),
                _("One firm: keep the second “%(name)s”", name=second),
            )
        self.verdict.choices = [
            (str(pair.first.id), keep[0]),
            (str(pair.second.id), keep[1]),
            (DIFFERENT, _("Two different firms")),
        ]
        return self
