"""The auditor's page."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext as _

from contest.audit import queries
from contest.audit.details import details
from contest.audit.queries import EventFilter
from contest.kernel.clock import SHANGHAI
from contest.kernel.ties import veils
from contest.permissions import Permission, Role
from contest.web.guards import current_actor, requires
from contest.web.i18n import label, localtime
from contest.web.sheets import spreadsheet

blueprint = Blueprint("audit", __name__)
EXPORT_LIMIT = 100_000


def _wanted() -> EventFilter:
    asked = request.args
    return EventFilter(
        action=asked.get("action", "").strip(),
        person=asked.get("person", "").strip(),
        subject_id=_uuid(asked.get("subject", "").strip()),
        since=_day(asked.get("since", "")),
        until=_day(asked.get("until", ""), plus=1),
    )


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


def _day(raw: str, plus: int = 0) -> datetime | None:
    try:
        day = date.fromisoformat(raw) + timedelta(days=plus)
    except (ValueError, OverflowError):
        return None
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


@blueprint.get("/audit")
@requires(Permission.READ_AUDIT)
def index() -> str:
    """Show the log, filtered, with the state of its seals."""
    page = queries.events(current_actor(), _wanted(), page=request.args.get("page", 1, int))
    return render_template(
        "contest/audit/index.html", page=page, details=details, role_words=role_words, deed=deed
    )


def deed(action: str) -> str:
    """Return what an action is called in the reader's language; nothing for one that no code records any more."""
    return str(current_app.extensions["deeds"].get(action, ""))


def _dump(facts: object) -> str:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def role_words(roles: str) -> str:
    """Return in whose name something was done, in the reader's language; `roles` as the log keeps them."""
    words = {"system": _("by itself"), **{role.value: label(role) for role in Role}}
    return str(_(", ")).join(str(words.get(role, role)) for role in roles.split(","))


@blueprint.get("/audit/verify")
@requires(Permission.READ_AUDIT)
def verify() -> str:
    """Recompute the chain (fragment)."""
    return render_template(
        "contest/audit/_verification.html", found=queries.verify(), counted=not veils.objects(current_actor())
    )


@blueprint.get("/audit/export.xlsx")
@requires(Permission.READ_AUDIT)
def export() -> Response:
    """Export what the filter shows."""
    columns = [_("Time"), _("Who"), _("Role"), _("What"), _("Object"), _("Key"), _("Details")]
    rows = [
        (
            localtime(event.at, "second"),
            event.actor_name,
            event.actor_role,
            event.action,
            event.subject_kind,
            str(event.subject_id or ""),
            _dump(event.facts),
        )
        for event in queries.all_events(current_actor(), _wanted(), EXPORT_LIMIT)
    ]
    return spreadsheet("audit", columns, rows)
