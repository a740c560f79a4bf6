"""A team names whom it does not want as a judge; the office answers."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from contest.kernel.access import authorise
from contest.kernel.errors import DomainError
from contest.projects.queries import get_access
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from judging.conflicts import queries, services
from judging.conflicts.domain import About, RequestState
from judging.conflicts.forms import AnswerForm, AskForm
from judging.conflicts.texts import REQUEST_TONES
from judging.conflicts.views.blueprint import Page, blueprint
from judging.permissions import Permission
from judging.rounds.views.blueprint import told

OF_PROJECT = "/projects/<uuid:project_id>/recusal-requests"


@blueprint.route(OF_PROJECT, methods=["GET", "POST"])
@requires(Permission.REQUEST_RECUSAL)
def ask(project_id: UUID) -> Page:
    """Show what one's team asked for, and ask for more."""
    authorise(current_actor(), Permission.REQUEST_RECUSAL, get_access(project_id))
    form = AskForm()
    form.offer()
    if request.method == "POST" and form.validate():
        try:
            services.ask(
                actor=current_actor(),
                project_id=project_id,
                about=About(form.about.data),
                name=form.name.data,
                reason=form.reason.data,
            )
        except DomainError as error:
            show_errors(form, error, "name")
        else:
            flash(_("The contest office has your request and will answer it here."), "success")
            return redirect(url_for("conflicts.ask", project_id=project_id), 303)
    page = render_template(
        "judging/conflicts/ask.html",
        form=form,
        project_id=project_id,
        rows=queries.requests_of_project(project_id),
        tones=REQUEST_TONES,
    )
    return page if request.method == "GET" else (page, 422)


@blueprint.post(f"{OF_PROJECT}/<uuid:request_id>/withdraw")
@requires(Permission.REQUEST_RECUSAL)
def withdraw(project_id: UUID, request_id: UUID) -> Response:
    """Take a request back."""
    with told(_("The request is withdrawn.")):
        services.withdraw_request(actor=current_actor(), project_id=project_id, request_id=request_id)
    return redirect(url_for("conflicts.ask", project_id=project_id), 303)


@blueprint.get("/recusal-requests")
@requires(Permission.NOTE_CONFLICT)
def requested() -> str:
    """List what teams ask for."""
    state = request.args.get("state", "")
    return render_template(
        "judging/conflicts/requests.html",
        page=queries.requests(
            current_actor(),
            RequestState(state) if state in set(RequestState) else None,
            page=request.args.get("page", 1, int),
        ),
        state=state,
        states=list(RequestState),
        tones=REQUEST_TONES,
    )


@blueprint.route("/recusal-requests/<uuid:request_id>", methods=["GET", "POST"])
@requires(Permission.NOTE_CONFLICT)
def decide(request_id: UUID) -> Page:
    """Show one request, and answer it."""
    row = queries.get_request(request_id)
    queries.ensure_untied(current_actor(), row.project_id)
    form = AnswerForm()
    form.offer(row)
    if request.method == "POST" and form.validate():
        try:
            services.decide_request(
                actor=current_actor(), request_id=request_id, answer=form.answer.data, **form.meant_ids()
            )
        except DomainError as error:
            show_errors(form, error, "answer")
        else:
            flash(_("Decided. The team reads your answer."), "success")
            return redirect(url_for("conflicts.requested"), 303)
    page = render_template("judging/conflicts/decide.html", form=form, row=row, tones=REQUEST_TONES)
    return page if request.method == "GET" else (page, 422)
