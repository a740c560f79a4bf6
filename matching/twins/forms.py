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
        self.verdict.choices = [
            *(
                (str(firm.id), _("One firm: keep “%(name)s”", name=l10n(firm.name)))
                for firm in (pair.first, pair.second)
            ),
            (DIFFERENT, _("Two different firms")),
        ]
        return self
