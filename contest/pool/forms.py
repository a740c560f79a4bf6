"""What a browser sends about places."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from contest.pool.domain import REASON_LIMIT


class EndForm(FlaskForm):
    """Why a place ends."""

    reason = TextAreaField(
        _l("Reason, as the team will read it"),
        [
            DataRequired(_l("Please fill this in.")),
            Length(max=REASON_LIMIT, message=_l("At most %(max)d characters.")),
        ],
    )
