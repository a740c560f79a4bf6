"""Decide many entries at once: what would happen, then exactly that."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from contest.entries.queries import find_entries
from contest.entry_forms.queries import current_form
from contest.kernel.errors import Invalid, NotFound
from contest.permissions import Permission
from contest.screening import presentation, queries, services
from contest.screening.domain import DecisionKind, Order, PreviewChanged
from contest.screening.domain.deciding import Preview
from contest.screening.services import BATCH_LIMIT
from contest.screening.services.telling import CODES
from contest.screening.texts import NOTICES
from contest.screening.views.blueprint import blueprint
from contest.screening.views.entry import usual_deadline
from contest.seasons.domain import Rulebook
from contest.web.errors import field_messages
from contest.web.guards import current_actor, requires
from contest.web.i18n import localtime

LISTED = 50


@blueprint.get("/office/screening/batch")
@requires(Permission.DECIDE_ENTRY)
def batch() -> str:
    """Ask for the decision and show what it would do to the entries of the filter, or to those ticked."""
    _seasons, book = presentation.chosen_season(current_actor())
    if book is None:
        raise NotFound(kind="season")
    return _page(book)


def _page(book: Rulebook, note: str = "") -> str:
    order, ids = presentation.order_of(), _chosen(book)
    shown: Preview | None = None
    errors: dict[str, str] = {}
    if "kind" in request.values:
        try:
            shown = services.preview_batch(
                actor=current_actor(), season_id=book.season_id, entry_ids=ids, order=order
            )
        except Invalid as error:
            # The first visit asks; only what was sent once is complained about.
            errors = field_messages(error) if "asked" in request.values else {}
    asked = presentation.wanted(book)
    entries = find_entries(_listed(shown)) if shown else {}
    return render_template(
        "contest/screening/batch.html",
        book=book,
        order=order,
        shown=shown,
        entries=entries,
        listed=LISTED,
        limit=BATCH_LIMIT,
        chosen=len(ids),
        picked=request.values.getlist("entry"),
        errors=errors,
        changed=note,
        kinds=list(DecisionKind),
        fingerprint=shown.fingerprint(book.season_id) if shown else "",
        **_notice(order),
        until=request.values.get("until") or presentation.typed(usual_deadline(book)),
        parts=presentation.part_choices(current_form(book.season_id)),
        carried=presentation.carried(book, asked),
    )


def _notice(order: Order) -> dict[str, str]:
    """Return the notice as a team reads it, with a dash where its project's name stands."""
    kind = NOTICES[CODES[order.kind]]
    params = {
        "project": "…",
        "reason": order.reason,
        "until_at": localtime(order.until) if order.until else "",
    }
    return {"sample_title": str(kind.title) % params, "sample_body": str(kind.body) % params}


def _listed(shown: Preview) -> list[UUID]:
    refused = list(shown.refused)[:LISTED]
    return [*(case.entry_id for case in shown.decided[:LISTED]), *refused]


def _chosen(book: Rulebook) -> list[UUID]:
    """Return the entries ticked in the queue, or all that the filter keeps, up to the limit."""
    picked = []
    for raw in request.values.getlist("entry"):
        try:
            picked.append(UUID(raw))
        except ValueError:
            continue
    kept = queries.matching_ids(current_actor(), presentation.wanted(book), limit=BATCH_LIMIT)
    return [entry_id for entry_id in kept if entry_id in set(picked)] if picked else kept


@blueprint.post("/office/screening/batch")
@requires(Permission.DECIDE_ENTRY)
def confirm() -> Response | tuple[str, int]:
    """Decide what the preview showed; pressing twice decides once."""
    _seasons, book = presentation.chosen_season(current_actor())
    if book is None:
        raise NotFound(kind="season")
    order: Order = presentation.order_of()
    try:
        done = services.confirm_batch(
            actor=current_actor(),
            season_id=book.season_id,
            entry_ids=_chosen(book),
            order=order,
            fingerprint=request.form.get("fingerprint", ""),
        )
    except (PreviewChanged, Invalid) as error:
        if isinstance(error, Invalid):
            return _page(book), 422
        return _page(
            book, _("Something changed since the preview. Nothing was decided; this is how it is now.")
        ), 409
    flash(
        ngettext("%(num)d entry decided.", "%(num)d entries decided.", done.decided)
        + " "
        + _("Their teams are told."),
        "success",
    )
    asked = presentation.wanted(book)
    return redirect(url_for("screening.index", **presentation.carried(book, asked)), 303)
