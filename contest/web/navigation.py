"""The navigation each reader sees, from the manifests' entries and the reader's permissions."""

from __future__ import annotations

from collections.abc import Sequence
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
        return [_item(entry) for entry in entries if _visible(entry, actor)]

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {"navigation": navigation, "locale": locale()}


def _visible(entry: NavEntry, actor: Actor) -> bool:
    return policy.holds(actor, entry.permission) and (not entry.roles or actor.has(*entry.roles))


def _item(entry: NavEntry) -> NavItem:
    feature = entry.endpoint.partition(".")[0]
    active = request.endpoint == entry.endpoint or (
        request.blueprint == feature and entry.section != "public"
    )
    return NavItem(str(entry.label), url_for(entry.endpoint), entry.icon, active, entry.section)
