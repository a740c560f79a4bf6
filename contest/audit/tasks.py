"""The job that seals."""

from __future__ import annotations

from contest.audit.services import seal


def seal_log() -> None:
    """Seal what is complete."""
    seal()
