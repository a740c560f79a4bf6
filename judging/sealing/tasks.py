"""The job that makes the file of a confirmed seal."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from judging.sealing import services


def make_seal(seal_id: str) -> None:
    """Make the file; run twice, the second time does nothing."""
    services.make(seal_id=UUID(seal_id), storage=current_app.extensions["storage"])
