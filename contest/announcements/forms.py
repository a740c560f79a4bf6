"""What browsers send about announcements."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from contest.announcements.domain import MAX_BODY, MAX_TITLE, Audience
from contest.announcements.queries import AnnouncementView
from contest.announcements.services import Words
from contest.kernel.columns import LocalizedText
from contest.seasons.domain import Rulebook
from contest.web.i18n import l10n, label

TITLE, BODY = {"maxlength": MAX_TITLE}, {"maxlength": MAX_BODY, "rows": 8}


class AnnouncementForm(FlaskForm):
    """Texts and audience."""

    title_zh = StringField(_l("Title (Chinese)"), render_kw=TITLE)
    title_en = StringField(_l("Title (English)"), render_kw=TITLE)
    body_zh = TextAreaField(_l("Text (Chinese)"), render_kw=BODY)
    body_en = TextAreaField(_l("Text (English)"), render_kw=BODY)
    audience = SelectField(_l("For"))
    stage_code = SelectField(_l("Stage"), validate_choice=False)
    track_code = SelectField(_l("Track"), validate_choice=False)
    zone_code = SelectField(_l("Zone"), validate_choice=False)
    is_public = BooleanField(_l("Also on the public site"))

    def offer(self, book: Rulebook) -> None:
        """Fill the choices from the season's rulebook."""
        self.audience.choices = [(str(one), label(one)) for one in Audience]
        self.stage_code.choices = [("", "–"), *((str(one.code), l10n(one.name)) for one in book.stages)]
        self.track_code.choices = [("", _l("All")), *((one.code, l10n(one.name)) for one in book.tracks)]
        self.zone_code.choices = [("", _l("All")), *((one.code, l10n(one.name)) for one in book.zones)]

    def words(self) -> Words:
        """Return what was entered; codes that the season does not offer count as none."""

        def known(field: SelectField) -> str:
            return field.data if field.data in {code for code, _name in field.choices} else ""

        chosen = self.audience.data if self.audience.data in set(Audience) else Audience.TEAMS
        return Words(
            title=LocalizedText((self.title_zh.data or "").strip(), (self.title_en.data or "").strip()),
            body=LocalizedText((self.body_zh.data or "").strip(), (self.body_en.data or "").strip()),
            audience=Audience(chosen),
            stage_code=known(self.stage_code),
            track_code=known(self.track_code),
            zone_code=known(self.zone_code),
            is_public=bool(self.is_public.data),
        )


def filled(found: AnnouncementView) -> dict[str, object]:
    """Return an announcement as the form's data."""
    return {
        "title_zh": found.title.zh,
        "title_en": found.title.en,
        "body_zh": found.body.zh,
        "body_en": found.body.en,
        "audience": found.audience,
        "stage_code": found.stage_code,
        "track_code": found.track_code,
        "zone_code": found.zone_code,
        "is_public": found.is_public,
    }
