"""A winner's matches."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise, policy
from contest.organisations.domain import District
from contest.web.guards import current_actor, requires
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind
from matching.profiles.presentation import confirmed, kind_icon, words
from matching.profiles.queries import browse_for
from matching.recommendations import queries, services
from matching.recommendations.forms import SpaceForm
from matching.recommendations.views.cards import cards, compared

blueprint = Blueprint("matches", __name__)
COMPARISON = "compare"


@blueprint.get("/matches")
@requires(Permission.VIEW_MATCHES)
def index() -> Response | str:
    """List one's projects in the pool; with a single one, go to its matches."""
    actor = current_actor()
    own = queries.own_winners(actor)
    if len(own) == 1:
        return redirect(url_for("matches.project", project_id=own[0].id), 303)
    return render_template("matching/recommendations/index.html", projects=own)


@blueprint.get("/matches/<uuid:project_id>")
@requires(Permission.VIEW_MATCHES)
def project(project_id: UUID) -> str:
    """Show the parks, investors and mentors that fit a winner; without profiling all of them, in a neutral order."""
    return _page(project_id)


def _page(project_id: UUID, space: SpaceForm | None = None) -> str:
    actor = current_actor()
    shown = queries.get_match_project(actor, project_id)
    authorise(actor, Permission.VIEW_MATCHES, shown)
    asked = request.args.get("kind", "")
    kind = ProfileKind(asked) if asked in set(ProfileKind) else ProfileKind.PARK
    wanted = queries.space_wanted(project_id)
    browsing = shown.in_pool and shown.consent and not shown.profiling
    made = cards(queries.list_for_project(actor, project_id, kind)) if shown.matched else []
    return render_template(
        "matching/recommendations/project.html",
        project=shown,
        kind=kind,
        kinds=list(ProfileKind),
        counts=queries.count_for_project(actor, project_id) if shown.matched else {},
        cards=made,
        columns=compared(made) if request.args.get("view") == COMPARISON else [],
        comparison=COMPARISON,
        browse=browse_for(actor, kind, page=request.args.get("page", 1, int)) if browsing else None,
        places=lambda profile: " · ".join(words(District, profile.districts)),
        icon_name=kind_icon(kind),
        confirmed=confirmed,
        leads=policy.allows(actor, Permission.CHOOSE_PROFILING, shown),
        on_team=actor.user_id in shown.member_ids,
        wanted=wanted,
        space_form=space or SpaceForm.filled(wanted),
    )


@blueprint.post("/matches/<uuid:project_id>/profiling")
@requires(Permission.CHOOSE_PROFILING)
def profiling(project_id: UUID) -> Response:
    """Switch profiling off or on."""
    on = request.form.get("profiling") == "yes"
    services.choose_profiling(actor=current_actor(), project_id=project_id, profiling=on)
    if on:
        flash(_("Profiling is on. Your recommendations are computed within the hour."), "success")
    else:
        flash(_("Profiling is off. Your recommendations are removed; you can browse everybody."), "success")
    return redirect(url_for("matches.project", project_id=project_id), 303)


@blueprint.post("/matches/<uuid:project_id>/space")
@requires(Permission.STATE_SPACE)
def space(project_id: UUID) -> Response | tuple[str, int]:
    """Say what space the project needs where it lands."""
    actor, form = current_actor(), SpaceForm()
    authorise(actor, Permission.STATE_SPACE, queries.get_match_project(actor, project_id))
    if not form.validate():
        return _page(project_id, form), 422
    services.state_space(actor=actor, project_id=project_id, square_metres=form.square_metres.data)
    flash(_("The space you need is noted. Recommendations and plans heed it from now on."), "success")
    return redirect(url_for("matches.project", project_id=project_id, _anchor="space"), 303)


@blueprint.get("/desk/matches")
@requires(Permission.VIEW_MATCHES)
def panel() -> str:
    """The matches of one's winning projects, for the desk (fragment); empty for everybody else."""
    actor = current_actor()
    own = queries.own_winners(actor)
    lines = [(item, queries.count_for_project(actor, item.id)) for item in own[:3]]
    return render_template("matching/recommendations/_matches_panel.html", lines=lines)
