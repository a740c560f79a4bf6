"""Records of a round: asked for, watched while the worker makes them, fetched."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from contest.exports import services as exports
from contest.exports.queries import ExportView, exports_of
from contest.exports.views import add_pages
from contest.kernel.access import Actor, authorise
from contest.kernel.errors import FieldError, Invalid
from contest.web.guards import current_actor, requires
from contest.web.i18n import locale
from judging.permissions import Permission
from judging.records.asked import KIND, kind_of
from judging.records.domain import RecordKind
from judging.records.queries import scope_of
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
        kind_of=kind_of,
        asked=exports_of(actor, KIND.name, round_id),
        scope=scope_of(actor, round_),
    )


@blueprint.post("/rounds/<uuid:round_id>/records")
@requires(Permission.EXPORT_RECORDS)
def ask(round_id: UUID) -> Response:
    """Ask for a spreadsheet."""
    authorise(current_actor(), Permission.EXPORT_RECORDS, get_round(current_actor(), round_id))
    kind = request.form.get("kind", "")
    if kind not in set(RecordKind):
        raise Invalid(FieldError("kind", "invalid_choice"))
    row = exports.ask(
        actor=current_actor(),
        kind=KIND,
        about=round_id,
        locale=locale(),
        wanted={"kind": kind},
        facts={"kind": kind},
    )
    return redirect(url_for("records.asked", export_id=row.id), 303)


def _around(actor: Actor, found: ExportView) -> dict[str, Any]:
    return {"kind": kind_of(found), **heading(get_round(actor, found.about), "records.of_round")}


add_pages(blueprint, KIND, permission=Permission.EXPORT_RECORDS, templates="judging/records", context=_around)
