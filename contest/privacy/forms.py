"""What browsers send about one's own data."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired, InputRequired


class CloseForm(FlaskForm):
    """The person's own word that the account is to go."""

    password = PasswordField(_l("Password"), [InputRequired(_l("Please fill this in."))])
    sure = BooleanField(
        _l("I know that this cannot be taken back"), [DataRequired(_l("Please tick this to go on."))]
    )
