"""Forms of assigning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from contest.web.i18n import label
from matching.assignment.domain import MOST_EACH, MOST_PLACES, MOST_SPACE, Method, Terms, WishKind
from matching.assignment.services.wishes import REASON_LIMIT
from matching.profiles.domain import ProfileKind

REQUIRED = _l("Please choose one of the options.")
NUMBER = _l("Please enter a number.")


class TermsForm(FlaskForm):
    """What a plan is asked for."""

    each = IntegerField(
        _l("Counterparts per winner"),
        [InputRequired(NUMBER), NumberRange(1, MOST_EACH)],
        description=_l("As many as there are places for; what is missing is the shortfall."),
    )
    usual_room = IntegerField(
        _l("Places where a profile states none"),
        [InputRequired(NUMBER), NumberRange(1, MOST_PLACES)],
        description=_l("What a profile states itself always counts, and is never exceeded."),
    )
    usual_space = IntegerField(
        _l("Space of a winner that states none (m²)"),
        [InputRequired(NUMBER), NumberRange(0, MOST_SPACE)],
        description=_l(
            "What a winner states itself always counts. 0: those that state none are not counted."
        ),
    )
    method = RadioField(_l("What counts"), [DataRequired(REQUIRED)])

    def offer(self, kind: ProfileKind, terms: Terms | None) -> TermsForm:
        """Fill the choices in the reader's language and start from the last terms."""
        number = {"type": "number", "inputmode": "numeric", "min": 1}
        self.each.render_kw = {**number, "max": MOST_EACH}
        self.usual_room.render_kw = {**number, "max": MOST_PLACES}
        self.usual_space.render_kw = {**number, "min": 0, "max": MOST_SPACE}
        if kind is not ProfileKind.PARK:
            del self.usual_space
        self.method.choices = [(method.value, label(method)) for method in Method]
        if not self.is_submitted():
            started = terms or Terms.usual(kind)
            self.each.data, self.usual_room.data = started.each, started.usual_room
            if self.usual_space:
                self.usual_space.data = started.usual_space
            self.method.data = started.method.value
        return self

    def terms(self) -> Terms:
        """Return what was asked for."""
        space = self.usual_space.data if self.usual_space else 0
        return Terms(self.each.data, self.usual_room.data, Method(self.method.data), space)


class WishForm(FlaskForm):
    """A pair for every plan, or for none."""

    project = SelectField(_l("Winner"), [DataRequired(REQUIRED)])
    profile = SelectField(_l("Counterpart"), [DataRequired(REQUIRED)])
    kind = RadioField(_l("In every plan"), [DataRequired(REQUIRED)])
    reason = StringField(_l("Reason"), [DataRequired(_l("Please fill this in.")), Length(max=REASON_LIMIT)])

    def offer(self, projects: Sequence[tuple[UUID, str]], profiles: Sequence[tuple[UUID, str]]) -> WishForm:
        """Fill the choices in the reader's language."""
        for field, options in ((self.project, projects), (self.profile, profiles)):
            field.choices = [("", ""), *((str(key), text) for key, text in options)]
        self.kind.choices = [(kind.value, label(kind)) for kind in WishKind]
        return self


class PreferenceForm(FlaskForm):
    """The order is in `rank:KEY` fields, one for each that may be named; this carries the token."""


def ranks_of(given: Mapping[str, Any]) -> list[UUID]:
    """Return the keys of `rank:KEY` fields in the order of their numbers; empty fields are left out.

    Raises ValueError for what is no whole number from 1 on; equal numbers keep the order of the page.
    """
    typed = {name.removeprefix("rank:"): str(value).strip() for name, value in given.items()}
    ranked = [(int(value), place, UUID(key)) for place, (key, value) in enumerate(typed.items()) if value]
    if any(number < 1 for number, _, _ in ranked):
        raise ValueError("places are counted from 1")
    return [key for _, _, key in sorted(ranked)]
