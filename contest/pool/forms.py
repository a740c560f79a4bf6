"""What a browser sends about places."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Email, Length

from contest.kernel.columns import LocalizedText
from contest.pool.domain import NAME_LIMIT, REASON_LIMIT

TOO_LONG = _l("At most %(max)d characters.")


class ResidentForm(FlaskForm):
    """Whom a base invites: one language of each name is enough."""

    company_zh = StringField(_l("Company (Chinese)"), [Length(max=NAME_LIMIT, message=TOO_LONG)])
    company_en = StringField(_l("Company (English)"), [Length(max=NAME_LIMIT, message=TOO_LONG)])
    title_zh = StringField(_l("Project (Chinese)"), [Length(max=NAME_LIMIT, message=TOO_LONG)])
    title_en = StringField(_l("Project (English)"), [Length(max=NAME_LIMIT, message=TOO_LONG)])
    email = EmailField(
        _l("E-mail address of its leader"),
        [DataRequired(_l("Please fill this in.")), Email(_l("This does not look like an e-mail address."))],
    )

    def company(self) -> LocalizedText:
        """Return what the company is called."""
        return LocalizedText(self.company_zh.data or "", self.company_en.data or "")

    def title(self) -> LocalizedText:
        """Return what the project is called."""
        return LocalizedText(self.title_zh.data or "", self.title_en.data or "")


class AnswerForm(FlaskForm):
    """A leader's yes: with which project, and that the team agrees to be matched."""

    project = RadioField(_l("Which project comes into the pool?"))
    agrees = BooleanField()


class EndForm(FlaskForm):
    """Why a place ends."""

    reason = TextAreaField(
        _l("Reason, as the team will read it"),
        [
            DataRequired(_l("Please fill this in.")),
            Length(max=REASON_LIMIT, message=TOO_LONG),
        ],
    )
