"""Jobs of documents."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from contest.documents import services


def extract(sha256: str) -> None:
    """Read the text of a file."""
    services.extract(sha256=sha256, storage=current_app.extensions["storage"])


def catch_up() -> None:
    """Ask for the texts nobody asked for yet."""
    services.catch_up()


def drop_parts(upload_id: str) -> None:
    """Erase the parts of an ended upload."""
    services.drop_parts(upload_id=UUID(upload_id), storage=current_app.extensions["storage"])


def sweep_uploads() -> None:
    """Forget uploads nobody went on with."""
    services.sweep()
