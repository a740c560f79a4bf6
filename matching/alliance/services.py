"""Firms apply to the venture alliance, the office vets them and may suspend a membership."""

from __future__ import annotations

from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.notices.services import notify, supersede
from matching.alliance import queries
from matching.alliance.domain import DONE, AllianceStateError, Application, Move, after, check, check_reason
from matching.alliance.models import AllianceStep
from matching.permissions import Permission
from matching.profiles.domain import AllianceState, AnothersName
from matching.profiles.models import MatchProfile
from matching.profiles.queries import locked
from matching.profiles.services import ask_for_refresh


def apply(*, actor: Actor, profile_id: UUID, said: Application) -> AllianceStep:
    """A firm applies: why, and its track record. Raises Invalid, AllianceStateError (it waits, or is a member)."""
    profile = locked(profile_id)
    authorise(actor, Permission.APPLY_ALLIANCE, profile)
    if profile.merged_into_id is not None:
        raise AnothersName()
    check(said)
    return _move(
        actor, profile, Move.APPLY, reason=said.reason.strip(), record=said.record.strip(), link=said.link
    )


def withdraw(*, actor: Actor, profile_id: UUID) -> AllianceStep:
    """A firm takes its application back before the office decided."""
    profile = locked(profile_id)
    authorise(actor, Permission.APPLY_ALLIANCE, profile)
    return _move(actor, profile, Move.WITHDRAW)


def decide(
    *, actor: Actor, profile_id: UUID, move: Move, reason: str = "", seen: UUID | None = None
) -> AllianceStep:
    """The office approves, refuses, suspends or reinstates; against the firm only with a reason, which it reads.

    `seen`: the last step that was on the page. An application that was taken back and sent anew is another one:
    AllianceStateError.
    """
    profile = locked(profile_id)
    authorise(actor, Permission.VET_ALLIANCE, profile)
    check_reason(move, reason)
    if seen is not None and queries.latest_step(profile_id) != seen:
        raise AllianceStateError(state=profile.alliance.value)
    step = _move(actor, profile, move, reason=reason.strip())
    notify(
        recipients=queries.people_of(profile),
        code=f"alliance.{profile.alliance}",
        once_key=f"alliance:{profile.id}:{step.id}",
        params={"profile": profile.name.as_dict(), "reason": step.reason},
        link=f"/alliance/{profile.id}",
    )
    return step


def _move(
    actor: Actor, profile: MatchProfile, move: Move, *, reason: str = "", record: str = "", link: str = ""
) -> AllianceStep:
    """Write the step down and change the state; a profile that leaves or joins the pool makes the lists due."""
    state = after(profile.alliance, move)
    if AllianceState.SUSPENDED in {state, profile.alliance}:
        profile.changed_at = clock.now()
        ask_for_refresh()
    since = clock.today() if state is AllianceState.MEMBER else None
    profile.alliance, profile.alliance_since = state, since
    step = AllianceStep(
        id=new_id(),
        profile_id=profile.id,
        move=move,
        reason=reason,
        record=record,
        link=link,
        made_by=actor.user_id,
        created_at=clock.now(),
    )
    db.session.add(step)
    db.session.flush()
    # Reasons are the firm's and the office's own words: the log says what was decided, the history why.
    audit.record(actor, f"alliance.{DONE[move]}", profile, state=state)
    supersede(prefix=f"alliance:{profile.id}:")  # what was decided before no longer stands
    return step
