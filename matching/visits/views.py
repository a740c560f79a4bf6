"""A winner as a profile's people open it, and who opened it, for its team."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request

from contest.kernel.access import authorise, policy
from contest.kernel.errors import NotFound
from contest.web.guards import current_actor, requires
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind
from matching.profiles.queries import get_profile, track_names
from matching.profiles.rules import owns
from matching.recommendations.queries import MatchProject, get_match_project, space_wanted
from matching.recommendations.views.cards import cards, project_facts
from matching.visits import queries
from matching.visits.domain import Visited
from matching.visits.noting import note_afterwards

blueprint = Blueprint("visits", __name__)


@blueprint.get("/candidates/<uuid:profile_id>/projects/<uuid:project_id>")
@requires(Permission.VIEW_CANDIDATES)
def project(profile_id: UUID, project_id: UUID) -> str:
    """Show one winner to a profile's people; its team reads that it was opened."""
    actor = current_actor()
    profile = get_profile(actor, profile_id)
    if not policy.allows(actor, Permission.VIEW_CANDIDATES, profile):
        raise NotFound(kind="profile")
    winner = queries.get_winner(project_id, profile_id)
    own = owns(actor, profile)
    if own:  # whoever oversees matching is no visitor
        note_afterwards(actor=actor, project_id=project_id, profile_id=profile_id, what=Visited.PROJECT)
    found = queries.find_recommendation(actor, project_id, profile_id)
    return render_template(
        "matching/visits/project.html",
        profile=profile,
        project=winner,
        card=cards([found])[0] if found else None,
        facts=project_facts(winner, track_names(), _wanted_space(profile.kind, project_id)),
        own=own,
    )


def _wanted_space(kind: ProfileKind, project_id: UUID) -> int | None:
    return space_wanted(project_id).stated if kind is ProfileKind.PARK else None


@blueprint.get("/matches/<uuid:project_id>/visits")
@requires(Permission.VIEW_MATCHES)
def index(project_id: UUID) -> str:
    """List who opened a winner."""
    shown = _readable(project_id)
    page = queries.visits_of(project_id, page=request.args.get("page", 1, int))
    return render_template("matching/visits/index.html", project=shown, page=page)


@blueprint.get("/matches/<uuid:project_id>/visits/latest")
@requires(Permission.VIEW_MATCHES)
def latest(project_id: UUID) -> str:
    """Who opened a winner last (fragment)."""
    shown = _readable(project_id)
    return render_template(
        "matching/visits/_latest.html",
        project=shown,
        page=queries.visits_of(project_id, size=5),
        visitors=queries.visitors(project_id),
    )


def _readable(project_id: UUID) -> MatchProject:
    actor = current_actor()
    shown = get_match_project(actor, project_id)
    authorise(actor, Permission.VIEW_MATCHES, shown)
    return shown
