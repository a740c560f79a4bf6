"""Forms of judges."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from contest.kernel.columns import LocalizedText
from judging.judges.domain import MAX_EXPERTISE, MAX_TITLE
from judging.judges.queries import JudgeRow
from judging.judges.services import JudgeDetails
from judging.judges.texts import LANGUAGES

REQUIRED = _l("Please fill this in.")


def _several(text: Any, hint: Any = "") -> SelectMultipleField:
    return SelectMultipleField(
        text, description=hint, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


class SelfForm(FlaskForm):
    """What a judge says of oneself."""

    title_zh = StringField(_l("Title in Chinese"), [Length(max=MAX_TITLE)])
    title_en = StringField(_l("Title in English"), [Length(max=MAX_TITLE)])
    expertise_zh = TextAreaField(_l("Expertise in Chinese"), [Length(max=MAX_EXPERTISE)])
    expertise_en = TextAreaField(_l("Expertise in English"), [Length(max=MAX_EXPERTISE)])
    languages = _several(_l("Languages of entries you can judge"))
    other_contacts = TextAreaField(
        _l("Further e-mails and phones"),
        [Length(max=1000)],
        description=_l("One a line. Used only to find conflicts of interest; nobody is written to there."),
    )

    def offer(self) -> None:
        """Fill the choices in the reader's language."""
        self.languages.choices = [(code, str(name)) for code, name in LANGUAGES.items()]

    def contacts(self) -> tuple[str, ...]:
        """Return the further addresses and numbers, one a line."""
        return tuple(line.strip() for line in (self.other_contacts.data or "").splitlines() if line.strip())

    @property
    def title_text(self) -> LocalizedText:
        return LocalizedText((self.title_zh.data or "").strip(), (self.title_en.data or "").strip())

    @property
    def expertise_text(self) -> LocalizedText:
        return LocalizedText((self.expertise_zh.data or "").strip(), (self.expertise_en.data or "").strip())


class JudgeForm(SelfForm):
    """What the office keeps of a judge."""

    track_codes = _several(_l("Tracks"), _l("None ticked: may be asked for any track."))
    active = BooleanField(_l("May be invited into rounds"), default=True)

    def offer_tracks(self, tracks: list[tuple[str, str]]) -> None:
        """Fill the choices; codes of other seasons that the judge has are kept as they are."""
        self.offer()
        known = dict(tracks)
        kept = [(code, code) for code in self.track_codes.data or () if code not in known]
        self.track_codes.choices = tracks + kept

    def details(self) -> JudgeDetails:
        """Return what was typed."""
        return JudgeDetails(
            title=self.title_text,
            expertise=self.expertise_text,
            track_codes=tuple(self.track_codes.data or ()),
            languages=tuple(self.languages.data or ()),
            other_contacts=self.contacts(),
            active=self.active.data,
        )


class NewJudgeForm(JudgeForm):
    """A person taken into the pool."""

    email = StringField(
        _l("E-mail of the account"),
        [DataRequired(REQUIRED), Length(max=254)],
        description=_l("The person registers first; the role of a judge comes with the pool."),
    )


class AcceptForm(FlaskForm):
    """The signature under the undertaking."""

    digest = HiddenField()
    agreed = BooleanField(
        _l("I have read the undertaking and make it mine."), [DataRequired(_l("Please tick this to accept."))]
    )
    signature = StringField(_l("Your name, as signature"), [DataRequired(REQUIRED), Length(max=80)])


class LoadForm(FlaskForm):
    """A judge's own limit in a round."""

    max_load = IntegerField(_l("Most entries"), [Optional(), NumberRange(0, 100_000)])


def filled(judge: JudgeRow) -> dict[str, Any]:
    """Return the values a form on a judge starts from."""
    return {
        "title_zh": judge.title.zh,
        "title_en": judge.title.en,
        "expertise_zh": judge.expertise.zh,
        "expertise_en": judge.expertise.en,
        "languages": list(judge.languages),
        "other_contacts": "\n".join(judge.other_contacts),
        "track_codes": list(judge.track_codes),
        "active": judge.active,
    }
