"""Forms of gaps and offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from contest.consents.domain import Purpose, current
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.web.i18n import l10n, label
from matching.profiles.domain import Language
from matching.team_gaps.domain import (
    DESCRIPTION_LIMIT,
    HEADLINE_LIMIT,
    OFFER_LIMIT,
    REASON_LIMIT,
    TERMS_LIMIT,
    Commitment,
    GapData,
    GapRole,
    OfferData,
)
from matching.team_gaps.queries import GapView, OfferView

NEEDED = _l("Please fill this in.")
Tracks = Mapping[str, LocalizedText]


def _several(text: Any, hint: Any = "") -> SelectMultipleField:
    return SelectMultipleField(
        text, description=hint, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


def _limit(most: int) -> Length:
    return Length(max=most, message=_l("At most %(max)d characters."))


class GapForm(FlaskForm):
    """A role the team lacks."""

    role = SelectField(_l("Position"), [DataRequired(NEEDED)])
    text_zh = TextAreaField(_l("What the person would do (Chinese)"), [_limit(DESCRIPTION_LIMIT)])
    text_en = TextAreaField(_l("What the person would do (English)"), [_limit(DESCRIPTION_LIMIT)])
    commitment = SelectField(_l("Working time"), default="")
    district = SelectField(_l("District"), default="")
    languages = _several(_l("Working languages"))
    terms = StringField(
        _l("What you offer"),
        [_limit(TERMS_LIMIT)],
        description=_l("Salary, equity, options, in your own words."),
    )

    def offer(self) -> GapForm:
        """Fill the choices in the reader's language."""
        anything = [("", str(_l("Any")))]
        self.role.choices = [("", ""), *_choices(GapRole)]
        self.commitment.choices = [*anything, *_choices(Commitment)]
        self.district.choices = [*anything, *_choices(District)]
        self.languages.choices = _choices(Language)
        return self

    def gap(self) -> GapData:
        """Return what was entered."""
        return GapData(
            role=GapRole(self.role.data),
            text=LocalizedText((self.text_zh.data or "").strip(), (self.text_en.data or "").strip()),
            terms=self.terms.data or "",
            commitment=Commitment(self.commitment.data) if self.commitment.data else None,
            district=self.district.data or "",
            languages=tuple(self.languages.data or ()),
        )


def filled_gap(gap: GapView) -> dict[str, Any]:
    """Return the values a form on a gap starts from."""
    return {
        "role": gap.role.value,
        "text_zh": gap.text.zh,
        "text_en": gap.text.en,
        "commitment": gap.commitment or "",
        "district": gap.district,
        "languages": list(gap.languages),
        "terms": gap.terms,
    }


class OfferForm(FlaskForm):
    """What somebody offers; consent is asked for every time."""

    headline_zh = StringField(_l("In one line (Chinese)"), [_limit(HEADLINE_LIMIT)])
    headline_en = StringField(_l("In one line (English)"), [_limit(HEADLINE_LIMIT)])
    roles = _several(_l("Roles you would take on"))
    text_zh = TextAreaField(_l("What you can do and have done (Chinese)"), [_limit(OFFER_LIMIT)])
    text_en = TextAreaField(_l("What you can do and have done (English)"), [_limit(OFFER_LIMIT)])
    track_codes = _several(_l("Fields of work"))
    commitments = _several(_l("Working time"))
    languages = _several(_l("Working languages"))
    districts = SelectMultipleField(_l("Districts"))
    wishes = StringField(
        _l("What you wish for"),
        [_limit(TERMS_LIMIT)],
        description=_l("Salary, equity, start, in your own words."),
    )
    consent = BooleanField()

    def offer(self, tracks: Tracks) -> OfferForm:
        """Fill the choices in the reader's language."""
        self.consent.label.text = l10n(current(Purpose.TALENT).text)
        self.roles.choices = _choices(GapRole)
        self.track_codes.choices = [(code, l10n(name)) for code, name in tracks.items()]
        self.commitments.choices = _choices(Commitment)
        self.languages.choices = _choices(Language)
        self.districts.choices = _choices(District)
        return self

    def data_for(self) -> OfferData:
        """Return what was entered."""
        return OfferData(
            headline=self._pair("headline"),
            text=self._pair("text"),
            roles=tuple(self.roles.data or ()),
            track_codes=tuple(self.track_codes.data or ()),
            languages=tuple(self.languages.data or ()),
            districts=tuple(self.districts.data or ()),
            commitments=tuple(self.commitments.data or ()),
            wishes=self.wishes.data or "",
        )

    def _pair(self, name: str) -> LocalizedText:
        return LocalizedText(*((self[f"{name}_{key}"].data or "").strip() for key in ("zh", "en")))


def filled_offer(offer: OfferView) -> dict[str, Any]:
    """Return the values a form on one's own offer starts from."""
    card = offer.card
    lists = ("roles", "track_codes", "languages", "districts", "commitments")
    return {
        "headline_zh": card.headline.zh,
        "headline_en": card.headline.en,
        "text_zh": card.text.zh,
        "text_en": card.text.en,
        "wishes": card.wishes,
        "consent": True,
        **{name: list(getattr(card, name)) for name in lists},
    }


class TakeDownForm(FlaskForm):
    """Why the office takes something down; its author reads it."""

    reason = StringField(_l("Reason"), [DataRequired(NEEDED), _limit(REASON_LIMIT)])


def _choices(kind: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(member.value, label(member)) for member in kind]
