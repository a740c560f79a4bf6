"""A team says which roles it lacks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import StaleVersion
from matching.introductions.domain import Side
from matching.permissions import Permission
from matching.recommendations.queries import get_match_project
from matching.team_gaps import queries
from matching.team_gaps.domain import (
    GAP,
    Commitment,
    GapData,
    GapState,
    GapStated,
    TakenDown,
    check_gap,
    fills,
)
from matching.team_gaps.models import TeamGap
from matching.team_gaps.services.meeting import end_all
from matching.team_gaps.services.vectors import ask_for_refresh, forget


def state_gap(*, actor: Actor, project_id: UUID, data: GapData) -> TeamGap:
    """State a role the team lacks. Raises Invalid, and GapStated where the role is stated already."""
    authorise(actor, Permission.STATE_TEAM_GAPS, get_match_project(actor, project_id))
    check_gap(data)
    gap = TeamGap(id=new_id(), project_id=project_id, role=data.role, state=GapState.OPEN, version=0)
    _save(gap, data)
    audit.record(actor, "team_gap.stated", gap, role=data.role)
    ask_for_refresh()
    return gap


def edit_gap(*, actor: Actor, gap_id: UUID, data: GapData, version: int) -> TeamGap:
    """Change what is said of a gap. Raises Invalid, StaleVersion, GapStated, TakenDown."""
    gap = _own(actor, gap_id)
    check_gap(data)
    if gap.version != version:
        raise StaleVersion(version=gap.version)
    if gap.taken_down_at is not None:
        raise TakenDown()
    _save(gap, data)
    audit.record(actor, "team_gap.changed", gap)
    ask_for_refresh()
    return gap


def close_gap(*, actor: Actor, gap_id: UUID) -> TeamGap:
    """Seek nobody for the gap any more; who waited for an answer about it is told. Closing twice is no error."""
    gap = _own(actor, gap_id)
    if gap.state is not GapState.OPEN:
        return gap
    gap.state = GapState.CLOSED
    _ended(actor, gap)
    audit.record(actor, "team_gap.closed", gap)
    return gap


def _ended(actor: Actor, gap: TeamGap) -> None:
    gap.version += 1
    end_all(actor, queries.waiting_ids(gap_id=gap.id), tell_them={Side.PROFILE: "closed"})
    forget(GAP, [gap.id])


def fill_gap(*, actor: Actor, gap_id: UUID, on: date, joined_as: Commitment) -> bool:
    """Somebody joined for a gap, both sides saying so; return whether it counts as filled by it.

    Whoever gives less time than was asked for leaves it open. A gap filled before keeps what filled it.
    """
    gap = queries.locked_gap(gap_id)
    if gap.state is GapState.FILLED or not fills(gap.commitment, joined_as):
        return False
    gap.state, gap.filled_on, gap.filled_as = GapState.FILLED, on, joined_as
    _ended(actor, gap)
    audit.record(actor, "team_gap.filled", gap)
    return True


def empty_gap(*, actor: Actor, gap_id: UUID, joined_on: date) -> bool:
    """Whoever filled a gap since a day is not there any more, both sides saying so; return whether that was so.

    It is not sought anew by itself: the team says whether it still needs somebody.
    """
    gap = queries.locked_gap(gap_id)
    if gap.state is not GapState.FILLED or gap.filled_on != joined_on:
        return False
    gap.state, gap.filled_on, gap.filled_as = GapState.CLOSED, None, None
    gap.version += 1
    audit.record(actor, "team_gap.emptied", gap)
    return True


def _own(actor: Actor, gap_id: UUID) -> TeamGap:
    authorise(actor, Permission.STATE_TEAM_GAPS, queries.get_gap(actor, gap_id))
    return queries.locked_gap(gap_id)


def _save(gap: TeamGap, data: GapData) -> None:
    try:
        with db.session.begin_nested():
            gap.role, gap.text, gap.terms = data.role, data.text, data.terms.strip()
            gap.commitment, gap.district, gap.languages = data.commitment, data.district, list(data.languages)
            gap.version += 1
            db.session.add(gap)
            db.session.flush()
    except IntegrityError:
        raise GapStated() from None
