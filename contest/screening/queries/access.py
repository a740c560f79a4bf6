"""Which entries somebody may see at the formal check, and what the predicates look at."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, select, true
from sqlalchemy.orm import aliased

from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.permissions import Role
from contest.projects.models import Project
from contest.screening.models import ScreeningCase
from contest.seasons.models import Stage, Zone

SEES_ALL = (Role.ORGANISER, Role.CONFIRMER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """One entry of the formal check: its project, its season, the district of its zone (or empty)."""

    entry_id: UUID
    project_id: UUID
    season_id: UUID
    zone_district: str


def visible_to(actor: Actor) -> Select[Entry, Project, ScreeningCase]:
    """Select entries of first stages with project and case (None before anybody worked on it); lists start here."""
    earlier = aliased(Stage)
    first = (
        select(earlier.code)
        .where(earlier.season_id == Entry.season_id)
        .order_by(earlier.position, earlier.code)
        .limit(1)
        .correlate(Entry)
        .scalar_subquery()
    )
    return (
        select(Entry, Project, ScreeningCase)
        .join(Project, Project.id == Entry.subject_id)
        .outerjoin(ScreeningCase, ScreeningCase.entry_id == Entry.id)
        .where(Entry.stage_code == first, is_visible(actor))
    )


def is_visible(actor: Actor) -> ColumnElement[bool]:
    """Return the condition: everything for the office and auditors, for officers their districts' zones."""
    if actor.is_system or actor.has(*SEES_ALL):
        return true()
    if not (actor.has(Role.OFFICER) and actor.districts):
        return false()
    zone = aliased(Zone)
    own = and_(
        zone.season_id == Entry.season_id,
        zone.code == Entry.zone_code,
        zone.district.in_(sorted(actor.districts)),
    )
    return select(zone.id).where(own).correlate(Entry).exists()


def get_access(actor: Actor, entry_id: UUID) -> CaseAccess:
    """Return what the predicates look at; raise NotFound for an entry the actor may not see."""
    row = db.session.execute(
        visible_to(actor)
        .outerjoin(Zone, and_(Zone.season_id == Entry.season_id, Zone.code == Entry.zone_code))
        .where(Entry.id == entry_id)
        .with_only_columns(
            Entry.id, Entry.subject_id, Entry.season_id, func.coalesce(Zone.district, "").label("district")
        )
    ).one_or_none()
    if row is None:
        raise NotFound(kind="entry")
    return CaseAccess(row.id, row.subject_id, row.season_id, row.district)
