"""Whom one side may say that it prefers: those recommended to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.pool.domain import TO_PLACE
from contest.pool.queries import way_in
from matching.assignment.models import MatchPreference
from matching.introductions.domain import Side
from matching.profiles.domain import ProfileKind
from matching.recommendations.models import Recommendation
from matching.recommendations.queries import visible_to

MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody recommended, with the place the asker gave it (None: not named)."""

    id: UUID
    name: LocalizedText
    note: str
    score: float
    rank: int | None


def choices_for_project(actor: Actor, project_id: UUID, kind: ProfileKind) -> list[Choice]:
    """Return the profiles of a kind recommended to a winner, the named ones first."""
    query = _with_ranks(actor, Side.PROJECT).where(
        Recommendation.project_id == project_id, Recommendation.kind == kind
    )
    return [
        Choice(profile.id, profile.name, "", line.score, rank)
        for line, _project, profile, _way, rank in db.session.execute(query)
    ]


def choices_for_profile(actor: Actor, profile_id: UUID) -> list[Choice]:
    """Return the winners recommended to a profile, the named ones first; residents of bases are given no places."""
    placed = way_in()["way"].astext.in_([way.value for way in TO_PLACE])
    query = _with_ranks(actor, Side.PROFILE).where(Recommendation.profile_id == profile_id, placed)
    return [
        Choice(project.id, project.name, project.number or "", line.score, rank)
        for line, project, _profile, _way, rank in db.session.execute(query)
    ]


def _with_ranks(actor: Actor, side: Side) -> Any:
    named = and_(
        MatchPreference.project_id == Recommendation.project_id,
        MatchPreference.profile_id == Recommendation.profile_id,
        MatchPreference.side == side,
    )
    return (
        visible_to(actor)
        .outerjoin(MatchPreference, named)
        .add_columns(MatchPreference.rank)
        .order_by(MatchPreference.rank.nulls_last(), Recommendation.score.desc(), Recommendation.id)
        .limit(MOST_LISTED)
    )
