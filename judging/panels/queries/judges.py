"""What rules on panels ask of judges: their organisations, and whether they come from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import RoleAssignment
from contest.kernel.db import db
from contest.organisations.domain import OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.permissions import OFFICE, Role
from judging.judges.models import Judge

INSIDE_ROLES = (*OFFICE, Role.OFFICER)
INSIDE_KINDS = (OrganisationKind.BASE_OPERATOR, OrganisationKind.GOVERNMENT)


@dataclass(frozen=True, slots=True)
class Ties:
    """A judge's organisations. From outside is who holds no office in the contest and belongs neither to a base nor
    to a government body.
    """

    judge_id: UUID
    organisations: frozenset[UUID]
    outside: bool


def ties_of(judge_ids: Sequence[UUID]) -> list[Ties]:
    """Return the ties of judges in the order given; two statements."""
    wanted = Judge.id.in_(judge_ids)
    memberships = db.session.execute(
        select(Judge.id, Organisation.id, Organisation.kind)
        .join(Membership, Membership.user_id == Judge.user_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(wanted)
    ).all()
    inside = set(
        db.session.execute(
            select(Judge.id)
            .join(RoleAssignment, RoleAssignment.user_id == Judge.user_id)
            .where(wanted, RoleAssignment.role.in_(INSIDE_ROLES))
        ).scalars()
    )
    inside |= {judge for judge, _organisation, kind in memberships if kind in INSIDE_KINDS}
    found: dict[UUID, set[UUID]] = {judge: set() for judge in judge_ids}
    for judge, organisation, _kind in memberships:
        found[judge].add(organisation)
    return [Ties(judge, frozenset(found[judge]), judge not in inside) for judge in judge_ids]
