"""The winners that fit a base, an investor or a mentor."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from contest.kernel.access import policy
from contest.kernel.errors import NotFound
from contest.web.guards import current_actor, requires
from matching.permissions import Permission
from matching.profiles.presentation import lacking
from matching.profiles.queries import get_profile, own_profiles
from matching.recommendations import queries
from matching.recommendations.views.cards import cards

blueprint = Blueprint("candidates", __name__)


@blueprint.get("/candidates")
@requires(Permission.VIEW_CANDIDATES)
def index() -> Response | str:
    """List one's profiles with how many winners fit; with a single one, go to its winners."""
    actor = current_actor()
    own = own_profiles(actor)
    if len(own) == 1:
        return redirect(url_for("candidates.show", profile_id=own[0].id), 303)
    counts = queries.count_for_profiles(actor, [profile.id for profile in own])
    return render_template("matching/recommendations/candidates_index.html", profiles=own, counts=counts)


@blueprint.get("/candidates/<uuid:profile_id>")
@requires(Permission.VIEW_CANDIDATES)
def show(profile_id: UUID) -> str:
    """Show the winners recommended to a profile, the best first."""
    actor = current_actor()
    profile = get_profile(actor, profile_id)
    if not policy.allows(actor, Permission.VIEW_CANDIDATES, profile):
        # A winner may read the profile, but not who else fits it.
        raise NotFound(kind="profile")
    page = queries.list_for_profile(actor, profile_id, page=request.args.get("page", 1, int))
    return render_template(
        "matching/recommendations/candidates.html",
        profile=profile,
        page=page,
        cards=cards(page),
        lacking=lacking(profile),
        own=policy.allows(actor, Permission.EDIT_PROFILE, profile) and not profile.reference_only,
    )


@blueprint.get("/desk/candidates")
@requires(Permission.VIEW_CANDIDATES)
def panel() -> str:
    """The winners that fit one's profiles, for the desk (fragment)."""
    actor = current_actor()
    own = own_profiles(actor)
    counts = queries.count_for_profiles(actor, [profile.id for profile in own])
    return render_template("matching/recommendations/_candidates_panel.html", profiles=own[:5], counts=counts)
