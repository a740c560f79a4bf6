"""Jobs of outcomes."""

from __future__ import annotations

from matching.outcomes import services


def ask() -> None:
    """Ask once what came of introductions that have been silent for a month; end reports nobody answered."""
    services.expire_overdue()
    services.ask_what_came_of_it()
