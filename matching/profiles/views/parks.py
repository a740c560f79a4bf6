"""The public directory of parks: what public sources say, and the bases that offer themselves."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, render_template, request
from flask_babel import force_locale

from contest.organisations.domain import District
from contest.web.guards import current_actor, requires
from contest.web.i18n import LOCALES, label
from matching.permissions import Permission
from matching.profiles import queries
from matching.profiles.domain import Industry, ParkKind, ProfileKind
from matching.profiles.presentation import facts, words
from matching.profiles.queries import ProfileFilter

blueprint = Blueprint("parks", __name__)


@blueprint.get("/parks")
@requires(Permission.BROWSE_PARKS)
def index() -> str:
    """List the parks of the directory."""
    asked = request.args
    industry = asked.get("industry", "")
    wanted = ProfileFilter(
        kind=ProfileKind.PARK,
        text=asked.get("q", "").strip()[:80],
        district=asked.get("district", ""),
        industry=industry,
        industry_names=_spellings(industry),
        park_kind=asked.get("kind", ""),
    )
    return render_template(
        "matching/profiles/parks.html",
        page=queries.list_profiles(current_actor(), wanted, page=asked.get("page", 1, int)),
        wanted=wanted,
        districts=[(item.value, label(item)) for item in District],
        industries=[(item.value, label(item)) for item in Industry],
        kinds=[(item.value, label(item)) for item in ParkKind],
        words=words,
        enums={"district": District, "industry": Industry, "kind": ParkKind},
    )


def _spellings(industry: str) -> tuple[str, ...]:
    """Return how an industry is written in both languages: bases name theirs in words of their own."""
    if industry not in set(Industry):
        return ()
    found = []
    for language in LOCALES:
        with force_locale(language):
            found.append(label(Industry(industry)))
    return tuple(found)


@blueprint.get("/parks/<uuid:profile_id>")
@requires(Permission.BROWSE_PARKS)
def show(profile_id: UUID) -> str:
    """Show one park."""
    park = queries.get_profile(current_actor(), profile_id)
    if park.kind is not ProfileKind.PARK:
        abort(404)
    return render_template("matching/profiles/park.html", park=park, facts=facts(park, queries.track_names()))
