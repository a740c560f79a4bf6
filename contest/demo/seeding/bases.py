"""Bases with their operators, titles and this year's slots."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from contest.accounts.models import User
from contest.bases.domain import TitleDates, TitleState, holds_on
from contest.bases.models import BaseSlot, BaseTitle, HaijuBase
from contest.demo.seeding.people import membership_row, organisation_row, user_row
from contest.demo.world import DemoWorld, MadeBase
from contest.kernel.columns import new_id
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation

# Counted from the last base: the first ones, which people sign in as, are all in good standing.
RECTIFYING, EXPIRED, DELISTED, UNTITLED = 1, 2, 3, 4
YEAR_DAYS = 365
ZHANGJIANG = 0.3
NARROW = 3  # every third base has little room left


def bases(world: DemoWorld) -> None:
    """Make the bases; all but a few hold a valid title, one is rectifying, one's title has run out."""
    users, organisations, memberships, rows, titles, slots = [], [], [], [], [], []
    for index in range(world.size.bases):
        text = world.cast.base(index)
        rng = world.rng("base", index)
        user = user_row(world, f"base{index + 1:03d}")
        operator = organisation_row(world, OrganisationKind.BASE_OPERATOR, text.operator, text.district)
        memberships.append(membership_row(operator["id"], user["id"], MembershipRole.MANAGER))
        row = {
            "id": new_id(),
            "organisation_id": operator["id"],
            "name": text.name,
            "district": text.district,
            "address": text.address,
            "intro": text.intro,
            "industries": list(text.industries),
            "track_codes": list(text.tracks),
            "facilities": list(text.facilities),
            "area_m2": text.area_m2,
            "vacant_m2": _vacant(rng, index, text.area_m2),
            "in_zhangjiang": rng.random() < ZHANGJIANG,
            "version": 1,
            "created_at": world.moment(-300 + index / 100),
        }
        title = _title(world, index, row)
        made = _made(world, index, row, user, title)
        users.append(user)
        organisations.append(operator)
        rows.append(row)
        titles += [title] if title else []
        slots += _slots(world, made) if title else []
        world.bases.append(made)
    for table, values in (
        (User, users),
        (Organisation, organisations),
        (Membership, memberships),
        (HaijuBase, rows),
        (BaseTitle, titles),
        (BaseSlot, slots),
    ):
        world.write(table, values)
    world.seeded("bases", bases=len(rows), titles=len(titles))


def _vacant(rng: random.Random, index: int, area: int) -> int:
    """Return the rooms a base has free; some have so little left that space binds before places do."""
    share = rng.randint(4, 30)
    return 10 * (10 + share) if index % NARROW == 1 else area * share // 100


def _title(world: DemoWorld, index: int, base: dict[str, Any]) -> dict[str, Any] | None:
    from_end = world.size.bases - index
    if from_end == UNTITLED:
        return None
    days = {EXPIRED: 4 * YEAR_DAYS}.get(from_end, world.rng("title", index).randint(60, 2 * YEAR_DAYS))
    awarded = world.today - timedelta(days=days)
    dates = TitleDates.starting(awarded)
    state = {RECTIFYING: TitleState.RECTIFYING, DELISTED: TitleState.DELISTED}.get(from_end, TitleState.VALID)
    return {
        "id": new_id(),
        "base_id": base["id"],
        "plaque_number": f"HJJD-{awarded.year}-{index + 1:03d}",
        "valid_from": dates.valid_from,
        "valid_to": dates.valid_to,
        "state": state.value,
        "created_at": world.moment(-days),
    }


def _made(
    world: DemoWorld, index: int, base: dict[str, Any], user: dict[str, Any], title: dict[str, Any] | None
) -> MadeBase:
    dates = TitleDates(title["valid_from"], title["valid_to"]) if title else TitleDates(date.min, date.min)
    return MadeBase(
        index=index,
        id=base["id"],
        organisation_id=base["organisation_id"],
        user_id=user["id"],
        title_id=title["id"] if title else None,
        valid_from=dates.valid_from,
        valid_to=dates.valid_to,
        usable=title is not None and holds_on(_Held(dates, TitleState(title["state"])), world.today),
    )


class _Held:
    """A title in the form the rule takes it."""

    def __init__(self, dates: TitleDates, state: TitleState) -> None:
        self.valid_from, self.valid_to, self.state = dates.valid_from, dates.valid_to, state


def _slots(world: DemoWorld, base: MadeBase) -> list[dict[str, Any]]:
    rules = world.open_season.rules
    return [
        {"base_id": base.id, "slot_year": rules.slot_year, "number": number}
        for number in range(1, rules.slots_per_base + 1)
    ]
