"""The navigation each reader sees, from the manifests' entries and the reader's permissions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for

from contest.kernel.access import Actor, policy
from contest.web.contributions import Manifest, NavEntry
from contest.web.guards import current_actor
from contest.web.i18n import locale


@dataclass(frozen=True, slots=True)
class NavItem:
    """One link as the page shows it."""

    label: str
    url: str
    icon: str
    active: bool
    section: str


def init_navigation(app: Flask, manifests: Sequence[Manifest]) -> None:
    """Give every template `navigation()` and `locale`."""
    entries = tuple(entry for manifest in manifests for entry in manifest.NAVIGATION)

    def navigation() -> list[NavItem]:
        actor = current_actor()
        shown = [entry for entry in entries if _visible(entry, actor)]
        here = present(shown, request.endpoint or "")
        return [_item(entry, entry is here) for entry in shown]

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {"navigation": navigation, "locale": locale()}


def present(entries: Sequence[NavEntry], endpoint: str) -> NavEntry | None:
    """Return the entry a page belongs to: its own, else the one that names it, else its blueprint's only one."""
    blueprint = endpoint.partition(".")[0]
    ways: tuple[Callable[[NavEntry], bool], ...] = (
        lambda entry: entry.endpoint == endpoint,
        lambda entry: endpoint in entry.also,
        lambda entry: entry.endpoint.partition(".")[0] == blueprint,
        lambda entry: f"{blueprint}.*" in entry.also,
    )
    for fits in ways:
        found = [entry for entry in entries if fits(entry)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _visible(entry: NavEntry, actor: Actor) -> bool:
    if not policy.holds(actor, entry.permission):
        return False
    return (not entry.roles or actor.has(*entry.roles)) and not (entry.unless and actor.has(*entry.unless))


def _item(entry: NavEntry, active: bool) -> NavItem:
    return NavItem(str(entry.label), url_for(entry.endpoint), entry.icon, active, entry.section)
