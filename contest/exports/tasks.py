"""The jobs that make files and end them."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from contest.exports import services


def make(export_id: str) -> None:
    """Make a file; run twice, the second time does nothing."""
    kinds = {
        kind.name: kind for manifest in current_app.extensions["manifests"] for kind in manifest.EXPORT_KINDS
    }
    services.make(export_id=UUID(export_id), kinds=kinds, storage=current_app.extensions["storage"])


def end() -> None:
    """Remove what was kept long enough."""
    services.end()
