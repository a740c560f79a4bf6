"""Taking over an imported project, entering on a base's recommendation, and the lists behind them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response

from contest.accounts.links import RESET, make_link
from contest.accounts.queries import get_user
from contest.bases import queries as base_queries
from contest.channels import queries, services
from contest.channels.domain import AlreadyReferred
from contest.channels.links import read_claim, read_referral, referral_path
from contest.kernel import clock
from contest.kernel.access import authorise, policy
from contest.permissions import Permission
from contest.projects.domain import NotEditable
from contest.projects.domain.editing import PartNotOpen
from contest.seasons import queries as season_queries
from contest.seasons.domain import WindowClosed, WindowNotOpen
from contest.web.errors import describe
from contest.web.guards import current_actor, requires

blueprint = Blueprint("channels", __name__)


@blueprint.get("/office/imported")
@requires(Permission.IMPORT)
def imported() -> str:
    """List imported projects and whether their teams have taken them over."""
    seasons, chosen = season_queries.choose_season(current_actor(), request.args.get("season", ""))
    if chosen is None:
        return render_template("contest/channels/imported.html", season=None, seasons=seasons)
    waiting = request.args.get("show", "") == "open"
    return render_template(
        "contest/channels/imported.html",
        season=chosen,
        seasons=seasons,
        waiting=waiting,
        page=queries.imported_projects(
            current_actor(), chosen.id, open_only=waiting, page=request.args.get("page", 1, type=int)
        ),
        unclaimed=queries.count_unclaimed(current_actor(), chosen.id),
    )


@blueprint.post("/office/imported")
@requires(Permission.IMPORT)
def send() -> Response:
    """Write to the leaders of projects that nobody took over."""
    season = season_queries.get_season(request.form.get("season", ""))
    sent = services.send_claims(actor=current_actor(), season_id=season.id)
    flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", sent), "success")
    return redirect(url_for("channels.imported", season=season.slug), 303)


@blueprint.get("/channels/claim/<token>")
@requires(Permission.BROWSE)
def claim(token: str) -> Response | str:
    """Say what the link is for, and ask."""
    offer = queries.claim_offer(read_claim(token))
    actor = current_actor()
    if offer.claimed_at is not None and current_user.is_authenticated:
        return redirect(url_for("projects.show", project_id=offer.project_id), 303)
    return render_template(
        "contest/channels/claim.html",
        offer=offer,
        token=token,
        signed_in=current_user.is_authenticated,
        fits=queries.has_address(actor, offer.email),
    )


@blueprint.post("/channels/claim/<token>/begin")
@requires(Permission.BROWSE)
def begin(token: str) -> Response:
    """Lead somebody whose account was made by the import to choosing a password: the link proves the address."""
    offer = queries.claim_offer(read_claim(token))
    back = url_for("channels.claim", token=token)
    if offer.user_id is None or offer.proved:
        return redirect(url_for("accounts.sign_in", next=back), 303)
    session["next"] = back
    return redirect("/account/reset/" + make_link(RESET, get_user(offer.user_id)), 303)


@blueprint.post("/channels/claim/<token>")
@requires(Permission.CREATE_PROJECT)
def accept(token: str) -> Response:
    """Take the project over."""
    project_id = services.claim(actor=current_actor(), claim_id=read_claim(token))
    flash(
        _("The project is yours now. Check what was entered for you, and say what you agree to."), "success"
    )
    return redirect(url_for("projects.show", project_id=project_id), 303)


@blueprint.get("/bases/<uuid:base_id>/recommended")
@requires(Permission.VIEW_SLOTS)
def recommended(base_id: UUID) -> str:
    """Show a base what came on its recommendation, and the link to pass on."""
    base = base_queries.get_base(current_actor(), base_id, clock.today())
    authorise(current_actor(), Permission.VIEW_SLOTS, base)
    season = season_queries.current_season()
    may_invite = season is not None and policy.allows(current_actor(), Permission.NOMINATE, base)
    return render_template(
        "contest/channels/recommended.html",
        base=base,
        page=queries.referred_by(base_id, page=request.args.get("page", 1, type=int)),
        years=queries.referrals_by_year(base_id),
        link=request.host_url.rstrip("/") + referral_path(base_id, season.id)
        if season and may_invite
        else None,
        season=season,
    )


@blueprint.get("/channels/recommended/<token>")
@requires(Permission.BROWSE)
def referral(token: str) -> str:
    """Ask a team which of its projects enters on the recommendation."""
    base_id, season_id = read_referral(token)
    return render_template(
        "contest/channels/referral.html",
        base=base_queries.get_base(current_actor(), base_id, clock.today()),
        season=season_queries.get_season(season_id),
        token=token,
        signed_in=current_user.is_authenticated,
        projects=queries.own_projects_to_refer(current_actor(), season_id),
    )


@blueprint.post("/channels/recommended/<token>")
@requires(Permission.SUBMIT_PROJECT)
def refer(token: str) -> Response:
    """Enter on the recommendation."""
    base_id, season_id = read_referral(token)
    known = {str(key): key for key, _name in queries.own_projects_to_refer(current_actor(), season_id)}
    chosen = known.get(request.form.get("project", ""))
    if chosen is None:
        flash(_("Please choose a project."), "error")
        return redirect(url_for("channels.referral", token=token), 303)
    try:
        services.refer(actor=current_actor(), base_id=base_id, season_id=season_id, project_id=chosen)
    except (AlreadyReferred, NotEditable, PartNotOpen, WindowClosed, WindowNotOpen) as refusal:
        flash(describe(refusal.code, refusal.params), "error")
        return redirect(url_for("channels.referral", token=token), 303)
    flash(_("The project enters on the base's recommendation."), "success")
    return redirect(url_for("projects.show", project_id=chosen), 303)
