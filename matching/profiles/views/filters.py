"""What the address of a list of profiles says it is narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import force_locale

from contest.bases.domain import Facility
from contest.embeddings.client import question
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.projects.domain import Financing
from contest.seasons.domain import GrowthStage
from contest.web.i18n import LOCALES, l10n, label
from matching.profiles.domain import DIRECTORY, PROFILE, Industry, ParkKind, ProfileKind
from matching.profiles.queries import ProfileFilter

Choices = list[tuple[str, str]]
CENTS_PER_WAN = 1_000_000
MOST_DIGITS = 7


def profile_filter(
    asked: Mapping[str, str], kind: ProfileKind | None, *, own_only: bool = False
) -> ProfileFilter:
    """Return the filter of a list of profiles; what is no choice narrows nothing."""
    industry = _code(Industry, asked.get("industry", ""))
    return ProfileFilter(
        kind=kind,
        question=question(asked.get("q", ""), kinds=(PROFILE, DIRECTORY)),
        track=asked.get("track", "")[:40],
        stage=_code(GrowthStage, asked.get("stage", "")),
        financing=_code(Financing, asked.get("financing", "")),
        district=_code(District, asked.get("district", "")),
        region=asked.get("region", "").strip().replace("\0", "")[:60],
        facility=_code(Facility, asked.get("facility", "")),
        amount_cents=amount_in_cents(asked.get("amount", "")),
        with_places=asked.get("places", "") == "free",
        industry=industry,
        industry_names=_spellings(industry),
        park_kind=_code(ParkKind, asked.get("kind", "")),
        own_only=own_only,
    )


def profile_choices(tracks: Mapping[str, LocalizedText]) -> dict[str, Choices]:
    """Return the choices of each filter in the reader's language."""
    return {
        "track": [(code, l10n(name)) for code, name in tracks.items()],
        "stage": _labels(GrowthStage),
        "financing": _labels(Financing),
        "district": _labels(District),
        "facility": _labels(Facility),
        "industry": _labels(Industry),
        "park_kind": _labels(ParkKind),
    }


def amount_in_cents(written: str) -> int | None:
    """Return an amount written in 10,000 yuan as cents; None when it is no whole number."""
    digits = written.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        return None
    return int(digits) * CENTS_PER_WAN


def _spellings(industry: str) -> tuple[str, ...]:
    """Return how an industry is written in both languages: bases name theirs in words of their own."""
    if not industry:
        return ()
    found = []
    for language in LOCALES:
        with force_locale(language):
            found.append(label(Industry(industry)))
    return tuple(found)


def _labels(kind: type[StrEnum]) -> Choices:
    return [(member.value, label(member)) for member in kind]


def _code(kind: type[StrEnum], asked: str) -> str:
    return asked if asked in set(kind) else ""
