"""Forms of panels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from judging.panels.domain import PanelOptions
from judging.panels.domain.options import MOST_RANDOM
from judging.panels.states import ProposalScope, WishKind
from judging.panels.texts import LABELS

REQUIRED = _l("Please choose one of the options.")
NUMBER = _l("Please enter a number.")


class ProposeForm(FlaskForm):
    """What a proposal is to leave as it is, and what it is to reach."""

    scope = RadioField(_l("What is kept"), [DataRequired(REQUIRED)])
    objective = RadioField(_l("What counts"), [DataRequired(REQUIRED)], default="fair")
    outside = IntegerField(
        _l("Outside experts per panel, at least"),
        [InputRequired(NUMBER)],
        default=0,
        description=_l(
            "Judges who hold no office here and belong neither to a base nor to a government body."
        ),
    )
    per_organisation = IntegerField(
        _l("Judges of one organisation per panel, at most"),
        [Optional()],
        description=_l("Empty: as many as may be."),
    )
    random_percent = IntegerField(
        _l("Random part, per cent"),
        [InputRequired(NUMBER)],
        default=0,
        description=_l(
            "So that nobody can steer who judges whom; the seed is kept, the loss stays within this share."
        ),
    )

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.scope.choices = [(str(scope), str(LABELS[ProposalScope][scope])) for scope in ProposalScope]
        self.objective.choices = [
            ("fair", str(_l("Fairness: lift the worst served entry first, then the total"))),
            ("total", str(_l("Total: the largest fit of all pairs together"))),
        ]
        number = {"type": "number", "inputmode": "numeric"}
        self.outside.render_kw = {**number, "min": 0}
        self.per_organisation.render_kw = {**number, "min": 1}
        self.random_percent.render_kw = {**number, "min": 0, "max": MOST_RANDOM}

    def options(self) -> PanelOptions:
        """Return what was asked for."""
        return PanelOptions(
            objective=self.objective.data,
            outside=self.outside.data,
            per_organisation=self.per_organisation.data,
            random_percent=self.random_percent.data,
        )


class AssignForm(FlaskForm):
    """A judge for an entry; `instead_of` empty adds one more."""

    judge = SelectField(_l("Judge"), [DataRequired(REQUIRED)])
    instead_of = SelectField(_l("In place of"))


class WishForm(FlaskForm):
    """A judge every proposal gives this entry, or none does."""

    judge = SelectField(_l("Judge"), [DataRequired(REQUIRED)])
    kind = RadioField(_l("In every proposal"), [DataRequired(REQUIRED)])
    reason = StringField(_l("Reason"), [DataRequired(_l("Please fill this in.")), Length(max=500)])

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.kind.choices = [
            (str(WishKind.PINNED), str(_l("pin: this judge takes the entry"))),
            (str(WishKind.BARRED), str(_l("bar: this judge does not take it"))),
        ]
