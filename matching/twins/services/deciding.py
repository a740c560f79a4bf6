"""The office says that two investors are two, and takes that back."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.written import needed
from matching.permissions import Permission
from matching.twins.domain import REASON_LIMIT, AlreadyMerged, in_order
from matching.twins.models import DifferentFirms
from matching.twins.services.merging import locked_investors


def tell_apart(*, actor: Actor, first_id: UUID, second_id: UUID, reason: str) -> DifferentFirms:
    """Say that two are two firms: the pair is not shown again. Said twice, the reason changes.

    Raises NotFound, Invalid, AlreadyMerged.
    """
    authorise(actor, Permission.MERGE_PROFILES, None)
    said = needed("reason", reason.strip(), REASON_LIMIT)
    if any(firm.merged_into_id is not None for firm in locked_investors(first_id, second_id).values()):
        raise AlreadyMerged()
    first, second = in_order(first_id, second_id)
    query = select(DifferentFirms).where(DifferentFirms.first_id == first, DifferentFirms.second_id == second)
    found = db.session.execute(query).scalar_one_or_none()
    made = found or DifferentFirms(id=new_id(), first_id=first, second_id=second)
    made.reason, made.decided_by, made.decided_at = said, actor.user_id, clock.now()
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "profile.told_apart", made, profile=first)
    return made


def ask_again(*, actor: Actor, decision_id: UUID) -> None:
    """Take back that two are two firms: the pair may be shown again. Raises NotFound."""
    authorise(actor, Permission.MERGE_PROFILES, None)
    found = db.session.get(DifferentFirms, decision_id)
    if found is None:
        raise NotFound(kind="different_firms")
    audit.record(actor, "profile.told_apart_withdrawn", found, profile=found.first_id)
    db.session.delete(found)
    db.session.flush()
