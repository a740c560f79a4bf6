"""The public directory of parks: what public sources say, and the bases that offer themselves."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, render_template, request

from contest.organisations.domain import District
from contest.web.guards import current_actor, requires
from matching.permissions import Permission
from matching.profiles import queries
from matching.profiles.domain import Industry, ParkKind, ProfileKind
from matching.profiles.presentation import facts, words
from matching.profiles.views.filters import profile_choices, profile_filter

blueprint = Blueprint("parks", __name__)


@blueprint.get("/parks")
@requires(Permission.BROWSE_PARKS)
def index() -> str:
    """List the parks of the directory."""
    wanted = profile_filter(request.args, ProfileKind.PARK)
    return render_template(
        "matching/profiles/parks.html",
        page=queries.list_profiles(current_actor(), wanted, page=request.args.get("page", 1, int)),
        wanted=wanted,
        choices=profile_choices(queries.track_names()),
        words=words,
        enums={"district": District, "industry": Industry, "kind": ParkKind},
    )


@blueprint.get("/parks/<uuid:profile_id>")
@requires(Permission.BROWSE_PARKS)
def show(profile_id: UUID) -> str:
    """Show one park."""
    park = queries.get_profile(current_actor(), profile_id)
    if park.kind is not ProfileKind.PARK:
        abort(404)
    return render_template("matching/profiles/park.html", park=park, facts=facts(park, queries.track_names()))
