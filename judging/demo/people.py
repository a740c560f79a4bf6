"""The pool of judges, where they work, and the ties some of them have to entries."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contest.accounts.models import RoleAssignment, User
from contest.demo.seeding.people import membership_row, organisation_row, role_row, user_row
from contest.demo.world import DemoWorld
from contest.kernel.columns import LocalizedText, new_id
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.permissions import Role
from judging.conflicts.models import DeclaredConflict
from judging.demo.pool import NUMBER
from judging.judges.models import Judge

# The first few, whom people sign in as, have no ties; then every so many works for a company that takes part,
# knows the leader of a team, or has declared a tie.
UNTIED = 4
EMPLOYED_EVERY, KNOWN_EVERY, DECLARED_EVERY = 11, 17, 13
DECLARED = "曾共同承担科研课题，为避免影响公正，申请回避。"


def judges(world: DemoWorld) -> None:
    """Make the judges with accounts, employers, expertise; a few are in conflict with entries."""
    employers: dict[LocalizedText, dict[str, Any]] = {}
    users, roles, memberships, rows, declared = [], [], [], [], []
    for index in range(world.size.judges):
        text = world.cast.judge(index)
        user = user_row(world, f"judge{index + 1:04d}", text.person)
        if text.employer not in employers:
            employers[text.employer] = organisation_row(world, OrganisationKind.OTHER, text.employer)
        employer = employers[text.employer]
        users.append(user)
        roles.append(role_row(user["id"], Role.JUDGE))
        memberships.append(membership_row(employer["id"], user["id"], MembershipRole.MEMBER))
        row = {
            "id": new_id(),
            "user_id": user["id"],
            "title": text.title,
            "expertise": text.expertise,
            "track_codes": list(text.tracks),
            "languages": list(text.languages),
            "other_contacts": _known(world, index),
            "active": True,
            "external_id": f"{NUMBER}{index}",
            "created_at": world.moment(-390),
        }
        rows.append(row)
        memberships += _employed(world, index, user["id"])
        declared += _declared(world, index, row["id"], user["id"])
    for table, values in (
        (User, users),
        (RoleAssignment, roles),
        (Organisation, list(employers.values())),
        (Membership, memberships),
        (Judge, rows),
        (DeclaredConflict, declared),
    ):
        world.write(table, values)
    world.seeded("judges", judges=len(rows))


def _tied(index: int, every: int) -> bool:
    return index >= UNTIED and index % every == every - 1


def _known(world: DemoWorld, index: int) -> list[str]:
    """Return further contacts: for some the number of a team's leader, which is a conflict nobody declared."""
    if not _tied(index, KNOWN_EVERY):
        return []
    return [world.projects[index % len(world.projects)].leader_phone]


def _employed(world: DemoWorld, index: int, user_id: UUID) -> list[dict[str, Any]]:
    if not _tied(index, EMPLOYED_EVERY):
        return []
    companies = [made.organisation_id for made in world.projects if made.organisation_id]
    company = companies[(index * 7) % len(companies)]
    return [membership_row(company, user_id, MembershipRole.MEMBER)]


def _declared(world: DemoWorld, index: int, judge_id: UUID, user_id: UUID) -> list[dict[str, Any]]:
    if not _tied(index, DECLARED_EVERY):
        return []
    return [
        {
            "id": new_id(),
            "judge_id": judge_id,
            "subject_id": world.projects[(index * 5) % len(world.projects)].id,
            "reason": DECLARED,
            "declared_by": user_id,
        }
    ]
