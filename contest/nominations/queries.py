"""Reads about nominations and slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, false, func, or_, select
from sqlalchemy.orm import aliased

from contest.bases.models import BaseSlot, HaijuBase
from contest.entries.domain import EntryKind
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import Page, paginate
from contest.nominations.domain import HOLDING, NominationState
from contest.nominations.models import Nomination
from contest.permissions import OFFICE, Role
from contest.projects.models import Project
from contest.projects.queries import Candidate, candidate_of, candidates_for_base
from contest.seasons.domain import StageCode
from contest.teams.domain import TeamRole
from contest.teams.models import TeamMember
from contest.teams.queries import member_ids


@dataclass(frozen=True, slots=True)
class NominationView:
    """One nomination with the names a reader needs and the facts the predicates need."""

    id: UUID
    season_id: UUID
    base_id: UUID
    base_name: LocalizedText
    organisation_id: UUID
    project_id: UUID
    project_name: LocalizedText
    project_number: str | None
    track_code: str | None
    leader_id: UUID | None
    member_ids: frozenset[UUID]
    slot_year: int
    slot: int
    state: NominationState
    nominated_on: date
    created_at: datetime
    answered_at: datetime | None
    decided_at: datetime | None
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class SlotBook:
    """The slots of a base in a year: how many it may give, how many are taken, by what."""

    base_id: UUID
    year: int
    allowed: int
    taken: int
    nominations: tuple[NominationView, ...]

    @property
    def left(self) -> int:
        return max(0, self.allowed - self.taken)


def _view_query() -> Select[Any]:
    leader = aliased(TeamMember)
    members = member_ids(Project.team_id)
    return (
        select(Nomination, HaijuBase, Project, leader.user_id.label("leader_id"), members.label("member_ids"))
        .join(HaijuBase, HaijuBase.id == Nomination.base_id)
        .join(Project, Project.id == Nomination.project_id)
        .outerjoin(leader, and_(leader.team_id == Project.team_id, leader.role == TeamRole.LEADER))
    )


def visible_to(actor: Actor) -> Select[Any]:
    """Select the nominations the actor may see: their base's, their team's, or all for office and auditors."""
    query = _view_query()
    if actor.is_system or actor.has(*OFFICE, Role.AUDITOR):
        return query
    own_teams = select(TeamMember.team_id).where(TeamMember.user_id == actor.user_id)
    own_base = HaijuBase.organisation_id.in_(actor.organisation_ids) if actor.organisation_ids else false()
    return query.where(or_(own_base, Project.team_id.in_(own_teams)))


def _view(row: Any) -> NominationView:
    nomination, base, project, leader_id, member_ids = row
    return NominationView(
        id=nomination.id,
        season_id=nomination.season_id,
        base_id=base.id,
        base_name=base.name,
        organisation_id=base.organisation_id,
        project_id=project.id,
        project_name=project.name,
        project_number=project.number,
        track_code=project.track_code,
        leader_id=leader_id,
        member_ids=frozenset(member_ids or ()),
        slot_year=nomination.slot_year,
        slot=nomination.slot,
        state=nomination.state,
        nominated_on=nomination.nominated_on,
        created_at=nomination.created_at,
        answered_at=nomination.answered_at,
        decided_at=nomination.decided_at,
        reason=nomination.reason,
        version=nomination.version,
    )


def list_nominations(
    actor: Actor,
    *,
    season_id: UUID | None = None,
    state: NominationState | None = None,
    led: bool = False,
    page: int = 1,
    size: int = 25,
) -> Page[NominationView]:
    """Return one page of the nominations the actor may see, the newest first; with `led` of the teams they lead."""
    query = visible_to(actor)
    if led:
        leads = (TeamMember.user_id == actor.user_id) & (TeamMember.role == TeamRole.LEADER)
        query = query.where(Project.team_id.in_(select(TeamMember.team_id).where(leads)))
    if season_id is not None:
        query = query.where(Nomination.season_id == season_id)
    if state is not None:
        query = query.where(Nomination.state == state)
    return paginate(
        query.order_by(Nomination.created_at.desc(), Nomination.id), _view, number=page, size=size
    )


def get_nomination(actor: Actor, nomination_id: UUID) -> NominationView:
    """Return one nomination the actor may see; raise NotFound."""
    row = db.session.execute(visible_to(actor).where(Nomination.id == nomination_id)).one_or_none()
    if row is None:
        raise NotFound(kind="nomination")
    return _view(row)


def locked(nomination_id: UUID) -> Nomination:
    """Return the nomination with its row locked; raise NotFound."""
    return get_locked(select(Nomination).where(Nomination.id == nomination_id), kind="nomination")


def slots_taken(base_id: UUID, slot_year: int) -> frozenset[int]:
    """Return the slots that are held; read under the base's row lock where it decides anything."""
    query = select(Nomination.slot).where(
        Nomination.base_id == base_id, Nomination.slot_year == slot_year, Nomination.state.in_(HOLDING)
    )
    return frozenset(db.session.execute(query).scalars())


def slot_book(base_id: UUID, slot_year: int, allowed: int) -> SlotBook:
    """Return the slots of a base in a year. `allowed` is the season's rule, until the base has slot rows."""
    own_rows = select(func.count()).where(BaseSlot.base_id == base_id, BaseSlot.slot_year == slot_year)
    rows = db.session.execute(own_rows).scalar_one()
    query = _view_query().where(Nomination.base_id == base_id, Nomination.slot_year == slot_year)
    found = tuple(_view(row) for row in db.session.execute(query.order_by(Nomination.created_at)))
    taken = sum(nomination.state in HOLDING for nomination in found)
    return SlotBook(base_id, slot_year, max(allowed, rows), taken, found)


def _beyond(season_id: UUID, stage: StageCode) -> Select[UUID]:
    """Select the projects that are in a stage or a later one: a slot skips the way there, so it gives them nothing."""
    order = list(StageCode)
    return select(Entry.subject_id).where(
        Entry.season_id == season_id,
        Entry.kind == EntryKind.PROJECT,
        Entry.stage_code.in_(order[order.index(stage) :]),
    )


def is_beyond(season_id: UUID, project_id: UUID, stage: StageCode) -> bool:
    """Say whether a project came into a stage or a later one, in whatever way and however it ended there."""
    query = _beyond(season_id, stage).where(Entry.subject_id == project_id)
    return db.session.execute(query.limit(1)).first() is not None


def list_candidates(
    season_id: UUID,
    *,
    into: StageCode,
    fitting: Sequence[str],
    track_codes: Sequence[str] = (),
    text: str = "",
    page: int = 1,
    size: int = 20,
) -> Page[Candidate]:
    """Return one page of the projects a base may nominate into a stage, those in the tracks that fit it first."""
    query = candidates_for_base(season_id=season_id, track_codes=track_codes, text=text)
    query = query.where(Project.id.not_in(_beyond(season_id, into)))
    fits = case((Project.track_code.in_(list(fitting)), 0), else_=1)
    return paginate(query.order_by(fits, Project.number), candidate_of, number=page, size=size, scalars=True)


def active_of_projects(season_id: UUID, project_ids: Iterable[UUID]) -> dict[UUID, NominationState]:
    """Return project -> state for projects with a holding nomination in the season."""
    query = select(Nomination.project_id, Nomination.state).where(
        Nomination.season_id == season_id,
        Nomination.project_id.in_(list(project_ids)),
        Nomination.state.in_(HOLDING),
    )
    return {row.project_id: row.state for row in db.session.execute(query)}
