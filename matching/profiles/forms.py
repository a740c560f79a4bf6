"""The form of a profile; each kind shows the fields it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    DecimalField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, NumberRange, Optional

from contest.kernel.columns import LocalizedText
from contest.web.i18n import l10n, label
from matching.profiles.domain import (
    CODES,
    FIELDS,
    FROM_BASE,
    MOST_AREA,
    MOST_PLACES,
    NAME_LIMIT,
    TEXT_LIMIT,
    Appointment,
    MentorKind,
    ProfileData,
    ProfileKind,
)
from matching.profiles.queries import ProfileView
from matching.profiles.texts import FIELDS as LABELS
from matching.profiles.texts import TEXT_LABELS

CENTS_PER_WAN = 1_000_000
BILINGUAL = ("name", "text")
TRACKS = ("track_codes", "priority_tracks")


class FiniteField(DecimalField):
    """A decimal number; what Decimal reads as one besides (NaN, Infinity) is none."""

    data: Decimal | None

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data is not None and not self.data.is_finite():
            self.data = None
            raise ValueError(str(_l("Please enter a number.")))


class ProfileForm(FlaskForm):
    """Everything a profile may say; `prepare` leaves what its kind is asked for."""

    name_zh = StringField(_l("Name in Chinese"), [Length(max=NAME_LIMIT)])
    name_en = StringField(_l("Name in English"), [Length(max=NAME_LIMIT)])
    text_zh = TextAreaField(_l("In Chinese"), [Length(max=TEXT_LIMIT)])
    text_en = TextAreaField(_l("In English"), [Length(max=TEXT_LIMIT)])
    mentor_kind = SelectField(LABELS["mentor_kind"], coerce=str)
    track_codes = SelectMultipleField(LABELS["track_codes"])
    industries = StringField(_l("Industries, separated by commas"), [Length(max=400)])
    growth_stages = SelectMultipleField(LABELS["growth_stages"])
    financings = SelectMultipleField(LABELS["financings"])
    ticket_low_cents = FiniteField(
        _l("Smallest ticket (10,000 yuan)"), [Optional(), NumberRange(min=0, max=10_000_000)], places=None
    )
    ticket_high_cents = FiniteField(
        _l("Largest ticket (10,000 yuan)"), [Optional(), NumberRange(min=0, max=10_000_000)], places=None
    )
    districts = SelectMultipleField(LABELS["districts"])
    regions = StringField(_l("Regions outside Shanghai, separated by commas"), [Length(max=400)])
    facilities = SelectMultipleField(LABELS["facilities"])
    services = SelectMultipleField(LABELS["services"])
    priority_tracks = SelectMultipleField(LABELS["priority_tracks"])
    vacant_m2 = IntegerField(LABELS["vacant_m2"], [Optional(), NumberRange(min=0, max=MOST_AREA)])
    languages = SelectMultipleField(LABELS["languages"])
    capacity = IntegerField(LABELS["capacity"], [Optional(), NumberRange(min=0, max=MOST_PLACES)])
    park_kinds = SelectMultipleField(LABELS["park_kinds"])

    def prepare(
        self, kind: ProfileKind, tracks: Mapping[str, LocalizedText], *, from_base: bool = False
    ) -> None:
        """Fill the choices in the reader's language; drop what this kind, or a base's park, is not asked for."""
        for field in TRACKS:
            self[field].choices = [(code, l10n(name)) for code, name in tracks.items()]
        for field, enum in CODES.items():
            self[field].choices = _choices(enum)
        self.mentor_kind.choices = [("", ""), *_choices(MentorKind)]
        for part, text in (
            ("text_zh", _l("%(field)s (in Chinese)", field=TEXT_LABELS[kind])),
            ("text_en", _l("%(field)s (in English)", field=TEXT_LABELS[kind])),
        ):
            self[part].label.text = text
        asked = set(FIELDS[kind]) - (set(FROM_BASE) if from_base else set())
        for field in [field.name for field in self if field.type != "CSRFTokenField"]:
            if field.removesuffix("_zh").removesuffix("_en") not in asked:
                del self[field]

    def data_for(self) -> ProfileData:
        """Return what was typed; fields that were not asked for are empty."""
        return ProfileData(
            name=self._pair("name"),
            text=self._pair("text"),
            mentor_kind=MentorKind(chosen) if (chosen := self._value("mentor_kind")) else None,
            industries=_tags(self._value("industries")),
            regions=_tags(self._value("regions")),
            ticket_low_cents=_cents(self._value("ticket_low_cents")),
            ticket_high_cents=_cents(self._value("ticket_high_cents")),
            capacity=self._value("capacity"),
            vacant_m2=self._value("vacant_m2"),
            **{field: tuple(self._value(field) or ()) for field in (*TRACKS, *CODES)},
        )

    def _value(self, name: str) -> Any:
        return self[name].data if name in self else None

    def _pair(self, name: str) -> LocalizedText:
        return LocalizedText(
            (self._value(f"{name}_zh") or "").strip(), (self._value(f"{name}_en") or "").strip()
        )


class AppointmentForm(FlaskForm):
    """A mentor's term and training, as the office writes them down."""

    term_from = DateField(LABELS["term_from"], [Optional()])
    term_to = DateField(LABELS["term_to"], [Optional()])
    trained_on = DateField(LABELS["trained_on"], [Optional()])

    def given(self) -> Appointment:
        """Return what was typed."""
        return Appointment(self.term_from.data, self.term_to.data, self.trained_on.data)


def filled(profile: ProfileView) -> dict[str, Any]:
    """Return the values a form on `profile` starts from."""
    values: dict[str, Any] = {
        field: list(value) if isinstance(value := getattr(profile, field), tuple) else value
        for field in FIELDS[profile.kind]
        if field not in BILINGUAL
    }
    for field in BILINGUAL:
        values |= {f"{field}_{key}": text for key, text in getattr(profile, field).as_dict().items()}
    for field in ("industries", "regions"):
        if field in values:
            values[field] = ", ".join(values[field])
    for field in ("ticket_low_cents", "ticket_high_cents"):
        if values.get(field) is not None:
            values[field] = Decimal(values[field]) / CENTS_PER_WAN
    return values


def _choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, label(member)) for member in enum]


def _tags(written: str | None) -> tuple[str, ...]:
    pieces = (piece.strip() for piece in re.split("[,\uff0c、;\uff1b\n]", written or ""))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))


def _cents(wan: Decimal | None) -> int | None:
    return None if wan is None else int(wan * CENTS_PER_WAN)
