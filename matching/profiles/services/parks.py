"""Parks: bases that offer themselves, and the public directory of real parks."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from contest.bases import queries as base_queries
from contest.bases.models import HaijuBase
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from matching.permissions import Permission
from matching.profiles import queries
from matching.profiles.domain import AlreadyOffered, ParkKind, ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.services.editing import ask_for_refresh

REFERENCE_FILE = Path(__file__).parents[1] / "reference_parks.toml"


def offer_base(*, actor: Actor, base_id: UUID, capacity: int | None = None) -> MatchProfile:
    """A base offers itself to winners as a landing park (000 六.4). Raises AlreadyOffered."""
    base = base_queries.locked(base_id)
    authorise(actor, Permission.OFFER_BASE, base)
    if queries.base_profiles([base_id]):
        raise AlreadyOffered()
    profile = _offered(base, capacity)
    db.session.add(profile)
    db.session.flush()
    audit.record(actor, "profile.created", profile, kind=ProfileKind.PARK, base=base_id)
    ask_for_refresh()
    return profile


def offer_bases(*, actor: Actor) -> int:
    """The office enters every base with a valid title that has no park profile yet; return how many."""
    authorise(actor, Permission.OFFER_BASE, None)
    bases = queries.bases_to_offer(actor, clock.today())
    db.session.add_all([_offered(base, None) for base in bases])
    db.session.flush()
    if bases:
        audit.record(actor, "profile.bases_offered", None, count=len(bases))
        ask_for_refresh()
    return len(bases)


def follow_bases() -> int:
    """Take over what bases changed about themselves; return how many profiles differ now. For the worker."""
    rows = db.session.execute(
        select(MatchProfile, HaijuBase).join(HaijuBase, HaijuBase.id == MatchProfile.base_id)
    ).all()
    changed = 0
    for profile, base in rows:
        facts = _facts(base)
        if not profile.text and base.intro:
            facts["text"] = base.intro
        if any(getattr(profile, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(profile, name, value)
            profile.changed_at, profile.changed_by = clock.now(), None
            changed += 1
    db.session.flush()
    return changed


def _offered(base: HaijuBase, capacity: int | None) -> MatchProfile:
    now = clock.now()
    return MatchProfile(
        id=new_id(),
        kind=ProfileKind.PARK,
        text=base.intro,
        base_id=base.id,
        capacity=capacity,
        active=True,
        confirmed_at=now,
        changed_at=now,
        version=1,
        **_facts(base),
    )


def _facts(base: HaijuBase) -> dict[str, Any]:
    return {
        "organisation_id": base.organisation_id,
        "name": base.name,
        "track_codes": list(base.track_codes),
        "industries": list(base.industries),
        "districts": [base.district] if base.district else [],
        "facilities": list(base.facilities),
        "vacant_m2": base.vacant_m2,
        "park_kinds": [ParkKind.HAIJU_BASE.value],
    }


def load_reference_parks() -> int:
    """Enter the public directory of real parks (domain.md §6.3), or bring it up to date; return how many there are.

    Idempotent. Only public facts: no title, score, vacancy or contact.
    """
    rows = [_reference(park) for park in _directory()]
    statement = insert(MatchProfile).values(rows)
    facts = ("name", "text", "industries", "districts", "park_kinds", "district_inferred")
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "external_id"],
            set_={name: statement.excluded[name] for name in facts},
            where=MatchProfile.reference_only.is_(True),
        )
    )
    return len(rows)


def _directory() -> Sequence[dict[str, Any]]:
    with REFERENCE_FILE.open("rb") as file:
        parks: list[dict[str, Any]] = tomllib.load(file)["parks"]
    return parks


def _reference(park: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(),
        "kind": ProfileKind.PARK,
        "external_id": f"reference:{park['no']:03d}",
        "name": LocalizedText(*park["name"]),
        "text": LocalizedText(*park["focus"]),
        "industries": park["industries"],
        "districts": park["districts"],
        "park_kinds": park["kinds"],
        "district_inferred": park.get("inferred", False),
        "reference_only": True,
    }
