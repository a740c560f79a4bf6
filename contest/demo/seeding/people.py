"""People and their organisations: the office with its jobs, district officers, auditors; rows for everybody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contest.accounts.models import RoleAssignment, User
from contest.demo.casting import PersonText
from contest.demo.world import ADDRESS, DemoWorld
from contest.kernel.columns import LocalizedText, new_id
from contest.organisations.domain import (
    CREDIT_ALPHABET,
    CREDIT_LENGTH,
    District,
    MembershipRole,
    OrganisationKind,
    credit_check_character,
)
from contest.permissions import OFFICE, Role

STAFF: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    # The first in order holds all jobs, so that one sign-in shows the whole office.
    ("office", "office", OFFICE),
    ("office-organiser", "organiser", (Role.ORGANISER,)),
    ("office-confirmer", "confirmer", (Role.CONFIRMER,)),
    ("office-administrator", "administrator", (Role.ADMINISTRATOR,)),
    ("auditor1", "auditor", (Role.AUDITOR,)),
    ("auditor2", "auditor2", (Role.AUDITOR,)),
)
DISTRICTS = (District.PUDONG, District.XUHUI, District.MINHANG, District.YANGPU, District.JINGAN)


def staff(world: DemoWorld) -> None:
    """Make the people of the contest office, the district officers and the auditors."""
    users, roles = [], []
    for login, key, held in STAFF:
        row = user_row(world, login)
        users.append(row)
        roles += [role_row(row["id"], role) for role in held]
        world.office[key] = row["id"]
    for number, district in enumerate(DISTRICTS, start=1):
        row = user_row(world, f"officer{number}")
        users.append(row)
        roles.append(role_row(row["id"], Role.OFFICER, district))
    world.write(User, users)
    world.write(RoleAssignment, roles)
    world.seeded("staff", people=len(users))


def user_row(world: DemoWorld, login: str = "", person: PersonText | None = None) -> dict[str, Any]:
    """Return the row of the next person: confirmed, with the demonstration's password."""
    index = world.people
    world.people += 1
    person = person or world.cast.person(index)
    return {
        "id": new_id(),
        "email": f"{login or f'member{index:06d}'}@{ADDRESS}",
        "name": person.name,
        "name_en": person.name_en,
        "phone": person.phone,
        "locale": "zh",
        "password_hash": world.password_hash,
        "email_verified_at": world.moment(-400),
        "is_demo": True,
        "created_at": world.moment(-400),
    }


def role_row(user_id: UUID, role: Role, district: str = "") -> dict[str, Any]:
    """Return the row that gives somebody a role."""
    return {"id": new_id(), "user_id": user_id, "role": role.value, "district": district}


def organisation_row(
    world: DemoWorld, kind: OrganisationKind, name: LocalizedText, district: str = ""
) -> dict[str, Any]:
    """Return the row of an organisation with a credit code of its own."""
    index = world.companies
    world.companies += 1
    return {
        "id": new_id(),
        "kind": kind.value,
        "name": name,
        "credit_code": credit_code(index),
        "district": district,
        "created_at": world.moment(-400),
    }


def credit_code(index: int) -> str:
    """Return a well-formed code that no registrar gives: its region (000000) does not exist."""
    digits, rest = [], index
    for _ in range(CREDIT_LENGTH - 9):
        rest, place = divmod(rest, len(CREDIT_ALPHABET))
        digits.append(CREDIT_ALPHABET[place])
    body = "91000000" + "".join(reversed(digits))
    return body + credit_check_character(body)


def membership_row(organisation_id: UUID, user_id: UUID, role: MembershipRole) -> dict[str, Any]:
    """Return the row that makes somebody part of an organisation."""
    return {"id": new_id(), "organisation_id": organisation_id, "user_id": user_id, "role": role.value}
