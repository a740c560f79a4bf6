"""Profiles: their vocabulary, what may be written in them, how complete and how fresh they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from contest.bases.domain import Facility
from contest.kernel.errors import DomainError, FieldError, Invalid
from contest.kernel.localized import LocalizedText
from contest.organisations.domain import District
from contest.projects.domain import Financing
from contest.seasons.domain import GrowthStage

# Kinds of contest.embeddings' texts: what may be matched, and the real parks of the directory, which are only found.
PROFILE, DIRECTORY = "match_profile", "directory_park"
FRESH_FOR = timedelta(days=180)
# An owner who does not answer is reminded again after so long, and so many times in all.
REMIND_AGAIN, REMIND_MOST = timedelta(days=30), 3
# An investor whose latest known activity is older sleeps.
ACTIVE_FOR = timedelta(days=730)
NAME_LIMIT = 120
TEXT_LIMIT = 4000
MOST_PLACES = 10_000
MOST_AREA = 10_000_000
MOST_TAGS = 20


class ProfileKind(StrEnum):
    """What a winner is matched with."""

    PARK = "park"
    INVESTOR = "investor"
    MENTOR = "mentor"


class MentorKind(StrEnum):
    """创业导师 / 投资导师 / 科学家导师 (product.md)."""

    ENTREPRENEUR = "entrepreneur"
    INVESTOR = "investor"
    SCIENTIST = "scientist"


class Language(StrEnum):
    """Languages somebody works in."""

    ZH = "zh"
    EN = "en"


class ParkKind(StrEnum):
    """What a park is; one may be several things at once."""

    HAIJU_BASE = "haiju_base"
    UNIVERSITY_PARK = "university_park"
    QUALITY_INCUBATOR = "quality_incubator"
    NATIONAL_INCUBATOR = "national_incubator"
    INCUBATOR = "incubator"
    FEATURED_PARK = "featured_park"
    DEVELOPMENT_ZONE = "development_zone"
    HIGH_TECH_ZONE = "high_tech_zone"
    FUNCTION_ZONE = "function_zone"
    INNOVATION_COMMUNITY = "innovation_community"
    INDUSTRY_PARK = "industry_park"
    INDUSTRY_BASE = "industry_base"


class ParkService(StrEnum):
    """What a park does for companies besides rooms and machines; the codes are those of the needs they answer."""

    FINANCE = "FIN"
    TALENT = "TALENT"
    SCENE = "SCENE"
    SUPPLY = "SUPPLY"
    CLINICAL = "CLIN"
    IP = "IP"
    POLICY = "POLICY"
    LEGAL = "LEGAL"
    MARKET = "MARKET"
    VISA = "VISA"
    MENTORING = "MENTOR"


class Industry(StrEnum):
    """The industries of the directory, after the city's "2+(3+6)+(4+5)" (domain.md §6.2). Profiles may name others."""

    INTEGRATED_CIRCUITS = "integrated_circuits"
    BIOMEDICINE = "biomedicine"
    ARTIFICIAL_INTELLIGENCE = "artificial_intelligence"
    ELECTRONICS = "electronics"
    HEALTH = "health"
    AUTOMOTIVE = "automotive"
    EQUIPMENT = "equipment"
    MATERIALS = "materials"
    FASHION = "fashion"
    DIGITAL_ECONOMY = "digital_economy"
    SOFTWARE = "software"
    GREEN = "green"
    ROBOTICS = "robotics"
    AEROSPACE = "aerospace"
    MARINE = "marine"
    GENERAL = "general"


class Freshness(StrEnum):
    """When the owner last said that the profile is true."""

    FRESH = "fresh"
    OLD = "old"
    NEVER = "never"


class AllianceState(StrEnum):
    """What an investor is to the venture alliance (创投联盟, 000 §六.4)."""

    NONE = "none"
    APPLIED = "applied"
    MEMBER = "member"
    REFUSED = "refused"
    SUSPENDED = "suspended"


class Activity(StrEnum):
    """Whether an investor has done anything lately, by past deals and what both sides confirmed."""

    ACTIVE = "active"
    DORMANT = "dormant"
    UNKNOWN = "unknown"


class ReferenceOnly(DomainError):
    """An entry of the public directory is nobody's profile: it is neither edited nor matched."""

    code = "reference_park"


class AnothersName(DomainError):
    """The office found the profile to be another one under a second name: only that one is kept up."""

    code = "profile_merged"


class AlreadyOffered(DomainError):
    """The base has a park profile, or the person a mentor's."""

    code = "profile_exists"


@dataclass(frozen=True, slots=True)
class ProfileData:
    """What an owner writes. Money in cents; codes are those of the enums above, tracks those of the seasons.

    `priority_tracks`: whose winners a park declares to land first (000 §六.4); `vacant_m2`: rooms it has free.
    `capacity`: free places of this season (teams, mentees); None is not stated, 0 takes the profile out of matching.
    """

    name: LocalizedText
    text: LocalizedText = field(default_factory=LocalizedText)
    track_codes: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    growth_stages: tuple[str, ...] = ()
    financings: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    ticket_low_cents: int | None = None
    ticket_high_cents: int | None = None
    capacity: int | None = None
    mentor_kind: MentorKind | None = None
    park_kinds: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    priority_tracks: tuple[str, ...] = ()
    vacant_m2: int | None = None


# What a kind of profile is asked for, in the order of its form. The rest stays empty.
FIELDS: Mapping[ProfileKind, tuple[str, ...]] = {
    ProfileKind.PARK: (
        "name", "text", "track_codes", "priority_tracks", "industries", "growth_stages", "districts", "facilities",
        "services", "languages", "capacity", "vacant_m2", "park_kinds",
    ),
    ProfileKind.INVESTOR: (
        "name", "text", "track_codes", "industries", "growth_stages", "financings", "ticket_low_cents",
        "ticket_high_cents", "districts", "regions", "languages", "capacity",
    ),
    ProfileKind.MENTOR: (
        "name", "text", "mentor_kind", "track_codes", "industries", "growth_stages", "districts", "languages",
        "capacity",
    ),
}  # fmt: skip
# What makes a profile matchable well: each is a criterion of the matcher or what its text is compared by.
WANTED: Mapping[ProfileKind, tuple[str, ...]] = {
    ProfileKind.PARK: (
        "text", "track_codes", "growth_stages", "districts", "facilities", "services", "languages", "capacity",
    ),
    ProfileKind.INVESTOR: (
        "text", "track_codes", "growth_stages", "financings", "ticket_low_cents", "districts", "languages",
    ),
    ProfileKind.MENTOR: (
        "text", "mentor_kind", "track_codes", "growth_stages", "districts", "languages", "capacity",
    ),
}  # fmt: skip
# Facts of a base that its own page says; a park profile of a base takes them from there.
FROM_BASE = ("name", "track_codes", "industries", "districts", "facilities", "vacant_m2")
CODES: Mapping[str, type[StrEnum]] = {
    "growth_stages": GrowthStage,
    "financings": Financing,
    "districts": District,
    "facilities": Facility,
    "services": ParkService,
    "languages": Language,
    "park_kinds": ParkKind,
}


def missing(kind: ProfileKind, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the wanted fields that are empty; None and the empty text or list are empty, 0 is an answer."""
    return tuple(
        code
        for code in WANTED[kind]
        if values.get(code) is None
        or values[code] in ("", (), [])
        or (isinstance(values[code], LocalizedText) and not values[code])
    )


def freshness(confirmed_at: datetime | None, now: datetime) -> Freshness:
    """Say whether the profile was confirmed within half a year."""
    if confirmed_at is None:
        return Freshness.NEVER
    return Freshness.FRESH if now - confirmed_at <= FRESH_FOR else Freshness.OLD


def reminder_due(since: datetime, now: datetime) -> int | None:
    """Return the number of the reminder that is due (0 is the first) for what was confirmed at `since`; None: none."""
    over = now - since - FRESH_FOR
    return None if over <= timedelta(0) else min(REMIND_MOST - 1, over // REMIND_AGAIN)


def activity(last: date | None, today: date) -> Activity:
    """Say whether an investor is active, by the day of its latest known activity."""
    if last is None:
        return Activity.UNKNOWN
    return Activity.ACTIVE if today - last <= ACTIVE_FOR else Activity.DORMANT


def check(data: ProfileData, *, tracks: Collection[str] | None = None) -> None:
    """Raise Invalid naming every field that cannot be stored. `tracks`: the codes in use, None accepts any."""
    wrong = [*_texts(data), *_codes(data), *_numbers(data)]
    if tracks is not None:
        wrong += [
            FieldError(name, "not_a_choice")
            for name in ("track_codes", "priority_tracks")
            if not set(getattr(data, name)) <= set(tracks)
        ]
    if wrong:
        raise Invalid(*wrong)


def _texts(data: ProfileData) -> list[FieldError]:
    wrong = []
    if not (data.name.zh.strip() or data.name.en.strip()):
        wrong.append(FieldError("name.zh", "required"))
    for name, text, limit in (("name", data.name, NAME_LIMIT), ("text", data.text, TEXT_LIMIT)):
        wrong += [
            FieldError(f"{name}.{language}", "too_long", {"limit": limit})
            for language, written in text.as_dict().items()
            if len(written) > limit
        ]
    for name in ("industries", "regions"):
        if len(getattr(data, name)) > MOST_TAGS:
            wrong.append(FieldError(name, "too_many_tags", {"limit": MOST_TAGS}))
    return wrong


def _codes(data: ProfileData) -> list[FieldError]:
    return [
        FieldError(field, "not_a_choice")
        for field, kind in CODES.items()
        if not set(getattr(data, field)) <= set(kind)
    ]


def _numbers(data: ProfileData) -> list[FieldError]:
    wrong = []
    low, high = data.ticket_low_cents, data.ticket_high_cents
    if (low is not None and low < 0) or (high is not None and high < 0):
        wrong.append(FieldError("ticket_low_cents", "not_a_number"))
    elif low is not None and high is not None and low > high:
        wrong.append(FieldError("ticket_high_cents", "ticket_order"))
    if data.capacity is not None and not 0 <= data.capacity <= MOST_PLACES:
        wrong.append(FieldError("capacity", "out_of_range", {"low": 0, "high": MOST_PLACES}))
    if data.vacant_m2 is not None and not 0 <= data.vacant_m2 <= MOST_AREA:
        wrong.append(FieldError("vacant_m2", "out_of_range", {"low": 0, "high": MOST_AREA}))
    return wrong


@dataclass(frozen=True, slots=True)
class Appointment:
    """A mentor's term, first and last day included, and when the mentor was trained (001 二(二)3)."""

    term_from: date | None = None
    term_to: date | None = None
    trained_on: date | None = None


def check_appointment(given: Appointment, today: date) -> None:
    """Raise Invalid for a term that ends before it begins and for training in the future."""
    wrong = []
    if given.term_from and given.term_to and given.term_to < given.term_from:
        wrong.append(FieldError("term_to", "term_order"))
    if given.trained_on and given.trained_on > today:
        wrong.append(FieldError("trained_on", "in_the_future"))
    if wrong:
        raise Invalid(*wrong)


def company_key(name: str, external_id: str | None = None) -> str:
    """Return what tells companies apart: their external id, else their name without blanks and case."""
    return f"id:{external_id}" if external_id else "name:" + "".join(name.split()).casefold()
