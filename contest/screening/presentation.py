"""What the pages of the formal check share: the season, filters, options, what an answer to a rule reads like."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _

from contest.entry_forms.domain import Form
from contest.kernel.access import Actor, policy
from contest.kernel.clock import SHANGHAI
from contest.permissions import Permission
from contest.projects.reasons import condition_items
from contest.screening.domain import DecisionKind, Order, Stand
from contest.screening.queries import TO_DO, QueueFilter
from contest.seasons import queries as season_queries
from contest.seasons.domain import Check, Rulebook
from contest.seasons.queries import SeasonView
from contest.web.i18n import l10n, label

ALL = "all"
FILTERS = ("stand", "zone", "track", "group", "channel", "recommended")


def chosen_season(actor: Actor) -> tuple[list[SeasonView], Rulebook | None]:
    """Return the seasons to choose from and the rulebook of the one the address names, by default the open one."""
    seasons, known = season_queries.choose_season(actor, request.values.get("season", ""))
    return seasons, season_queries.rulebook(known.id) if known else None


def wanted(book: Rulebook) -> QueueFilter:
    """Return the filter the address (or the form that carries it along) names."""
    values = {name: request.values.get(name, "") for name in FILTERS}
    # Without a word about it the queue is what waits; everything is asked for by name.
    if values["stand"] not in set(Stand):
        values["stand"] = "" if values["stand"] == ALL else TO_DO
    return QueueFilter(season_id=book.season_id, text=request.values.get("q", ""), **values)


def carried(book: Rulebook, asked: QueueFilter) -> dict[str, Any]:
    """Return the filter as values of an address, without what is empty."""
    values = {"season": book.slug, "q": asked.text}
    values |= {name: getattr(asked, name) for name in FILTERS}
    values["stand"] = {"": ALL, TO_DO: ""}.get(asked.stand, asked.stand)
    return {name: value for name, value in values.items() if value}


def options(book: Rulebook) -> dict[str, list[tuple[str, str]]]:
    """Return the options of the filters in the reader's language."""
    return {
        "stand": [(ALL, _("All")), *((str(one), label(one)) for one in Stand)],
        "zone": [(part.code, l10n(part.name)) for part in book.zones],
        "track": [(part.code, l10n(part.name)) for part in book.tracks],
        "group": [(part.code, l10n(part.name)) for part in book.groups],
        "channel": [(part.code, l10n(part.name)) for part in book.channels],
        "recommended": [(str(kind), label(kind)) for kind in DecisionKind],
    }


def may(actor: Actor, permission: Permission) -> bool:
    """Say whether the actor holds a permission at all."""
    return policy.holds(actor, permission)


def order_of() -> Order:
    """Return the order a browser sent; a kind that does not exist is a pass, which asks for most."""
    raw = request.values.get("kind", "")
    kind = DecisionKind(raw) if raw in set(DecisionKind) else DecisionKind.PASS
    returned = kind is DecisionKind.RETURN
    return Order(
        kind=kind,
        # Browsers end lines as they please; the order must read the same each time it is sent.
        reason=request.values.get("reason", "").replace("\r\n", "\n").strip(),
        until=moment(request.values.get("until", "")) if returned else None,
        fields=tuple(request.values.getlist("fields")) if returned else (),
        settle_office=kind is DecisionKind.PASS and request.values.get("settle_office") == "1",
    )


def moment(raw: str) -> datetime | None:
    """Return a moment typed in Shanghai time, None for anything else."""
    try:
        return datetime.fromisoformat(raw).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def typed(at: datetime) -> str:
    """Return a moment the way a date and time control holds it, in Shanghai time."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


def part_choices(form: Form) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the fields and files a return may name, section by section."""
    return [
        (l10n(section.label), [(spec.code, l10n(spec.label)) for spec in section.fields])
        for section in form.sections
    ]


def part_names(form: Form, codes: tuple[str, ...] | frozenset[str]) -> list[str]:
    """Return the names of fields and files in the order of the form."""
    return [l10n(spec.label) for spec in form.specs if spec.code in codes]


def conditions(checks: tuple[Check, ...]) -> list[dict[str, Any]]:
    """Return the season's rules as the criteria macro takes them."""
    return condition_items(checks)
