"""Forms of recommendations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from contest.entry_forms.domain.vocabulary import MOST_SPACE
from matching.recommendations.domain import WantedSpace


class SpaceForm(FlaskForm):
    """What space a project needs where it lands; empty lets its entry form speak."""

    square_metres = IntegerField(
        _l("Space you need (m²)"),
        [Optional(), NumberRange(0, MOST_SPACE)],
        description=_l("0 if you need no rooms of your own. Leave it empty if you do not know yet."),
        render_kw={"type": "number", "inputmode": "numeric", "min": 0, "max": MOST_SPACE},
    )

    @classmethod
    def filled(cls, wanted: WantedSpace) -> SpaceForm:
        """Return the form as it stands now."""
        form = cls(formdata=None)
        form.square_metres.data = wanted.said
        return form
