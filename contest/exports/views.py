"""The pages of a kind of file, for the blueprint of whoever contributes it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, send_file

from contest.exports import queries, services
from contest.exports.domain import ExportKind
from contest.exports.queries import ExportView
from contest.kernel.access import Actor
from contest.kernel.errors import DomainError
from contest.web.errors import describe
from contest.web.guards import current_actor, requires
from contest.web.htmx import is_htmx
from contest.web.i18n import localdate
from contest.web.sheets import TYPE

TYPES = {"xlsx": TYPE, "pdf": "application/pdf", "zip": "application/zip"}


def add_pages(
    blueprint: Blueprint,
    kind: ExportKind,
    *,
    permission: StrEnum,
    templates: str,
    context: Callable[[Actor, ExportView], dict[str, Any]],
) -> None:
    """Add `.asked`, the page of a file, and `.fetch_asked`, which sends it.

    The folder `templates` holds asked.html and the part of it that is renewed, _asked.html; `context` gives what they
    need beside `export`.
    """

    @blueprint.get(f"{kind.place}/<uuid:export_id>")
    @requires(permission)
    def asked(export_id: UUID) -> str:
        """Show how far a file is, then where to fetch it; the page asks again by itself while it is being made."""
        actor = current_actor()
        found = queries.get_export(actor, kind.name, export_id)
        part = "_asked" if is_htmx() else "asked"
        try:
            if found.refusal is None:
                kind.check(actor, found)
                more = context(actor, found)
                return render_template(f"{templates}/{part}.html", export=found, ending=kind.ending, **more)
            reason = describe(**found.refusal)
        except DomainError as error:
            reason = describe(error.code, error.params)
        # A page of its own: its reader may not see those around the others any more.
        return render_template(f"contest/exports/{part}.html", export=found, reason=reason)

    @blueprint.post(f"{kind.place}/<uuid:export_id>/file")
    @requires(permission)
    def fetch_asked(export_id: UUID) -> Response:
        """Send a file. A POST, because that it was fetched is written down."""
        return send(kind, export_id)


def send(kind: ExportKind, export_id: UUID) -> Response:
    """Answer with one of the reader's own files; that it was fetched is written down."""
    found = services.fetch(actor=current_actor(), kind=kind, export_id=export_id)
    assert found.storage_key is not None
    return send_file(
        current_app.extensions["storage"].open(found.storage_key),
        mimetype=TYPES[kind.ending],
        as_attachment=True,
        download_name=f"{kind.title(found)}-{localdate(found.created_at)}.{kind.ending}",
        max_age=0,
    )
