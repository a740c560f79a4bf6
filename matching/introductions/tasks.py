"""Jobs of introductions."""

from __future__ import annotations

from matching.introductions import services


def expire() -> None:
    """End what nobody answered in time."""
    services.expire_overdue()
