"""Jobs of what came of meeting possible partners."""

from __future__ import annotations

from matching.joinings import services


def ask() -> None:
    """End reports nobody answered; ask once what came of introductions that have been silent for a month."""
    services.expire_overdue()
    services.ask_what_came_of_it()
