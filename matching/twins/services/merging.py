"""One investor becomes another's name: its past goes over, later tables find the one that is kept."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update

from contest.embeddings import services as embeddings
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.written import needed
from matching.permissions import Permission
from matching.profiles.domain import AllianceState, ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.services import ask_for_refresh
from matching.recommendations.models import Recommendation
from matching.retrieval.domain import PROFILE
from matching.twins.domain import REASON_LIMIT, CannotUndo, Standing, check_kept, in_order
from matching.twins.models import DifferentFirms, FirmMerge
from matching.twins.services.moving import carry, carry_back


def merge(*, actor: Actor, kept_id: UUID, merged_id: UUID, reason: str) -> FirmMerge:
    """Make `merged_id` a name of `kept_id`. Raises NotFound, Invalid, AlreadyMerged, CannotKeep, TwoOwners.

    What hangs on it goes over unless the kept one has the same; what it says of itself stays with it, and so does its
    membership's history.
    """
    authorise(actor, Permission.MERGE_PROFILES, None)
    said = needed("reason", reason.strip(), REASON_LIMIT)
    found = locked_investors(kept_id, merged_id)
    kept, merged = found[kept_id], found[merged_id]
    check_kept(_standing(kept), _standing(merged))
    made = FirmMerge(
        id=new_id(),
        kept_id=kept_id,
        merged_id=merged_id,
        reason=said,
        moved={},
        was_active=merged.active,
        made_by=actor.user_id,
        made_at=clock.now(),
    )
    merged.active, merged.merged_into_id = False, kept_id
    _no_longer_different(kept_id, merged_id)
    _lead(merged_id, kept_id)
    db.session.add(made)
    db.session.flush()
    moved = carry(merged_id, kept_id)
    made.moved = moved
    _forget(merged_id)
    count = sum(map(len, moved.values()))
    audit.record(actor, "profile.merged", kept, profile=merged_id, count=count)
    ask_for_refresh()
    return made


def _no_longer_different(one: UUID, other: UUID) -> None:
    """Whoever finds two to be one has changed their mind where they were told apart before."""
    first, second = in_order(one, other)
    db.session.execute(
        delete(DifferentFirms).where(DifferentFirms.first_id == first, DifferentFirms.second_id == second)
    )


def undo(*, actor: Actor, merge_id: UUID) -> FirmMerge:
    """Take a merge back: what went over comes back, what came since stays. Raises NotFound, CannotUndo."""
    authorise(actor, Permission.MERGE_PROFILES, None)
    query = select(FirmMerge).where(FirmMerge.id == merge_id).with_for_update()
    made = db.session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()
    if made is None:
        raise NotFound(kind="firm_merge")
    if made.undone_at is not None:
        return made
    kept_id, merged_id = made.kept_id, made.merged_id
    found = locked_investors(kept_id, merged_id)
    if found[kept_id].merged_into_id is not None:
        raise CannotUndo()
    merged = found[merged_id]
    merged.merged_into_id, merged.active = None, made.was_active
    made.undone_at, made.undone_by = clock.now(), actor.user_id
    db.session.flush()
    _lead(kept_id, merged_id, only_own=True)
    carry_back(made.moved, kept_id, merged_id)
    audit.record(actor, "profile.unmerged", found[kept_id], profile=merged_id)
    ask_for_refresh()
    return made


def locked_investors(*ids: UUID) -> dict[UUID, MatchProfile]:
    """Return two investors with their rows locked, in the order of their keys; raise NotFound."""
    query = (
        select(MatchProfile)
        .where(MatchProfile.id.in_(ids), MatchProfile.kind == ProfileKind.INVESTOR)
        .order_by(MatchProfile.id)
        .with_for_update()
    )
    rows = db.session.execute(query.execution_options(populate_existing=True)).scalars()
    found = {row.id: row for row in rows}
    if len(found) < 2:
        raise NotFound(kind="profile")
    return found


def _standing(profile: MatchProfile) -> Standing:
    member = profile.alliance is not AllianceState.NONE
    return Standing(profile.organisation_id, member, profile.merged_into_id is not None)


def _lead(was: UUID, now: UUID, *, only_own: bool = False) -> None:
    """Let what is a name of one be a name of the other. `only_own`: what had been merged into the other before."""
    query = update(MatchProfile).where(MatchProfile.merged_into_id == was)
    if only_own:
        own = select(FirmMerge.merged_id).where(FirmMerge.kept_id == now, FirmMerge.undone_at.is_(None))
        query = query.where(MatchProfile.id.in_(own))
    db.session.execute(query.values(merged_into_id=now), execution_options={"synchronize_session": False})


def _forget(profile_id: UUID) -> None:
    """Whoever takes part in nothing is recommended to nobody and found by nothing; the worker makes the lists anew."""
    db.session.execute(delete(Recommendation).where(Recommendation.profile_id == profile_id))
    embeddings.forget(PROFILE, [profile_id])
