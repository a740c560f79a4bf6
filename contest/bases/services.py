"""What happens to bases: entered by the office, titled by the confirming office, described by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from contest.bases.domain import TitleDates, TitleState, ensure_no_overlap
from contest.bases.models import BaseSlot, BaseTitle, HaijuBase
from contest.bases.queries import locked
from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, StaleVersion
from contest.permissions import Permission


@dataclass(frozen=True, slots=True)
class BaseDetails:
    """What describes a base. `area_m2`, `vacant_m2` in square metres."""

    name: LocalizedText
    district: str
    address: LocalizedText = field(default_factory=LocalizedText)
    intro: LocalizedText = field(default_factory=LocalizedText)
    industries: tuple[str, ...] = ()
    track_codes: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    area_m2: int = 0
    vacant_m2: int | None = None
    in_zhangjiang: bool = False


def enter_base(
    *, actor: Actor, organisation_id: UUID, details: BaseDetails, external_id: str | None = None
) -> HaijuBase:
    """Enter a base into the register. It has no rights before it is awarded a title."""
    authorise(actor, Permission.EDIT_BASES, None)
    _check(details)
    base = HaijuBase(id=new_id(), organisation_id=organisation_id, external_id=external_id, version=1)
    _apply(base, details)
    db.session.add(base)
    db.session.flush()
    audit.record(actor, "base.entered", base)
    return base


def describe_base(*, actor: Actor, base_id: UUID, details: BaseDetails, version: int) -> HaijuBase:
    """Change what describes a base; its own people or the office may. Raises StaleVersion."""
    base = locked(base_id)
    authorise(actor, Permission.MANAGE_BASE, base)
    if base.version != version:
        raise StaleVersion(version=base.version)
    _check(details)
    changed = [name for name in BaseDetails.__dataclass_fields__ if _differs(base, details, name)]
    _apply(base, details)
    base.version += 1
    audit.record(actor, "base.described", base, fields=changed)
    return base


def award_title(*, actor: Actor, base_id: UUID, plaque_number: str, valid_from: date) -> BaseTitle:
    """Award the title and its plaque for three years (000 §五). A new title is never a renewal of the old one."""
    base = locked(base_id)
    authorise(actor, Permission.AWARD_TITLE, base)
    dates = TitleDates.starting(valid_from)
    held = db.session.execute(select(BaseTitle).where(BaseTitle.base_id == base_id)).scalars().all()
    ensure_no_overlap(dates, held)
    number = plaque_number.strip()
    if not number:
        raise Invalid(FieldError("plaque_number", "required"))
    if db.session.execute(select(BaseTitle.id).where(BaseTitle.plaque_number == number)).first():
        raise Invalid(FieldError("plaque_number", "plaque_number_taken"))
    title = BaseTitle(
        id=new_id(),
        base_id=base_id,
        plaque_number=number,
        valid_from=dates.valid_from,
        valid_to=dates.valid_to,
        state=TitleState.VALID,
    )
    db.session.add(title)
    db.session.flush()
    audit.record(actor, "title.awarded", title, base=base_id, plaque=number, until=dates.valid_to)
    return title


def ensure_slots(*, base_id: UUID, slot_year: int, allowed: int) -> None:
    """Give the base its slot rows of a year; the caller holds the base's row lock."""
    rows = [
        {"base_id": base_id, "slot_year": slot_year, "number": number} for number in range(1, allowed + 1)
    ]
    if rows:
        db.session.execute(insert(BaseSlot).values(rows).on_conflict_do_nothing())


def _check(details: BaseDetails) -> None:
    errors = []
    if not details.name.zh:
        errors.append(FieldError("name_zh", "required"))
    if not details.district:
        errors.append(FieldError("district", "required"))
    if details.area_m2 < 0:
        errors.append(FieldError("area_m2", "not_a_number"))
    if details.vacant_m2 is not None and not 0 <= details.vacant_m2 <= details.area_m2:
        errors.append(FieldError("vacant_m2", "out_of_range", {"low": 0, "high": details.area_m2}))
    if errors:
        raise Invalid(*errors)


def _differs(base: HaijuBase, details: BaseDetails, name: str) -> bool:
    old, new = getattr(base, name), getattr(details, name)
    return (tuple(old) if isinstance(new, tuple) else old) != new


def _apply(base: HaijuBase, details: BaseDetails) -> None:
    for name in BaseDetails.__dataclass_fields__:
        value = getattr(details, name)
        setattr(base, name, list(value) if isinstance(value, tuple) else value)
