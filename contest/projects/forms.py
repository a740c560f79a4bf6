"""What a project begins with, and one file of one kind."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length

from contest.entry_forms.domain import CORE
from contest.kernel.columns import LocalizedText

NAME_LIMIT = CORE["name"].bound or 0


class NewProjectForm(FlaskForm):
    """What a project begins with."""

    season_id = SelectField(_l("Season"))
    team_id = SelectField(_l("Team"))
    name_zh = StringField(
        _l("Project name (Chinese)"), [Length(max=NAME_LIMIT, message=_l("At most %(max)d characters."))]
    )
    name_en = StringField(
        _l("Project name (English)"), [Length(max=NAME_LIMIT, message=_l("At most %(max)d characters."))]
    )

    def name(self) -> LocalizedText:
        """Return what was entered."""
        return LocalizedText(self.name_zh.data or "", self.name_en.data or "")
