"""Introductions between teams and people who offered themselves: only the two sides see one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import find_locked, get_locked
from contest.projects.models import Project
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember
from contest.teams.queries import leader_id, member_ids
from matching.introductions.domain import ACTIVE, DeclineReason, IntroductionState, Side, state_at
from matching.introductions.queries import Contact, contact_of, waiting_first
from matching.team_gaps.domain import GapRole
from matching.team_gaps.models import TalentIntroduction, TalentOffer, TeamGap

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One introduction. `state` is that of this moment; contacts are there for both sides once it is open."""

    id: UUID
    gap_id: UUID
    role: GapRole
    gap_text: LocalizedText
    gap_terms: str
    project_id: UUID
    project_name: LocalizedText
    project_intro: LocalizedText
    member_ids: frozenset[UUID]
    leader_id: UUID | None
    offer_id: UUID
    headline: LocalizedText
    person_id: UUID
    asked_by: Side
    state: IntroductionState
    message: str
    decline_reason: DeclineReason | None
    decline_note: str
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    version: int
    disclosed: bool
    project_contact: Contact | None
    person_contact: Contact | None


def _rows() -> Select[Any]:
    ours, theirs = aliased(User), aliased(User)
    team = member_ids(Project.team_id), leader_id(Project.team_id)
    return (
        select(TalentIntroduction, TeamGap, Project, TalentOffer, *team, ours, theirs)
        .join(TeamGap, TeamGap.id == TalentIntroduction.gap_id)
        .join(Project, Project.id == TeamGap.project_id)
        .join(TalentOffer, TalentOffer.id == TalentIntroduction.offer_id)
        .join(theirs, theirs.id == TalentOffer.user_id)
        .outerjoin(ours, ours.id == TalentIntroduction.project_user_id)
    )


def visible_to(actor: Actor) -> Select[Any]:
    """Select the introductions of the actor's teams and of the actor in person. Overseeing is no reason to see one."""
    query = _rows()
    if actor.is_system:
        return query
    return query.where(or_(Project.team_id.in_(_teams(actor)), TalentOffer.user_id == actor.user_id))


def _teams(actor: Actor) -> Select[Any]:
    return select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id)


def _view(row: Any, now: datetime, actor: Actor) -> MeetingView:
    made, gap, project, offer, members, leader, ours, theirs = row
    state = state_at(made.state, made.expires_at, now)
    side = actor.user_id is not None and actor.user_id in {*(members or ()), offer.user_id}
    disclosed = side and state is IntroductionState.OPEN
    return MeetingView(
        id=made.id,
        gap_id=gap.id,
        role=gap.role,
        gap_text=gap.text,
        gap_terms=gap.terms,
        project_id=project.id,
        project_name=project.name,
        project_intro=project.intro,
        member_ids=frozenset(members or ()),
        leader_id=leader,
        offer_id=offer.id,
        headline=offer.headline,
        person_id=offer.user_id,
        asked_by=made.asked_by,
        state=state,
        message=made.message,
        decline_reason=made.decline_reason,
        decline_note=made.decline_note,
        asked_at=made.asked_at,
        expires_at=made.expires_at,
        answered_at=made.answered_at,
        version=made.version,
        disclosed=disclosed,
        project_contact=contact_of(ours) if disclosed and made.project_user_id in (members or ()) else None,
        person_contact=contact_of(theirs) if disclosed else None,
    )


def get_meeting(actor: Actor, meeting_id: UUID) -> MeetingView:
    """Return one introduction the actor is a side of; raise NotFound."""
    row = db.session.execute(visible_to(actor).where(TalentIntroduction.id == meeting_id)).one_or_none()
    if row is None:
        raise NotFound(kind="talent_introduction")
    return _view(row, clock.now(), actor)


def meetings_by_id(actor: Actor, ids: Iterable[UUID]) -> list[MeetingView]:
    """Return the introductions of these keys that the actor may see."""
    query = visible_to(actor).where(TalentIntroduction.id.in_(list(ids))).order_by(TalentIntroduction.id)
    now = clock.now()
    return [_view(row, now, actor) for row in db.session.execute(query)]


def meetings_of_project(actor: Actor, project_id: UUID) -> list[MeetingView]:
    """Return the introductions of a project's gaps that the actor may see, those that wait first."""
    return _listed(actor, TeamGap.project_id == project_id)


def meetings_of_offer(actor: Actor, offer_id: UUID) -> list[MeetingView]:
    """Return the introductions of an offer that the actor may see, those that wait first."""
    return _listed(actor, TalentIntroduction.offer_id == offer_id)


def _listed(actor: Actor, condition: ColumnElement[bool]) -> list[MeetingView]:
    ordered = visible_to(actor).where(condition).order_by(*waiting_first(TalentIntroduction))
    now = clock.now()
    return [_view(row, now, actor) for row in db.session.execute(ordered.limit(MOST_LISTED))]


def waiting_for(actor: Actor) -> list[UUID]:
    """Return the introductions that wait for the actor's own answer, the most urgent first."""
    leads = _teams(actor).where(TeamMember.role == TeamRole.LEADER)
    answers = or_(
        and_(TalentIntroduction.asked_by == Side.PROJECT, TalentOffer.user_id == actor.user_id),
        and_(TalentIntroduction.asked_by == Side.PROFILE, Project.team_id.in_(leads)),
    )
    query = (
        select(TalentIntroduction.id)
        .join(TeamGap, TeamGap.id == TalentIntroduction.gap_id)
        .join(Project, Project.id == TeamGap.project_id)
        .join(TalentOffer, TalentOffer.id == TalentIntroduction.offer_id)
        .where(
            TalentIntroduction.state == IntroductionState.ASKED,
            TalentIntroduction.expires_at > func.clock_timestamp(),
            answers,
        )
    )
    ordered = query.order_by(TalentIntroduction.expires_at, TalentIntroduction.id)
    return list(db.session.execute(ordered.limit(MOST_LISTED)).scalars())


def find_active(gap_id: UUID, offer_id: UUID) -> TalentIntroduction | None:
    """Return the pair's active introduction with its row locked."""
    return find_locked(
        select(TalentIntroduction).where(
            TalentIntroduction.gap_id == gap_id,
            TalentIntroduction.offer_id == offer_id,
            TalentIntroduction.state.in_(ACTIVE),
        )
    )


def was_declined(gap_id: UUID, offer_id: UUID, asked_by: Side) -> bool:
    """Say whether the other side has declined this side's asking for this gap."""
    query = select(TalentIntroduction.id).where(
        TalentIntroduction.gap_id == gap_id,
        TalentIntroduction.offer_id == offer_id,
        TalentIntroduction.declined_by == asked_by.other,
    )
    return db.session.execute(query.limit(1)).first() is not None


def locked_meeting(meeting_id: UUID) -> TalentIntroduction:
    """Return the introduction with its row locked; raise NotFound."""
    query = select(TalentIntroduction).where(TalentIntroduction.id == meeting_id)
    return get_locked(query, kind="talent_introduction")


def hold_all(offer_id: UUID) -> None:
    """Lock every introduction of an offer, by key: whoever writes about one has written before, or finds it gone."""
    query = select(TalentIntroduction.id).where(TalentIntroduction.offer_id == offer_id)
    db.session.execute(query.order_by(TalentIntroduction.id).with_for_update())


def waiting_ids(*, gap_id: UUID | None = None, offer_id: UUID | None = None) -> list[UUID]:
    """Return the introductions of a gap or an offer that wait for an answer, in the order of their keys."""
    about = TalentIntroduction.gap_id == gap_id if gap_id else TalentIntroduction.offer_id == offer_id
    query = select(TalentIntroduction.id).where(about, TalentIntroduction.state == IntroductionState.ASKED)
    return list(db.session.execute(query.order_by(TalentIntroduction.id)).scalars())


def overdue() -> list[UUID]:
    """Return the introductions whose answer is overdue."""
    query = select(TalentIntroduction.id).where(
        TalentIntroduction.state == IntroductionState.ASKED,
        TalentIntroduction.expires_at <= func.clock_timestamp(),
    )
    return list(db.session.execute(query.order_by(TalentIntroduction.expires_at)).scalars())
