"""Forms of conflicts of interest."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

REQUIRED = _l("Please fill this in.")


class DeclareForm(FlaskForm):
    """A judge names a project and the tie to it."""

    number = StringField(_l("Number of the project"), [DataRequired(REQUIRED), Length(max=40)])
    reason = TextAreaField(
        _l("What ties you to it"),
        [DataRequired(REQUIRED), Length(max=500)],
        description=_l("Employment, investment, mentoring, kinship or any other tie. The office reads it."),
    )


class NoteForm(DeclareForm):
    """The office names a judge, a project and the tie."""

    judge = SelectField(_l("Judge"), [DataRequired(REQUIRED)])
    reason = TextAreaField(_l("What ties them"), [DataRequired(REQUIRED), Length(max=500)])
