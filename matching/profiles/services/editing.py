"""Owners write their profiles; the office may too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import StaleVersion
from contest.notices.services import supersede
from matching.permissions import Permission
from matching.profiles import queries
from matching.profiles.domain import (
    FIELDS,
    FROM_BASE,
    AlreadyOffered,
    AnothersName,
    Appointment,
    ProfileData,
    ProfileKind,
    ReferenceOnly,
    check,
    check_appointment,
)
from matching.profiles.models import MatchProfile

REFRESH = "matching.refresh"


@dataclass(frozen=True, slots=True)
class Founding:
    """Whose profile is to be made: what the predicates look at."""

    kind: ProfileKind
    organisation_id: UUID | None
    user_id: UUID | None


def create_profile(
    *,
    actor: Actor,
    kind: ProfileKind,
    data: ProfileData,
    organisation_id: UUID | None = None,
    user_id: UUID | None = None,
) -> MatchProfile:
    """Make a profile of an investor's firm or a mentor (the office: of anybody). A mentor has one; AlreadyOffered."""
    authorise(actor, Permission.CREATE_PROFILE, Founding(kind, organisation_id, user_id))
    check(data, tracks=queries.track_codes_in_use())
    profile = MatchProfile(
        id=new_id(),
        kind=kind,
        organisation_id=organisation_id,
        user_id=user_id,
        active=True,
        version=1,
        changed_by=actor.user_id,
    )
    write(profile, data, FIELDS[kind])
    profile.confirmed_at = profile.changed_at
    try:
        with db.session.begin_nested():
            db.session.add(profile)
    except IntegrityError:
        raise AlreadyOffered() from None
    audit.record(actor, "profile.created", profile, kind=kind)
    ask_for_refresh()
    return profile


def edit_profile(*, actor: Actor, profile_id: UUID, data: ProfileData, version: int) -> MatchProfile:
    """Change what a profile says; saving also confirms it. Raises StaleVersion, ReferenceOnly, Invalid."""
    profile = _owned(actor, profile_id)
    if profile.version != version:
        raise StaleVersion(version=profile.version)
    fields = [name for name in FIELDS[profile.kind] if not (profile.base_id and name in FROM_BASE)]
    kept = {name: _frozen(getattr(profile, name)) for name in FIELDS[profile.kind] if name not in fields}
    data = replace(data, **kept)
    check(data, tracks=queries.track_codes_in_use())
    changed = [name for name in fields if _frozen(getattr(profile, name)) != getattr(data, name)]
    write(profile, data, fields)
    profile.confirmed_at = profile.changed_at
    profile.changed_by = actor.user_id
    profile.version += 1
    supersede(prefix=reminder_key(profile_id))
    audit.record(actor, "profile.changed", profile, fields=changed)
    ask_for_refresh()
    return profile


def confirm_profile(*, actor: Actor, profile_id: UUID) -> MatchProfile:
    """Say that everything in the profile still holds."""
    profile = _owned(actor, profile_id)
    profile.confirmed_at = clock.now()
    supersede(prefix=reminder_key(profile_id))
    audit.record(actor, "profile.confirmed", profile)
    return profile


def set_active(*, actor: Actor, profile_id: UUID, active: bool) -> MatchProfile:
    """Take a profile out of matching, or bring it back."""
    profile = _owned(actor, profile_id)
    profile.active = active
    profile.changed_at, profile.changed_by = clock.now(), actor.user_id
    audit.record(actor, "profile.activated" if active else "profile.deactivated", profile)
    ask_for_refresh()
    return profile


def reminder_key(profile_id: UUID) -> str:
    """Return how the keys of a profile's reminders begin."""
    return f"profile:{profile_id}:stale:"


def appoint(*, actor: Actor, profile_id: UUID, given: Appointment) -> MatchProfile:
    """The office writes down a mentor's term and training; after the last day the mentor is recommended no more."""
    profile = queries.locked(profile_id)
    authorise(actor, Permission.APPOINT_MENTOR, profile)
    check_appointment(given, clock.today())
    for name in Appointment.__dataclass_fields__:
        setattr(profile, name, getattr(given, name))
    profile.changed_at, profile.changed_by = clock.now(), actor.user_id
    audit.record(actor, "profile.appointed", profile, term_from=given.term_from, term_to=given.term_to)
    ask_for_refresh()
    return profile


def ask_for_refresh() -> None:
    """Let the worker embed what changed; many changes at once ask once."""
    jobs.defer(REFRESH, queueing_lock=REFRESH)


def write(profile: MatchProfile, data: ProfileData, fields: Any) -> None:
    """Put the named fields of `data` into the row; columns that may not be NULL get an empty value."""
    for name in ProfileData.__dataclass_fields__:
        if name in fields or getattr(profile, name) is None:
            value = getattr(data, name)
            setattr(profile, name, list(value) if isinstance(value, tuple) else value)
    profile.changed_at = clock.now()


def _owned(actor: Actor, profile_id: UUID) -> MatchProfile:
    profile = queries.locked(profile_id)
    if profile.reference_only:
        raise ReferenceOnly()
    authorise(actor, Permission.EDIT_PROFILE, profile)
    if profile.merged_into_id is not None:
        raise AnothersName()
    return profile


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
