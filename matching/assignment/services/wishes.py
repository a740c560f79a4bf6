"""The office pins a pair or bars it, and says why; every plan from then on heeds it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.written import needed
from matching.assignment import queries
from matching.assignment.domain import Pair, Terms, WishKind, WishRefused, ensure_room
from matching.assignment.models import AssignmentWish
from matching.introductions.queries import get_pair, people_of_profile
from matching.permissions import Permission
from matching.profiles.queries import get_profile
from matching.profiles.queries import locked as locked_profile

REASON_LIMIT = 500


def wish(
    *,
    actor: Actor,
    season_id: UUID,
    pair: Pair,
    kind: WishKind,
    reason: str,
    terms: Terms,
) -> AssignmentWish:
    """Pin or bar a pair; said again, the new word replaces the old. `terms`: of the plan that is being decided on.

    Raises Invalid without a reason, WishRefused for a pair that somebody declined or whose two sides belong together,
    PinBeyondRoom and PinBeyondSpace when pins alone would take more places or more space than there is.
    """
    authorise(actor, Permission.ASSIGN, None)
    reason = needed("reason", reason.strip(), REASON_LIMIT)
    # First the plans of the kind, then the profile: in the order in which publishing takes its locks.
    side = get_profile(actor, pair.profile_id).kind
    queries.one_at_a_time(season_id, side)
    locked_profile(pair.profile_id)
    now = queries.situation(season_id, side, terms)
    if pair.project_id not in now.winners or pair.profile_id not in now.room:
        raise NotFound(kind="pair")
    if kind is WishKind.PINNED:
        _ensure_pinnable(pair)
        if pair in now.refused:
            raise WishRefused()
        ensure_room(
            replace(now, pinned=now.pinned | {pair}, barred=now.barred - {pair}), only=pair.profile_id
        )
    elif pair in now.agreed:
        raise WishRefused()
    return _put(actor, season_id, pair, kind, reason)


def _ensure_pinnable(pair: Pair) -> None:
    """Nobody is proposed to themselves."""
    sides = get_pair(pair.project_id, pair.profile_id)
    people = people_of_profile(sides.organisation_id, sides.owner_id)
    if sides.member_ids & {person.id for person in people}:
        raise WishRefused()


def _put(actor: Actor, season_id: UUID, pair: Pair, kind: WishKind, reason: str) -> AssignmentWish:
    made = _find(pair)
    if made is None:
        made = AssignmentWish(
            id=new_id(), season_id=season_id, project_id=pair.project_id, profile_id=pair.profile_id
        )
        db.session.add(made)
    made.kind, made.reason, made.made_by = kind, reason, actor.user_id
    db.session.flush()
    audit.record(actor, f"assignment.{kind.value}", made, project=pair.project_id, profile=pair.profile_id)
    return made


def withdraw_wish(*, actor: Actor, wish_id: UUID) -> AssignmentWish:
    """Let plans decide about the pair again."""
    authorise(actor, Permission.ASSIGN, None)
    made = get_locked(select(AssignmentWish).where(AssignmentWish.id == wish_id), kind="assignment_wish")
    db.session.delete(made)
    audit.record(
        actor,
        "assignment.wish_withdrawn",
        made,
        project=made.project_id,
        profile=made.profile_id,
        was=made.kind,
    )
    return made


def _find(pair: Pair) -> AssignmentWish | None:
    query = select(AssignmentWish).where(
        AssignmentWish.project_id == pair.project_id, AssignmentWish.profile_id == pair.profile_id
    )
    return db.session.execute(query).scalar_one_or_none()
