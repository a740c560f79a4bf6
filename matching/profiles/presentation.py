"""Profiles as pages show them: codes as words in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from flask_babel import format_timedelta, gettext

from contest.bases.domain import Facility
from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.organisations.domain import District
from contest.projects.domain import Financing
from contest.seasons.domain import GrowthStage
from contest.web.i18n import l10n, label, localdate, money
from matching.profiles.domain import FIELDS, Industry, Language, ParkKind, ParkService, ProfileKind
from matching.profiles.queries import ProfileView
from matching.profiles.texts import FIELDS as FIELD_LABELS

ENUMS: Mapping[str, type[StrEnum]] = {
    "growth_stages": GrowthStage,
    "financings": Financing,
    "districts": District,
    "facilities": Facility,
    "services": ParkService,
    "languages": Language,
    "park_kinds": ParkKind,
    "industries": Industry,
}
SEPARATOR = " · "
APPOINTED = ("term_from", "term_to", "trained_on")


def _(message: str, **values: object) -> str:
    """Return a text in the reader's language."""
    return str(gettext(message, **values))


def words(kind: type[StrEnum], codes: Iterable[str]) -> list[str]:
    """Return the labels of codes in the order of the enum; what is no code reads as it stands, at the end."""
    given = list(codes)
    known = [label(member) for member in kind if member.value in given]
    return known + [code for code in given if code not in set(kind)]


def names_of_tracks(codes: Iterable[str], names: Mapping[str, LocalizedText]) -> list[str]:
    """Return the tracks' names in the reader's language."""
    given = set(codes)
    return [l10n(name) for code, name in names.items() if code in given]


def ticket(low: int | None, high: int | None) -> str:
    """Return a range of tickets, half open where one bound is not stated."""
    if low is not None and high is not None:
        return _("%(low)s to %(high)s", low=money(low), high=money(high))
    if low is not None:
        return _("from %(low)s", low=money(low))
    return _("up to %(high)s", high=money(high)) if high is not None else ""


def facts(profile: ProfileView, tracks: Mapping[str, LocalizedText]) -> list[tuple[str, str]]:
    """Return (field, text) of everything short that a profile of this kind may state; empty where it does not."""
    rows = []
    for field in FIELDS[profile.kind]:
        if field in {"name", "text", "ticket_high_cents"}:
            continue
        name = _("Ticket") if field == "ticket_low_cents" else str(FIELD_LABELS[field])
        rows.append((name, _fact(profile, field, tracks)))
    if profile.kind is ProfileKind.MENTOR:
        rows += [(str(FIELD_LABELS[name]), localdate(getattr(profile, name))) for name in APPOINTED]
    return rows


def _fact(profile: ProfileView, field: str, tracks: Mapping[str, LocalizedText]) -> str:
    value = getattr(profile, field)
    if field in {"track_codes", "priority_tracks"}:
        return SEPARATOR.join(names_of_tracks(value, tracks))
    if field in ENUMS:
        return SEPARATOR.join(words(ENUMS[field], value))
    if field == "ticket_low_cents":
        return ticket(profile.ticket_low_cents, profile.ticket_high_cents)
    if field == "mentor_kind":
        return label(value)
    return SEPARATOR.join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def confirmed(moment: datetime | None) -> str:
    """Say when the owner last said that a profile is true, as people do: "confirmed 3 weeks ago"."""
    if moment is None:
        return _("Never confirmed")
    days = (datetime.now(SHANGHAI).date() - moment.astimezone(SHANGHAI).date()).days
    if days <= 0:
        return _("Confirmed today")
    ago = format_timedelta(timedelta(days=-days), granularity="day", threshold=1, add_direction=True)
    return _("Confirmed %(ago)s", ago=ago)


def lacking(profile: ProfileView) -> str:
    """Return the names of the wanted fields that are empty, as a list to read; empty when there are none."""
    names = [_("Ticket") if f == "ticket_low_cents" else str(FIELD_LABELS[f]) for f in profile.missing]
    return enumerated(names) if names else ""


def enumerated(items: Sequence[str]) -> str:
    """Return the items as one text, separated as the reader's language does."""
    text = items[0]
    for item in items[1:]:
        text = _("%(first)s, %(second)s", first=text, second=item)
    return text


def kind_icon(kind: ProfileKind) -> str:
    """Return the picture of a kind."""
    return {
        ProfileKind.PARK: "building",
        ProfileKind.INVESTOR: "cash-coin",
        ProfileKind.MENTOR: "mortarboard",
    }[kind]
