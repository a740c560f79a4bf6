"""Each side says whom it would rather have; plans made stable heed it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, insert, select

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.db import db
from contest.projects.models import Project
from matching.assignment import queries
from matching.assignment.domain import PrefersStranger
from matching.assignment.models import MatchPreference
from matching.introductions.domain import Side
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.queries import get_profile
from matching.recommendations.queries import get_match_project


def prefer_profiles(*, actor: Actor, project_id: UUID, kind: ProfileKind, ordered: Sequence[UUID]) -> None:
    """The leader names profiles of a kind, the first choice first; whom it does not name follow by score."""
    project = get_match_project(actor, project_id)
    authorise(actor, Permission.PREFER_PROFILES, project)
    known = {choice.id for choice in queries.choices_for_project(actor, project_id, kind)}
    _ensure_known(ordered, known)
    _wait(Side.PROJECT, project_id)
    of_kind = select(MatchProfile.id).where(MatchProfile.kind == kind)
    db.session.execute(
        delete(MatchPreference).where(
            MatchPreference.side == Side.PROJECT,
            MatchPreference.project_id == project_id,
            MatchPreference.profile_id.in_(of_kind),
        )
    )
    _put(Side.PROJECT, [(project_id, profile_id) for profile_id in ordered])
    subject = db.session.get_one(Project, project_id)
    audit.record(actor, "matching.preferences_stated", subject, kind=kind, named=len(ordered))


def prefer_winners(*, actor: Actor, profile_id: UUID, ordered: Sequence[UUID]) -> None:
    """The people of a profile name winners recommended to it, the first choice first."""
    profile = get_profile(actor, profile_id)
    authorise(actor, Permission.PREFER_WINNERS, profile)
    _ensure_known(ordered, {choice.id for choice in queries.choices_for_profile(actor, profile_id)})
    _wait(Side.PROFILE, profile_id)
    db.session.execute(
        delete(MatchPreference).where(
            MatchPreference.side == Side.PROFILE, MatchPreference.profile_id == profile_id
        )
    )
    _put(Side.PROFILE, [(project_id, profile_id) for project_id in ordered])
    subject = db.session.get_one(MatchProfile, profile_id)
    audit.record(actor, "matching.preferences_stated", subject, named=len(ordered))


def _ensure_known(ordered: Sequence[UUID], known: set[UUID]) -> None:
    if len(set(ordered)) != len(ordered) or not set(ordered) <= known:
        raise PrefersStranger()


def _wait(side: Side, key: UUID) -> None:
    """Let two who state preferences for the same side do so one after the other."""
    name = f"match_preferences:{side}:{key}"
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _put(side: Side, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    rows = [
        {"side": side, "project_id": project_id, "profile_id": profile_id, "rank": rank}
        for rank, (project_id, profile_id) in enumerate(pairs, 1)
    ]
    if rows:
        db.session.execute(insert(MatchPreference), rows)
