"""What the office does with people: roles given and taken, accounts closed and opened."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from contest.accounts.domain import NOTIFY, LastAdministrator, OwnAccount, RoleHeld, refuse_conflict
from contest.accounts.models import RoleAssignment, User
from contest.accounts.queries import get_locked_user, get_user
from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.notices import term
from contest.permissions import Permission, Role


def grant_role(
    *, actor: Actor, user_id: UUID, role: Role, district: str = "", notify: bool = True
) -> RoleAssignment:
    """Give a person a role, and tell them by letter unless `notify` is False.

    Raises RoleHeld and RolesConflict. The row of the person is locked meanwhile, so that two at once see each other.
    """
    authorise(actor, Permission.MANAGE_ACCOUNTS, user_id)
    user = get_locked_user(user_id)
    held = db.session.execute(
        select(RoleAssignment.role, RoleAssignment.district).where(RoleAssignment.user_id == user_id)
    ).all()
    if (role, district) in {(item.role, item.district) for item in held}:
        raise RoleHeld(role=role.value)
    refuse_conflict(role, frozenset(item.role for item in held))
    assignment = RoleAssignment(
        id=new_id(), user_id=user_id, role=role, district=district, granted_by=actor.user_id
    )
    db.session.add(assignment)
    db.session.flush()
    audit.record(actor, "role.granted", assignment, user=user_id, role=role, district=district)
    if notify:
        _tell(user, assignment)
    return assignment


def _tell(user: User, assignment: RoleAssignment) -> None:
    jobs.defer(
        NOTIFY,
        recipients=[user.id],
        code="account.role_granted",
        once_key=f"role:{assignment.id}",
        params={
            "held": term(assignment.role),
            "role": assignment.role.value,
            "district": assignment.district,
        },
        link="/desk",
    )


def withdraw_role(*, actor: Actor, assignment: RoleAssignment) -> None:
    """Take a role away; raise LastAdministrator when nobody would be left who can give roles."""
    authorise(actor, Permission.MANAGE_ACCOUNTS, assignment.user_id)
    if assignment.role is Role.ADMINISTRATOR:
        _refuse_last_administrator(assignment.user_id)
    audit.record(actor, "role.withdrawn", assignment, user=assignment.user_id, role=assignment.role)
    db.session.delete(assignment)


def _refuse_last_administrator(user_id: UUID) -> None:
    rows = db.session.execute(
        select(RoleAssignment.user_id)
        .join(User, User.id == RoleAssignment.user_id)
        .where(RoleAssignment.role == Role.ADMINISTRATOR, User.disabled_at.is_(None))
        .order_by(RoleAssignment.id)
        .with_for_update(of=RoleAssignment)
    ).scalars()
    if not set(rows) - {user_id}:
        raise LastAdministrator()


def disable(*, actor: Actor, user_id: UUID) -> None:
    """Close an account: its sessions and tokens end with the next request. Never one's own."""
    authorise(actor, Permission.MANAGE_ACCOUNTS, user_id)
    if actor.user_id == user_id:
        raise OwnAccount()
    user = get_locked_user(user_id)
    if user.disabled_at is None:
        user.disabled_at = clock.now()
        user.session_epoch += 1
        audit.record(actor, "account.disabled", user)


def enable(*, actor: Actor, user_id: UUID) -> None:
    """Open a closed account again."""
    authorise(actor, Permission.MANAGE_ACCOUNTS, user_id)
    user = get_user(user_id)
    # An account its owner closed has nobody behind it any more.
    if user.disabled_at is not None and user.closed_at is None:
        user.disabled_at = None
        audit.record(actor, "account.enabled", user)
