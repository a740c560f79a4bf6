"""Forms of bases."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from contest.bases.domain import Facility
from contest.bases.queries import BaseView
from contest.bases.services import BaseDetails
from contest.bases.texts import LABELS
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.organisations.texts import LABELS as ORGANISATION_LABELS

FIRST_YEAR, LAST_YEAR = 2000, 2100
REQUIRED = _l("Please fill this in.")


class BaseForm(FlaskForm):
    """What describes a base."""

    name_zh = StringField(_l("Name in Chinese"), [DataRequired(REQUIRED), Length(max=80)])
    name_en = StringField(_l("Name in English"), [Length(max=160)])
    district = SelectField(_l("District"), [DataRequired(REQUIRED)])
    address_zh = StringField(_l("Address in Chinese"), [Length(max=160)])
    address_en = StringField(_l("Address in English"), [Length(max=240)])
    intro_zh = TextAreaField(_l("Introduction in Chinese"), [Length(max=1000)])
    intro_en = TextAreaField(_l("Introduction in English"), [Length(max=2500)])
    industries = StringField(_l("Industries, separated by commas"), [Length(max=300)])
    track_codes = SelectMultipleField(_l("Tracks that fit"))
    facilities = SelectMultipleField(_l("Facilities"))
    area_m2 = IntegerField(_l("Operating area (m²)"), [InputRequired(REQUIRED), NumberRange(0, 10_000_000)])
    vacant_m2 = IntegerField(_l("Vacant area (m²)"), [Optional(), NumberRange(0, 10_000_000)])
    in_zhangjiang = BooleanField(_l("In the Zhangjiang National Innovation Demonstration Zone"))

    def offer(self, tracks: list[tuple[str, str]]) -> None:
        """Fill the choices in the reader's language."""
        districts = ORGANISATION_LABELS[District]
        self.district.choices = [("", ""), *((str(d), str(districts[d])) for d in District)]
        self.track_codes.choices = tracks
        self.facilities.choices = [(str(f), str(LABELS[Facility][f])) for f in Facility]

    def details(self) -> BaseDetails:
        """Return what was typed."""
        names = (part.strip() for part in (self.industries.data or "").replace("，", ",").split(","))
        return BaseDetails(
            name=LocalizedText(self.name_zh.data or "", self.name_en.data or ""),
            district=self.district.data or "",
            address=LocalizedText(self.address_zh.data or "", self.address_en.data or ""),
            intro=LocalizedText(self.intro_zh.data or "", self.intro_en.data or ""),
            industries=tuple(name for name in names if name),
            track_codes=tuple(self.track_codes.data or ()),
            facilities=tuple(self.facilities.data or ()),
            area_m2=self.area_m2.data or 0,
            vacant_m2=self.vacant_m2.data,
            in_zhangjiang=self.in_zhangjiang.data,
        )


def filled(base: BaseView) -> dict[str, object]:
    """Return the values a form on `base` starts from."""
    return {
        "name_zh": base.name.zh,
        "name_en": base.name.en,
        "district": base.district,
        "address_zh": base.address.zh,
        "address_en": base.address.en,
        "intro_zh": base.intro.zh,
        "intro_en": base.intro.en,
        "industries": ", ".join(base.industries),
        "track_codes": list(base.track_codes),
        "facilities": list(base.facilities),
        "area_m2": base.area_m2,
        "vacant_m2": base.vacant_m2,
        "in_zhangjiang": base.in_zhangjiang,
    }


def in_reach(_form: FlaskForm, field: DateField) -> None:
    """Refuse years far off: typing mistakes, and past the last year there is a title could not end."""
    if not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_l("Please enter a day of this century."))


class TitleForm(FlaskForm):
    """Awarding a title."""

    plaque_number = StringField(_l("Plaque number"), [DataRequired(REQUIRED), Length(max=40)])
    valid_from = DateField(_l("Valid from"), [DataRequired(REQUIRED), in_reach])
