"""Double opt-in between a team and somebody who offered themselves: nobody learns who it is before both agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from matching.introductions.domain import (
    LASTS,
    MESSAGE_LIMIT,
    REASON_LIMIT,
    AlreadyAsked,
    DeclinedBefore,
    DeclineReason,
    IntroductionState,
    Move,
    Side,
    after,
    state_at,
)
from matching.permissions import Permission
from matching.team_gaps import queries
from matching.team_gaps.domain import NotOffered
from matching.team_gaps.models import TalentIntroduction, TalentOffer, TalentTie
from matching.team_gaps.queries import GapView
from matching.team_gaps.services.letters import hush, tell


def ask_person(*, actor: Actor, gap_id: UUID, offer_id: UUID, message: str = "") -> TalentIntroduction:
    """The team's leader asks somebody who offered themselves; if the person asked already, it is open at once.

    Raises NotFound, NotOffered, AlreadyAsked, DeclinedBefore, Invalid.
    """
    gap = queries.get_gap(actor, gap_id)
    authorise(actor, Permission.ASK_TALENT, gap)
    return _ask(actor, gap, queries.get_shown_offer(offer_id, gap).id, Side.PROJECT, message)


def ask_team(*, actor: Actor, gap_id: UUID, message: str = "") -> TalentIntroduction:
    """Somebody who offered themselves asks a team about a gap they may see; see ask_person."""
    authorise(actor, Permission.OFFER_ONESELF, None)
    gap = queries.open_gap(gap_id)
    offer = queries.find_own_offer(actor)
    if offer is None:
        raise NotFound(kind="talent_offer")
    return _ask(actor, gap, offer.id, Side.PROFILE, message)


def _ask(actor: Actor, gap: GapView, offer_id: UUID, side: Side, message: str) -> TalentIntroduction:
    message = message.strip()
    if len(message) > MESSAGE_LIMIT:
        raise Invalid(FieldError("message", "too_long", {"limit": MESSAGE_LIMIT}))
    _both_open(gap.id, offer_id)
    found = queries.find_active(gap.id, offer_id)
    if found and state_at(found.state, found.expires_at, clock.now()) is IntroductionState.EXPIRED:
        end(SYSTEM, found, Move.EXPIRE)
        db.session.flush()
        found = None
    if found:
        if found.state is IntroductionState.OPEN or found.asked_by is side:
            raise AlreadyAsked(state=found.state.value)
        return _open(actor, found, side)
    if queries.was_declined(gap.id, offer_id, side):
        raise DeclinedBefore()
    return _insert(actor, gap.id, offer_id, side, message)


def _both_open(gap_id: UUID, offer_id: UUID) -> TalentOffer:
    """Lock both sides and return the offer; raise NotOffered unless each may still be introduced to the other.

    Whoever takes an offer back or closes a gap waits here for its turn, and so finds what was asked a moment ago.
    """
    queries.locked_gap(gap_id, for_reading=True)
    offer = queries.locked_offer(offer_id)
    gap = queries.get_gap(SYSTEM, gap_id)
    if not gap.asks or offer.user_id in gap.member_ids:
        raise NotOffered()
    try:
        queries.get_shown_offer(offer_id, gap)
    except NotFound:
        raise NotOffered() from None
    return offer


def _insert(actor: Actor, gap_id: UUID, offer_id: UUID, side: Side, message: str) -> TalentIntroduction:
    now = clock.now()
    made = TalentIntroduction(
        id=new_id(),
        gap_id=gap_id,
        offer_id=offer_id,
        asked_by=side,
        state=IntroductionState.ASKED,
        message=message,
        project_user_id=actor.user_id if side is Side.PROJECT else None,
        asked_at=now,
        expires_at=now + LASTS,
        version=1,
    )
    db.session.add(made)
    db.session.flush()  # under the offer's lock: nobody else asks the same in between
    audit.record(actor, "talent_introduction.asked", made, by=side, gap=gap_id)
    tell(made, side.other, "wanted" if side is Side.PROJECT else "offered")
    return made


def accept(*, actor: Actor, introduction_id: UUID) -> TalentIntroduction:
    """The side that was asked agrees: both now see whom to write to."""
    meeting = queries.get_meeting(actor, introduction_id)
    authorise(actor, Permission.ANSWER_TALENT, meeting)
    _both_open(meeting.gap_id, meeting.offer_id)
    return _open(actor, _waiting(introduction_id), meeting.asked_by.other)


def decline(
    *, actor: Actor, introduction_id: UUID, reason: DeclineReason, note: str = ""
) -> TalentIntroduction:
    """The side that was asked says no, and why."""
    note = note.strip()
    if len(note) > REASON_LIMIT:
        raise Invalid(FieldError("note", "too_long", {"limit": REASON_LIMIT}))
    authorise(actor, Permission.ANSWER_TALENT, queries.get_meeting(actor, introduction_id))
    found = _waiting(introduction_id)
    found.decline_reason, found.decline_note = reason, note
    found.declined_by = found.asked_by.other
    end(actor, found, Move.DECLINE)
    tell(found, found.asked_by, "declined")
    return found


def withdraw(*, actor: Actor, introduction_id: UUID) -> TalentIntroduction:
    """The side that asked takes it back before the other answered."""
    authorise(actor, Permission.WITHDRAW_TALENT, queries.get_meeting(actor, introduction_id))
    found = _waiting(introduction_id)
    end(actor, found, Move.WITHDRAW)
    return found


def expire_overdue() -> int:
    """End what nobody answered within two weeks, and say so to whoever asked; return how many."""
    expired = 0
    for meeting_id in queries.overdue():
        found = queries.locked_meeting(meeting_id)
        overdue = state_at(found.state, found.expires_at, clock.now()) is IntroductionState.EXPIRED
        if found.state is IntroductionState.ASKED and overdue:
            end(SYSTEM, found, Move.EXPIRE)
            tell(found, found.asked_by, "expired")
            expired += 1
    return expired


def end_all(
    actor: Actor, meeting_ids: Collection[UUID], *, tell_them: Mapping[Side, str] | None = None
) -> None:
    """End introductions that wait, because one of the sides is no longer there; `tell_them`: what a side is told."""
    for meeting_id in meeting_ids:
        found = queries.locked_meeting(meeting_id)
        if found.state is not IntroductionState.ASKED:
            continue
        end(actor, found, Move.WITHDRAW)
        for side, what in (tell_them or {}).items():
            tell(found, side, what)


def _waiting(meeting_id: UUID) -> TalentIntroduction:
    found = queries.locked_meeting(meeting_id)
    after(state_at(found.state, found.expires_at, clock.now()), Move.ACCEPT)
    return found


def _open(actor: Actor, found: TalentIntroduction, side: Side) -> TalentIntroduction:
    if side is Side.PROJECT:
        found.project_user_id = actor.user_id
    end(actor, found, Move.ACCEPT)
    _tie(found)
    for each in Side:
        tell(found, each, "open")
    return found


def _tie(found: TalentIntroduction) -> None:
    """Whoever was introduced does not judge the project, also when the offer is long gone."""
    meeting = queries.get_meeting(SYSTEM, found.id)
    values = {"user_id": meeting.person_id, "project_id": meeting.project_id}
    db.session.execute(insert(TalentTie).values(values).on_conflict_do_nothing())


def end(actor: Actor, found: TalentIntroduction, move: Move) -> None:
    """Move an introduction on, and write it down; what its sides were told before no longer stands."""
    found.state = after(found.state, move)
    found.answered_at = clock.now()
    found.version += 1
    reason = found.decline_reason.value if found.decline_reason else None
    audit.record(actor, f"talent_introduction.{found.state.value}", found, reason=reason)
    hush(found)
    db.session.flush()
