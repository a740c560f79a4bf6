"""A base nominates, the team answers, the office decides (domain.md §8.1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from contest.bases import queries as base_queries
from contest.bases.domain import BaseNotCertified, TitleState
from contest.bases.services import ensure_slots
from contest.entries import services as entries
from contest.entries.domain import EntrySource
from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.nominations import queries
from contest.nominations.domain import (
    ACTIVE,
    AlreadyNominated,
    AlreadyThere,
    DirectSlots,
    Move,
    NominationsClosed,
    NominationState,
    NotNominable,
    SlotsExhausted,
    after,
)
from contest.nominations.models import Nomination
from contest.notices.services import notify
from contest.permissions import Permission
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.seasons import queries as season_queries
from contest.seasons.domain import WindowClosed, WindowKind, WindowNotOpen
from contest.seasons.services import ensure_open

BY_CONSTRAINT = {"uq_nominations_slot": SlotsExhausted, "uq_nominations_project": AlreadyNominated}


def nominate(*, actor: Actor, base_id: UUID, project_id: UUID) -> Nomination:
    """Give one of the base's direct slots to a project.

    Raises NominationsClosed, BaseNotCertified, NotNominable, AlreadyNominated, AlreadyThere or SlotsExhausted.
    """
    base = base_queries.locked(base_id)  # row lock: slots are counted under it
    authorise(actor, Permission.NOMINATE, base)
    project = _nominable(project_id)
    book = season_queries.rulebook(project.season_id)
    try:
        now = ensure_open(project.season_id, WindowKind.NOMINATION, "")
    except (WindowClosed, WindowNotOpen) as error:
        raise NominationsClosed(**error.params) from None
    today = now.astimezone(clock.SHANGHAI).date()
    title = base_queries.find_title(base_id, today)
    rectifying = title is not None and title.state is TitleState.RECTIFYING
    if title is None or (rectifying and not book.rules.rectifying_keeps_slots):
        raise BaseNotCertified()
    if queries.active_of_projects(project.season_id, [project_id]):
        raise AlreadyNominated()
    if queries.is_beyond(project.season_id, project_id, book.rules.direct_stage):
        raise AlreadyThere()
    year = book.rules.slot_year
    ensure_slots(base_id=base_id, slot_year=year, allowed=book.rules.slots_per_base)
    slots = DirectSlots(book.rules.slots_per_base, queries.slots_taken(base_id, year))
    nomination = Nomination(
        id=new_id(),
        season_id=project.season_id,
        base_id=base_id,
        project_id=project_id,
        slot_year=year,
        slot=slots.next_free(),
        state=NominationState.PROPOSED,
        title_id=title.id,
        title_valid_from=title.valid_from,
        title_valid_to=title.valid_to,
        nominated_on=today,
        nominated_by=actor.user_id,
        version=1,
    )
    _insert(nomination)
    audit.record(
        actor, "nomination.created", nomination, base=base_id, project=project_id, slot=nomination.slot
    )
    window = book.window(WindowKind.NOMINATION)
    _tell_team(nomination, "nomination_received", window.closes_at if window else None)
    return nomination


def _nominable(project_id: UUID) -> Project:
    project = db.session.get(Project, project_id)
    # A project whose team does not want to be seen by bases is, for a base, not there at all.
    if project is None or not project.consent_bases:
        raise NotFound(kind="project")
    if project.state is not ProjectState.SUBMITTED:
        raise NotNominable()
    return project


def _insert(nomination: Nomination) -> None:
    """Insert, turning what another transaction did first into the error its rule has."""
    try:
        with db.session.begin_nested():
            db.session.add(nomination)
    except IntegrityError as error:
        name = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        raise BY_CONSTRAINT.get(name or "", AlreadyNominated)() from None


def answer(*, actor: Actor, nomination_id: UUID, accept: bool) -> Nomination:
    """The leader of the team accepts or declines; declining frees the slot."""
    return _move(actor, nomination_id, Move.ACCEPT if accept else Move.DECLINE, Permission.ANSWER_NOMINATION)


def withdraw(*, actor: Actor, nomination_id: UUID) -> Nomination:
    """The base takes its nomination back before the office confirmed it; the slot is free again."""
    return _move(actor, nomination_id, Move.WITHDRAW, Permission.WITHDRAW_NOMINATION)


def confirm(*, actor: Actor, nomination_id: UUID) -> Nomination:
    """The office confirms: the project enters the stage direct slots lead into, skipping only 海选 and 初赛."""
    nomination = _move(actor, nomination_id, Move.CONFIRM, Permission.CONFIRM_NOMINATION)
    project = _nominable(nomination.project_id)
    stage = season_queries.rulebook(project.season_id).rules.direct_stage
    entries.enter(
        actor=actor,
        project_id=project.id,
        stage_code=stage,
        source=EntrySource.DIRECT_SLOT,
        base_id=nomination.base_id,
    )
    return nomination


def refuse(*, actor: Actor, nomination_id: UUID, reason: str) -> Nomination:
    """The office refuses at the form check, with a reason; the season says whether the slot returns."""
    if not reason.strip():
        raise Invalid(FieldError("reason", "required"))
    return _move(actor, nomination_id, Move.REFUSE, Permission.CONFIRM_NOMINATION, reason=reason.strip())


def withdraw_for_project(*, actor: Actor, project_id: UUID) -> None:
    """Free the slot of a project that its team withdrew before it was confirmed."""
    query = select(Nomination.id).where(Nomination.project_id == project_id, Nomination.state.in_(ACTIVE))
    for nomination_id in db.session.execute(query).scalars().all():
        nomination = queries.locked(nomination_id)
        if nomination.state is not NominationState.CONFIRMED:
            nomination.state = NominationState.WITHDRAWN
            nomination.version += 1
            audit.record(actor, "nomination.withdrawn", nomination, because="project_withdrawn")


def refuse_for_project(*, actor: Actor, project_id: UUID, reason: str) -> None:
    """Refuse the nomination of a project that was rejected at the formal check; the season says whether the slot
    returns to the base (domain.md §1.1)."""
    query = select(Nomination.id).where(Nomination.project_id == project_id, Nomination.state.in_(ACTIVE))
    for nomination_id in db.session.execute(query).scalars().all():
        nomination = queries.locked(nomination_id)
        rules = season_queries.rulebook(nomination.season_id).rules
        nomination.state = after(
            nomination.state, Move.FAIL_CHECK, slot_returns_on_refusal=rules.slot_returns_on_refusal
        )
        nomination.decided_at, nomination.decided_by = clock.now(), actor.user_id
        nomination.reason = reason
        nomination.version += 1
        audit.record(actor, "nomination.failed_check", nomination, state=nomination.state)


def _move(
    actor: Actor, nomination_id: UUID, move: Move, permission: Permission, reason: str = ""
) -> Nomination:
    facts = queries.get_nomination(actor, nomination_id)
    authorise(actor, permission, facts)
    base_queries.locked(facts.base_id)  # the order of locks is always base, then nomination
    nomination = queries.locked(nomination_id)
    rules = season_queries.rulebook(nomination.season_id).rules
    nomination.state = after(nomination.state, move, slot_returns_on_refusal=rules.slot_returns_on_refusal)
    now = clock.now()
    if move in {Move.ACCEPT, Move.DECLINE}:
        nomination.answered_at = now
    else:
        nomination.decided_at, nomination.decided_by = now, actor.user_id
    nomination.reason = reason or nomination.reason
    nomination.version += 1
    audit.record(actor, f"nomination.{move.value}", nomination, state=nomination.state, slot=nomination.slot)
    if move in {Move.CONFIRM, Move.REFUSE, Move.WITHDRAW}:
        _tell_team(nomination, f"nomination_{nomination.state.value}")
    return nomination


def _tell_team(nomination: Nomination, what: str, until: datetime | None = None) -> None:
    facts = queries.get_nomination(SYSTEM, nomination.id)
    if facts.leader_id is None:
        return
    notify(
        recipients=[facts.leader_id],
        code=what.replace("_", ".", 1),
        once_key=f"nomination:{nomination.id}:{nomination.version}",
        supersedes=f"nomination:{nomination.id}:",
        params={
            "what": what,
            "base": facts.base_name.as_dict(),
            "project": facts.project_name.as_dict(),
            "reason": facts.reason,
            "until_at": until.isoformat() if until else None,
        },
        link=f"/nominations/{nomination.id}",
    )
