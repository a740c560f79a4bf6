"""Records of a round: asked for, watched while the worker makes them, fetched."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from contest.kernel.access import authorise
from contest.kernel.errors import FieldError, Invalid
from contest.web.guards import current_actor, requires
from contest.web.htmx import is_htmx
from contest.web.i18n import label, locale
from contest.web.sheets import TYPE
from judging.permissions import Permission
from judging.records import queries, services
from judging.records.domain import RecordKind
from judging.rounds.queries import get_round
from judging.rounds.views.blueprint import heading

blueprint = Blueprint("records", __name__)


@blueprint.get("/rounds/<uuid:round_id>/records")
@requires(Permission.EXPORT_RECORDS)
def of_round(round_id: UUID) -> str:
    """Show which spreadsheets of a round there are, and those one asked for."""
    actor = current_actor()
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.EXPORT_RECORDS, round_)
    return render_template(
        "judging/records/of_round.html",
        **heading(round_, "records.of_round"),
        kinds=list(RecordKind),
        records=queries.records_of(actor, round_id),
        scope=queries.scope_of(actor, round_),
    )


@blueprint.post("/rounds/<uuid:round_id>/records")
@requires(Permission.EXPORT_RECORDS)
def ask(round_id: UUID) -> BaseResponse:
    """Ask for a spreadsheet."""
    authorise(current_actor(), Permission.EXPORT_RECORDS, get_round(current_actor(), round_id))
    kind = request.form.get("kind", "")
    if kind not in set(RecordKind):
        raise Invalid(FieldError("kind", "invalid_choice"))
    row = services.ask(actor=current_actor(), round_id=round_id, kind=RecordKind(kind), locale=locale())
    return redirect(url_for("records.show", record_id=row.id), 303)


@blueprint.get("/records/<uuid:record_id>")
@requires(Permission.EXPORT_RECORDS)
def show(record_id: UUID) -> str:
    """Show how far a spreadsheet is, then where to fetch it; the page asks again by itself while it is made."""
    actor = current_actor()
    found = queries.get_record(actor, record_id)
    if is_htmx():
        return render_template("judging/records/_record.html", record=found)
    return render_template(
        "judging/records/show.html",
        **heading(get_round(actor, found.round_id), "records.of_round"),
        record=found,
    )


@blueprint.post("/records/<uuid:record_id>/file")
@requires(Permission.EXPORT_RECORDS)
def fetch(record_id: UUID) -> Response:
    """Send a spreadsheet. A POST, because that it was fetched is written down."""
    row = services.fetch(actor=current_actor(), record_id=record_id)
    assert row.storage_key is not None
    return send_file(
        current_app.extensions["storage"].open(row.storage_key),
        mimetype=TYPE,
        as_attachment=True,
        download_name=f"{label(row.kind)}-{row.created_at:%Y-%m-%d}.xlsx",
        max_age=0,
    )
