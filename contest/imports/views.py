"""The office's pages: choose a kind, upload, choose columns, look at what would happen, import."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from contest.imports import queries, services
from contest.imports.domain import Column, ImportKind, RunState, Scope
from contest.imports.forms import PREFIX, UploadForm, chosen, columns_form
from contest.imports.presentation import error_report, message, shown
from contest.imports.queries import RunView
from contest.imports.registry import find_kind, get_kind, kinds_for
from contest.imports.template import template as template_of
from contest.imports.texts import TONES
from contest.kernel.access import require
from contest.kernel.errors import DomainError, Invalid
from contest.permissions import Permission
from contest.web.errors import describe
from contest.web.forms import show_errors
from contest.web.guards import current_actor, requires
from contest.web.i18n import l10n, locale
from contest.web.sheets import TYPE

blueprint = Blueprint("imports", __name__)
ERRORS_SHOWN = 100


@blueprint.get("/office/imports")
@requires(Permission.IMPORT)
def index() -> str:
    """List what can be imported and what was."""
    actor = current_actor()
    return render_template(
        "contest/imports/index.html",
        kinds=kinds_for(actor),
        page=queries.list_runs(actor, page=request.args.get("page", 1, type=int)),
        names={kind.name: kind.label for kind in kinds_for(actor)},
        tones=TONES,
    )


@blueprint.route("/office/imports/new/<kind_name>", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def new(kind_name: str) -> str | BaseResponse | tuple[str, int]:
    """Upload a file of one kind."""
    kind = _permitted(kind_name)
    seasons = list(kind.seasons(current_actor())) if kind.seasons else []
    form = UploadForm()
    form.offer(seasons)
    if form.validate_on_submit():
        try:
            return redirect(_started(kind, form), 303)
        except DomainError as error:
            show_errors(form, error, "file")
    page = render_template("contest/imports/new.html", kind=kind, form=form, seasons=seasons)
    return (page, 422) if request.method == "POST" else page


def _started(kind: ImportKind, form: UploadForm) -> str:
    sent = form.file.data
    actor, storage = current_actor(), current_app.extensions["storage"]
    run_id, complete = services.start_run(
        actor=actor,
        kind=kind,
        season=form.chosen_season,
        filename=sent.filename or "",
        stream=sent.stream,
        storage=storage,
        max_bytes=current_app.extensions["settings"].files.max_bytes,
    )
    if not complete:
        return url_for("imports.columns", run_id=run_id)
    services.check_run(actor=actor, kind=kind, run_id=run_id, storage=storage, wait=True)
    return url_for("imports.show", run_id=run_id)


@blueprint.get("/office/imports/templates/<kind_name>.xlsx")
@requires(Permission.IMPORT)
def template(kind_name: str) -> Response:
    """Send the empty spreadsheet of a kind, with the options of a season."""
    kind = _permitted(kind_name)
    content = template_of(kind.columns(Scope(current_actor(), request.args.get("season", ""))), locale())
    return _attachment(content, f"{kind.name}.xlsx")


@blueprint.route("/office/imports/<uuid:run_id>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def columns(run_id: UUID) -> str | BaseResponse | tuple[str, int]:
    """Say which header of the file is which column."""
    run, kind, wanted = _run(run_id)
    storage = current_app.extensions["storage"]
    samples = services.samples(run=run, storage=storage)
    form = columns_form(wanted, run.headers, run.mapping, samples)
    if form.validate_on_submit():
        actor, picked = current_actor(), chosen(form, run.headers)
        try:
            services.choose_columns(actor=actor, kind=kind, run_id=run_id, chosen=picked)
        except Invalid as error:
            _show_beside(form, run, wanted, error)
        else:
            services.check_run(actor=actor, kind=kind, run_id=run_id, storage=storage, wait=True)
            return redirect(url_for("imports.show", run_id=run_id), 303)
    needed = [l10n(column.label) for column in wanted if column.required]
    page = render_template("contest/imports/columns.html", run=run, kind=kind, form=form, needed=needed)
    return (page, 422) if request.method == "POST" else page


def _show_beside(form: Any, run: RunView, wanted: tuple[Column, ...], error: Invalid) -> None:
    """Put an error beside the header it names, or above the form with the name of its column."""
    labels = {column.code: l10n(column.label) for column in wanted}
    for item in error.errors:
        text = describe(item.code, item.params)
        if item.field in run.headers:
            field = form[f"{PREFIX}{run.headers.index(item.field)}"]
            field.errors = [*field.errors, text]
        else:
            form.form_errors.append(f"{labels.get(item.field, item.field)}: {text}")


@blueprint.get("/office/imports/<uuid:run_id>")
@requires(Permission.IMPORT)
def show(run_id: UUID) -> str:
    """Show where a file stands: being checked, what it would do, what is wrong with it, what it did."""
    return render_template("contest/imports/show.html", **_shown(run_id))


@blueprint.get("/office/imports/<uuid:run_id>/status")
@requires(Permission.IMPORT)
def status(run_id: UUID) -> str:
    """Return the part of the page that changes while a job works."""
    return render_template("contest/imports/_status.html", **_shown(run_id))


@blueprint.post("/office/imports/<uuid:run_id>/run")
@requires(Permission.IMPORT)
def run(run_id: UUID) -> BaseResponse:
    """Import a file that was checked; it is checked again, for things may have changed."""
    _view, kind, _columns = _run(run_id)
    services.carry_out_run(
        actor=current_actor(),
        kind=kind,
        run_id=run_id,
        storage=current_app.extensions["storage"],
        wait=True,
    )
    if queries.get_run(current_actor(), run_id).state is RunState.DONE:
        flash(_("The file is imported."), "success")
    return redirect(url_for("imports.show", run_id=run_id), 303)


@blueprint.get("/office/imports/<uuid:run_id>/errors.xlsx")
@requires(Permission.IMPORT)
def errors(run_id: UUID) -> Response:
    """Send every error as a spreadsheet, one line each."""
    run, _kind, wanted = _run(run_id)
    return _attachment(error_report(run.errors, wanted), f"{run.kind}-errors.xlsx")


def _permitted(kind_name: str) -> ImportKind:
    kind = get_kind(kind_name)
    if kind.permission is not None:
        require(current_actor(), kind.permission)
    return kind


def _run(run_id: UUID) -> tuple[RunView, ImportKind, tuple[Column, ...]]:
    run = queries.get_run(current_actor(), run_id)
    kind = _permitted(run.kind)
    return run, kind, kind.columns(Scope(current_actor(), run.season))


def _shown(run_id: UUID) -> dict[str, Any]:
    run = queries.get_run(current_actor(), run_id)
    kind = find_kind(run.kind)
    wanted: tuple[Column, ...] = ()
    failure = describe(run.failure["code"], run.failure["params"]) if run.failure else ""
    if kind is not None:
        try:
            wanted = kind.columns(Scope(current_actor(), run.season))
        except DomainError as error:  # its season is archived by now: the page still tells what happened
            failure = failure or message(error)
    return {
        "run": run,
        "kind": kind,
        "tone": TONES[run.state],
        "lines": shown(run.errors[:ERRORS_SHOWN], wanted),
        "failure": failure,
    }


def _attachment(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=TYPE, headers=headers)
