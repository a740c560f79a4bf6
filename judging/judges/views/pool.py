"""The office keeps the pool."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from contest.kernel.access import policy
from contest.kernel.errors import DomainError
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.judges import queries, services
from judging.judges.forms import JudgeForm, NewJudgeForm, filled
from judging.judges.queries import JudgeFilter
from judging.judges.texts import LANGUAGES
from judging.judges.views.blueprint import Page, blueprint, track_names
from judging.permissions import Permission


def asked_filter() -> JudgeFilter:
    """Return the filter that is in the address."""
    return JudgeFilter(
        text=request.args.get("q", "").strip()[:80],
        track=request.args.get("track", ""),
        language=request.args.get("language", ""),
        active={"yes": True, "no": False}.get(request.args.get("active", "")),
    )


def filter_choices() -> dict[str, object]:
    """Return what the filter bar of a list of judges offers."""
    return {
        "tracks": track_names(),
        "languages": [(code, str(name)) for code, name in LANGUAGES.items()],
    }


@blueprint.get("/judges")
@requires(Permission.VIEW_JUDGES)
def index() -> str:
    """List the pool."""
    wanted = asked_filter()
    return render_template(
        "judging/judges/index.html",
        page=queries.pool(current_actor(), wanted, page=request.args.get("page", 1, int)),
        wanted=wanted,
        may_manage=policy.holds(current_actor(), Permission.MANAGE_JUDGES),
        **filter_choices(),
    )


@blueprint.route("/judges/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_JUDGES)
def create() -> Page:
    """Take a person into the pool."""
    form = (
        NewJudgeForm(data={"languages": ["zh"], "active": True})
        if request.method == "GET"
        else NewJudgeForm()
    )
    form.offer_tracks(list(track_names().items()))
    if request.method == "GET":
        return render_template("judging/judges/edit.html", form=form, judge=None)
    if form.validate():
        try:
            services.add_judge(actor=current_actor(), email=form.email.data, details=form.details())
        except DomainError as error:
            show_errors(form, error, "email")
        else:
            flash(_("The judge is in the pool and has been told."), "success")
            return redirect(url_for("judges.index"), 303)
    return render_template("judging/judges/edit.html", form=form, judge=None), 422


@blueprint.route("/judges/<uuid:judge_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_JUDGES)
def edit(judge_id: UUID) -> Page:
    """Change what the pool says of a judge."""
    judge = queries.get_judge(current_actor(), judge_id)
    form = JudgeForm(data=filled(judge)) if request.method == "GET" else JudgeForm()
    form.offer_tracks(list(track_names().items()))
    if request.method == "GET":
        return render_template("judging/judges/edit.html", form=form, judge=judge)
    if form.validate():
        try:
            services.change_judge(actor=current_actor(), judge_id=judge_id, details=form.details())
        except DomainError as error:
            show_errors(form, error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("judges.index"), 303)
    return render_template("judging/judges/edit.html", form=form, judge=judge), 422
