"""Forms of panels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired

from judging.panels.states import ProposalScope
from judging.panels.texts import LABELS

REQUIRED = _l("Please choose one of the options.")


class ProposeForm(FlaskForm):
    """What a proposal is to leave as it is."""

    scope = RadioField(_l("What is kept"), [DataRequired(REQUIRED)])

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.scope.choices = [(str(scope), str(LABELS[ProposalScope][scope])) for scope in ProposalScope]


class AssignForm(FlaskForm):
    """A judge for an entry; `instead_of` empty adds one more."""

    judge = SelectField(_l("Judge"), [DataRequired(REQUIRED)])
    instead_of = SelectField(_l("In place of"))
