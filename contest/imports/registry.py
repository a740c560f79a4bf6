"""The kinds of imports there are, as the manifests contribute them."""

from __future__ import annotations

from flask import current_app

from contest.imports.domain import ImportKind
from contest.kernel.access import Actor, policy
from contest.kernel.errors import NotFound


def kinds() -> tuple[ImportKind, ...]:
    """Return every kind, in the order of the manifests."""
    return tuple(kind for manifest in current_app.extensions["manifests"] for kind in manifest.IMPORT_KINDS)


def kinds_for(actor: Actor) -> tuple[ImportKind, ...]:
    """Return the kinds somebody may import, given that they may import at all."""
    return tuple(kind for kind in kinds() if kind.permission is None or policy.holds(actor, kind.permission))


def find_kind(name: str) -> ImportKind | None:
    """Return the kind with this name, None if there is none."""
    return next((kind for kind in kinds() if kind.name == name), None)


def get_kind(name: str) -> ImportKind:
    """Return the kind with this name; raise NotFound."""
    kind = find_kind(name)
    if kind is None:
        raise NotFound(kind="import_kind", key=name)
    return kind
