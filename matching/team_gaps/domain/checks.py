"""What may be written in a gap and in an offer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from contest.kernel.errors import FieldError, Invalid
from contest.kernel.localized import LocalizedText
from contest.kernel.written import needed
from contest.organisations.domain import District
from matching.profiles.domain import Language
from matching.team_gaps.domain.vocabulary import Commitment, GapRole

HEADLINE_LIMIT = 60
DESCRIPTION_LIMIT = 600
OFFER_LIMIT = 2000
TERMS_LIMIT = 300
REASON_LIMIT = 300
NAMED = 30  # roles, districts and the like that one offer may name


@dataclass(frozen=True, slots=True)
class GapData:
    """What a team writes about a role it lacks. `terms`: what it gives for it (salary, equity); empty is not said."""

    role: GapRole
    text: LocalizedText = field(default_factory=LocalizedText)
    terms: str = ""
    commitment: Commitment | None = None
    district: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferData:
    """What somebody who offers themselves writes. `headline` stands where a name would; no name is shown."""

    headline: LocalizedText
    roles: tuple[str, ...]
    text: LocalizedText = field(default_factory=LocalizedText)
    track_codes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    wishes: str = ""


def check_gap(data: GapData) -> None:
    """Raise Invalid naming every field that cannot be stored. A role outside the list has to be described."""
    wrong = [*_too_long("text", data.text, DESCRIPTION_LIMIT)]
    if data.role is GapRole.OTHER and not data.text:
        wrong.append(FieldError("text.zh", "required"))
    if len(data.terms) > TERMS_LIMIT:
        wrong.append(FieldError("terms", "too_long", {"limit": TERMS_LIMIT}))
    if data.district and data.district not in set(District):
        wrong.append(FieldError("district", "not_a_choice"))
    if not set(data.languages) <= set(Language):
        wrong.append(FieldError("languages", "not_a_choice"))
    if wrong:
        raise Invalid(*wrong)


def check_offer(data: OfferData, *, tracks: Collection[str]) -> None:
    """Raise Invalid naming every field that cannot be stored. `tracks`: the codes in use."""
    wrong = [
        *_too_long("headline", data.headline, HEADLINE_LIMIT),
        *_too_long("text", data.text, OFFER_LIMIT),
    ]
    if not data.headline:
        wrong.append(FieldError("headline.zh", "required"))
    if not data.roles:
        wrong.append(FieldError("roles", "required"))
    if len(data.wishes) > TERMS_LIMIT:
        wrong.append(FieldError("wishes", "too_long", {"limit": TERMS_LIMIT}))
    listed = (
        ("roles", data.roles, set(GapRole)),
        ("track_codes", data.track_codes, set(tracks)),
        ("languages", data.languages, set(Language)),
        ("districts", data.districts, set(District)),
        ("commitments", data.commitments, set(Commitment)),
    )
    wrong += [FieldError(name, "not_a_choice") for name, given, known in listed if not set(given) <= known]
    if wrong:
        raise Invalid(*wrong)


def check_reason(reason: str) -> str:
    """Return the reason the office gives, without blanks around it; raise Invalid when it is empty or too long."""
    return needed("reason", reason.strip(), REASON_LIMIT)


def _too_long(name: str, text: LocalizedText, limit: int) -> list[FieldError]:
    return [
        FieldError(f"{name}.{language}", "too_long", {"limit": limit})
        for language, written in text.as_dict().items()
        if len(written) > limit
    ]
