"""Asking for an introduction and answering: nobody learns an address before both sides agreed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.exc import IntegrityError

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.notices.services import supersede
from matching.introductions import queries
from matching.introductions.domain import (
    LASTS,
    MESSAGE_LIMIT,
    REASON_LIMIT,
    AlreadyAsked,
    DeclinedBefore,
    DeclineReason,
    IntroductionState,
    Move,
    NotAvailable,
    Side,
    after,
    state_at,
)
from matching.introductions.models import Introduction
from matching.introductions.queries import PairView
from matching.introductions.rules import leads_team, on_team, speaks_for_profile
from matching.introductions.services.letters import tell
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind
from matching.recommendations.queries import is_open_to_profiles, is_recommended


def ask(*, actor: Actor, project_id: UUID, profile_id: UUID, message: str = "") -> Introduction:
    """Ask for an introduction; if the other side asked already, both want it and it is open at once.

    Where the office proposed the pair, asking is this side's yes.

    The team's leader may ask any active profile; a profile's people may ask the winners recommended to them. Raises
    NotFound, NotAvailable, AlreadyAsked, DeclinedBefore.
    """
    pair = queries.get_pair(project_id, profile_id)
    side = side_of(actor, pair)
    authorise(actor, Permission.ASK_INTRODUCTION, pair)
    if not pair.open_for_matching or not pair.available:
        raise NotAvailable()
    message = message.strip()
    if len(message) > MESSAGE_LIMIT:
        raise Invalid(FieldError("message", "too_long", {"limit": MESSAGE_LIMIT}))
    if found := _active(pair):
        return _meet(actor, found, side)
    if queries.was_declined(pair.season_id, project_id, profile_id, side):
        raise DeclinedBefore()
    return _insert(actor, pair, side, message)


def side_of(actor: Actor, pair: PairView) -> Side:
    """Return for whom the actor speaks; NotFound for whoever may not know of the pair. Nobody meets themselves."""
    speaks = speaks_for_profile(actor, pair)
    if on_team(actor, pair):
        if speaks:
            raise NotAvailable()
        return Side.PROJECT
    known = speaks and (
        is_recommended(pair.project_id, pair.profile_id)
        or is_open_to_profiles(pair.project_id)
        or bool(queries.states_of(actor, project_id=pair.project_id, profile_id=pair.profile_id))
    )
    if not known:
        raise NotFound(kind="pair")
    return Side.PROFILE


def _active(pair: PairView) -> Introduction | None:
    """Return the pair's active introduction; one whose time is over ends here."""
    found = queries.find_active(pair.project_id, pair.profile_id)
    if found and state_at(found.state, found.expires_at, clock.now()) is IntroductionState.EXPIRED:
        end(SYSTEM, found, Move.EXPIRE)
        db.session.flush()
        return None
    return found


def _meet(actor: Actor, found: Introduction, side: Side) -> Introduction:
    if found.state is IntroductionState.OPEN or found.asked_by is side:
        raise AlreadyAsked(state=found.state.value)
    return _agree(actor, found, side)


def _insert(actor: Actor, pair: PairView, side: Side, message: str) -> Introduction:
    now = clock.now()
    asked = Introduction(
        id=new_id(),
        season_id=pair.season_id,
        project_id=pair.project_id,
        profile_id=pair.profile_id,
        kind=pair.kind,
        asked_by=side,
        state=IntroductionState.ASKED,
        message=message,
        asked_at=now,
        expires_at=now + LASTS,
        version=1,
    )
    _speak(asked, side, actor)
    try:
        with db.session.begin_nested():
            db.session.add(asked)
            db.session.flush()
    except IntegrityError:
        # The other side, or the same one twice, was faster by a moment.
        found = queries.find_active(pair.project_id, pair.profile_id)
        if found is None:
            raise AlreadyAsked() from None
        return _meet(actor, found, side)
    audit.record(
        actor, "introduction.asked", asked, by=side, project=pair.project_id, profile=pair.profile_id
    )
    tell(asked, side.other, "asked")
    return asked


def accept(*, actor: Actor, introduction_id: UUID) -> Introduction:
    """The side that was asked agrees: both now see whom to write to.

    Of a pair the office proposed the first to agree becomes the side that asks, and the other has its time to answer.
    """
    found = _waiting(actor, introduction_id, Permission.ANSWER_INTRODUCTION)
    return _agree(actor, found, _answering(actor, found))


def decline(*, actor: Actor, introduction_id: UUID, reason: DeclineReason, note: str = "") -> Introduction:
    """The side that was asked says no, and why."""
    note = note.strip()
    if len(note) > REASON_LIMIT:
        raise Invalid(FieldError("note", "too_long", {"limit": REASON_LIMIT}))
    found = _waiting(actor, introduction_id, Permission.ANSWER_INTRODUCTION)
    found.decline_reason, found.decline_note = reason, note
    found.declined_by = _answering(actor, found)
    end(actor, found, Move.DECLINE)
    tell(found, found.declined_by.other, "declined")
    return found


def withdraw(*, actor: Actor, introduction_id: UUID) -> Introduction:
    """The side that asked takes it back before the other answered."""
    found = _waiting(actor, introduction_id, Permission.WITHDRAW_INTRODUCTION)
    end(actor, found, Move.WITHDRAW)
    supersede(prefix=f"introduction:{found.id}:")
    return found


def expire_overdue(kind: ProfileKind | None = None) -> int:
    """End what nobody answered within two weeks (of a kind only, if one is given); return how many.

    Whoever asked is told.
    """
    expired = 0
    for introduction_id in queries.overdue(kind):
        found = queries.locked(introduction_id)
        waited_too_long = state_at(found.state, found.expires_at, clock.now()) is IntroductionState.EXPIRED
        if found.state is IntroductionState.ASKED and waited_too_long:
            end(SYSTEM, found, Move.EXPIRE)
            if found.asked_by is not None:
                tell(found, found.asked_by, "expired")
            expired += 1
    return expired


def _waiting(actor: Actor, introduction_id: UUID, permission: Permission) -> Introduction:
    """Return the locked introduction if the actor may do this to it and somebody still waits.

    Whose word is missing is asked under the lock: a colleague may have spoken a moment before.
    """
    queries.get_introduction(actor, introduction_id)  # a stranger holds nothing up
    found = queries.locked(introduction_id)
    authorise(actor, permission, queries.get_introduction(actor, introduction_id))
    after(state_at(found.state, found.expires_at, clock.now()), Move.ACCEPT)
    return found


def _answering(actor: Actor, found: Introduction) -> Side:
    """Return the side that answers: the one that was asked; of a proposal, the one the actor speaks for."""
    if found.asked_by is not None:
        return found.asked_by.other
    pair = queries.get_pair(found.project_id, found.profile_id)
    return Side.PROJECT if leads_team(actor, pair) else Side.PROFILE


def _agree(actor: Actor, found: Introduction, side: Side) -> Introduction:
    pair = queries.get_pair(found.project_id, found.profile_id)
    if not pair.open_for_matching or not pair.available:
        raise NotAvailable()
    if on_team(actor, pair) and speaks_for_profile(actor, pair):
        raise NotAvailable()  # nobody meets themselves
    _speak(found, side, actor)
    if found.asked_by is None:
        return _first_to_agree(actor, found, side)
    end(actor, found, Move.ACCEPT)
    for side in Side:
        tell(found, side, "open")
    return found


def _first_to_agree(actor: Actor, found: Introduction, side: Side) -> Introduction:
    now = clock.now()
    found.asked_by, found.expires_at = side, max(found.expires_at, now + LASTS)
    found.version += 1
    audit.record(actor, "introduction.agreed", found, by=side)
    supersede(prefix=f"introduction:{found.id}:")
    tell(found, side.other, "asked")
    return found


def end(actor: Actor, found: Introduction, move: Move) -> None:
    """Move an introduction to an end, and write it down."""
    found.state = after(found.state, move)
    found.answered_at = clock.now()
    found.version += 1
    reason = found.decline_reason.value if found.decline_reason else None
    audit.record(actor, f"introduction.{found.state.value}", found, reason=reason)


def _speak(found: Introduction, side: Side, actor: Actor) -> None:
    if side is Side.PROJECT:
        found.project_user_id = actor.user_id
    else:
        found.profile_user_id = actor.user_id
