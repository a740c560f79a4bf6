"""Jobs of outcomes."""

from __future__ import annotations

from matching.outcomes import services


def ask() -> None:
    """Ask once what came of introductions that have been silent for a month."""
    services.ask_what_came_of_it()
