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
from matching.profiles.queries import ProfileView, get_profile, own_profiles, track_names
from matching.recommendations import queries
from matching.recommendations.views.cards import cards, found_cards
from matching.recommendations.views.filters import feed_choices, feed_filter

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
    profile = _readable(profile_id)
    page = queries.list_for_profile(actor, profile_id, page=request.args.get("page", 1, int))
    return render_template(
        "matching/recommendations/candidates.html",
        profile=profile,
        page=page,
        cards=cards(page),
        lacking=lacking(profile),
        own=_is_own(profile),
    )


@blueprint.get("/candidates/<uuid:profile_id>/all")
@requires(Permission.VIEW_CANDIDATES)
def feed(profile_id: UUID) -> str:
    """Show all winners that are open for matching, with filters and a search by meaning."""
    profile = _readable(profile_id)
    tracks = track_names()
    wanted = feed_filter(request.args)
    page = queries.feed(profile_id, wanted, page=request.args.get("page", 1, int))
    return render_template(
        "matching/recommendations/feed.html",
        profile=profile,
        page=page,
        cards=found_cards(page, tracks),
        wanted=wanted,
        choices=feed_choices(tracks),
        own=_is_own(profile),
    )


def _readable(profile_id: UUID) -> ProfileView:
    actor = current_actor()
    profile = get_profile(actor, profile_id)
    if not policy.allows(actor, Permission.VIEW_CANDIDATES, profile):
        # A winner may read the profile, but not who else fits it.
        raise NotFound(kind="profile")
    return profile


def _is_own(profile: ProfileView) -> bool:
    return policy.allows(current_actor(), Permission.EDIT_PROFILE, profile) and not profile.reference_only


@blueprint.get("/desk/candidates")
@requires(Permission.VIEW_CANDIDATES)
def panel() -> str:
    """The winners that fit one's profiles, for the desk (fragment)."""
    actor = current_actor()
    own = own_profiles(actor)
    counts = queries.count_for_profiles(actor, [profile.id for profile in own])
    return render_template("matching/recommendations/_candidates_panel.html", profiles=own[:5], counts=counts)
