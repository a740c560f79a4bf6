"""What a team lacks, and who fits."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise, policy
from contest.kernel.errors import DomainError
from contest.web.forms import seen_version, show_refusal
from contest.web.guards import current_actor, requires
from matching.introductions.forms import AskForm
from matching.introductions.pages import asked
from matching.introductions.texts import TONES
from matching.permissions import Permission
from matching.profiles.queries import track_names
from matching.recommendations.queries import MatchProject, get_match_project
from matching.team_gaps import queries, services
from matching.team_gaps.domain import GapState, NotOffered, suggest
from matching.team_gaps.forms import GapForm, filled_gap
from matching.team_gaps.presentation import gap_facts, offer_facts, person_card
from matching.team_gaps.queries import GapView
from matching.team_gaps.texts import GAP_TONES

blueprint = Blueprint("team_gaps", __name__)
Answer = Response | tuple[str, int] | str


@blueprint.get("/projects/<uuid:project_id>/team-gaps")
@requires(Permission.VIEW_TEAM_GAPS)
def index(project_id: UUID) -> str:
    """List the roles a project's team lacks, with what is under way; propose obvious ones."""
    actor = current_actor()
    project = _project(project_id)
    gaps = queries.gaps_of(project_id)
    duties, track = queries.duties_of(project_id)
    may_state = policy.allows(actor, Permission.STATE_TEAM_GAPS, project)
    return render_template(
        "matching/team_gaps/index.html",
        project=project,
        open=[gap for gap in gaps if gap.state is GapState.OPEN],
        closed=[gap for gap in gaps if gap.state is GapState.CLOSED],
        filled=[gap for gap in gaps if gap.state is GapState.FILLED],
        facts=gap_facts,
        meetings=queries.meetings_of_project(actor, project_id),
        suggestions=suggest(duties, track, stated=queries.stated_roles(gaps)) if may_state else [],
        may_state=may_state,
        on_team=actor.user_id in project.member_ids,
        tones=TONES,
    )


def _project(project_id: UUID) -> MatchProject:
    actor = current_actor()
    project = get_match_project(actor, project_id)
    authorise(actor, Permission.VIEW_TEAM_GAPS, project)
    return project


@blueprint.route("/projects/<uuid:project_id>/team-gaps/new", methods=["GET", "POST"])
@requires(Permission.STATE_TEAM_GAPS)
def create(project_id: UUID) -> Answer:
    """State a role the team lacks; ?role= proposes one."""
    actor = current_actor()
    project = get_match_project(actor, project_id)
    authorise(actor, Permission.STATE_TEAM_GAPS, project)
    form = GapForm(data={"role": request.args.get("role", "")[:40]}).offer()
    if form.validate_on_submit():
        try:
            gap = services.state_gap(actor=actor, project_id=project_id, data=form.gap())
        except DomainError as error:
            _show(form, error)
        else:
            flash(_("Stated. People who offer themselves for it can be found now or later."), "success")
            return redirect(url_for("team_gaps.show", gap_id=gap.id), 303)
    return _form_page(form, project.name, project_id, None)


def _show(form: GapForm, error: DomainError) -> None:
    show_refusal(form, error, None if error.code in {"stale_version", "talent_taken_down"} else "role")


def _form_page(form: GapForm, name: object, project_id: UUID, gap: GapView | None) -> Answer:
    page = render_template(
        "matching/team_gaps/edit.html", form=form, name=name, project_id=project_id, gap=gap
    )
    return (page, 422) if request.method == "POST" else page


@blueprint.route("/team-gaps/<uuid:gap_id>/edit", methods=["GET", "POST"])
@requires(Permission.STATE_TEAM_GAPS)
def edit(gap_id: UUID) -> Answer:
    """Change what is said of a gap."""
    actor = current_actor()
    gap = queries.get_gap(actor, gap_id)
    authorise(actor, Permission.STATE_TEAM_GAPS, gap)
    form = GapForm(data=filled_gap(gap)).offer()
    if form.validate_on_submit():
        version = seen_version()
        try:
            services.edit_gap(actor=actor, gap_id=gap_id, data=form.gap(), version=version)
        except DomainError as error:
            _show(form, error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("team_gaps.show", gap_id=gap_id), 303)
    return _form_page(form, gap.project_name, gap.project_id, gap)


@blueprint.post("/team-gaps/<uuid:gap_id>/close")
@requires(Permission.STATE_TEAM_GAPS)
def close(gap_id: UUID) -> Response:
    """Seek nobody for it any more."""
    gap = services.close_gap(actor=current_actor(), gap_id=gap_id)
    flash(_("Closed. Whoever waited for an answer has been told."), "success")
    return redirect(url_for("team_gaps.index", project_id=gap.project_id), 303)


@blueprint.get("/team-gaps/<uuid:gap_id>")
@requires(Permission.VIEW_TEAM_GAPS)
def show(gap_id: UUID) -> str:
    """Show the people who fit a gap, with what is under way."""
    actor = current_actor()
    gap = queries.get_gap(actor, gap_id)
    authorise(actor, Permission.VIEW_TEAM_GAPS, gap)
    own = actor.user_id in gap.member_ids
    meetings = {
        item.offer_id: item
        for item in reversed(queries.meetings_of_project(actor, gap.project_id))
        if item.gap_id == gap_id
    }
    tracks = track_names()
    people = queries.people_for(gap) if own and gap.asks else []
    return render_template(
        "matching/team_gaps/show.html",
        gap=gap,
        facts=gap_facts(gap),
        cards=[person_card(found, tracks, meetings.get(found.offer.id)) for found in people],
        own=own,
        leads=policy.allows(actor, Permission.ASK_TALENT, gap),
        may_state=policy.allows(actor, Permission.STATE_TEAM_GAPS, gap),
        tones=TONES,
        gap_tones=GAP_TONES,
    )


@blueprint.route("/team-gaps/<uuid:gap_id>/people/<uuid:offer_id>", methods=["GET", "POST"])
@requires(Permission.ASK_TALENT)
def ask(gap_id: UUID, offer_id: UUID) -> Answer:
    """Ask somebody who offered themselves to meet the team."""
    actor = current_actor()
    gap = queries.get_gap(actor, gap_id)
    authorise(actor, Permission.ASK_TALENT, gap)
    if not gap.asks:
        raise NotOffered()  # nobody is shown before the project is open for matching, whoever knows an address
    offer = queries.get_shown_offer(offer_id, gap)
    form = AskForm()
    if form.validate_on_submit():
        ids = {"gap_id": gap_id, "offer_id": offer_id}
        made = asked(form, lambda message: services.ask_person(actor=actor, message=message, **ids))
        if made is not None:
            return redirect(url_for("talent.show", introduction_id=made.id), 303)
    page = render_template(
        "matching/team_gaps/ask.html",
        gap=gap,
        offer=offer,
        facts=offer_facts(offer, track_names()),
        form=form,
    )
    return (page, 422) if request.method == "POST" else page
