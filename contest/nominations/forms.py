"""Forms of nominations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length


class RefusalForm(FlaskForm):
    """Why the office refuses."""

    reason = TextAreaField(
        _l("Reason, as the team and the base will read it"),
        [DataRequired(_l("Please fill this in.")), Length(max=1000)],
    )
