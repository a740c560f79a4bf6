"""What a browser sends about teams."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, StringField
from wtforms.validators import Email, Length, Optional

from contest.kernel.columns import LocalizedText
from contest.teams.domain import DUTY_LIMIT, NAME_LIMIT


class TeamForm(FlaskForm):
    """A team's name in two languages; one is enough."""

    name_zh = StringField(
        _l("Team name (Chinese)"), [Length(max=NAME_LIMIT, message=_l("At most %(max)d characters."))]
    )
    name_en = StringField(
        _l("Team name (English)"), [Length(max=NAME_LIMIT, message=_l("At most %(max)d characters."))]
    )

    def name(self) -> LocalizedText:
        """Return what was entered."""
        return LocalizedText(self.name_zh.data or "", self.name_en.data or "")


class InvitationForm(FlaskForm):
    """An address is optional: the link can also be copied."""

    email = EmailField(
        _l("E-mail address"), [Optional(), Email(_l("This does not look like an e-mail address."))]
    )


class DutyForm(FlaskForm):
    """What a member does in the team."""

    duty_zh = StringField(
        _l("Duty (Chinese)"), [Length(max=DUTY_LIMIT, message=_l("At most %(max)d characters."))]
    )
    duty_en = StringField(
        _l("Duty (English)"), [Length(max=DUTY_LIMIT, message=_l("At most %(max)d characters."))]
    )

    def duty(self) -> LocalizedText:
        """Return what was entered."""
        return LocalizedText(self.duty_zh.data or "", self.duty_en.data or "")
