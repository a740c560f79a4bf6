"""Jobs of privacy: end what is kept too long, erase its bytes."""

from __future__ import annotations

from flask import current_app

from contest.privacy import services


def end_retention() -> None:
    """End what is kept too long."""
    services.end_retention()


def sweep_files() -> None:
    """Have bytes erased that no row speaks of."""
    services.sweep(storage=current_app.extensions["storage"])


def erase_files(files: list[list[str]]) -> None:
    """Erase the bytes of files whose rows have ended."""
    pairs = [(sha256, key) for sha256, key in files]
    services.erase_files(files=pairs, storage=current_app.extensions["storage"])
