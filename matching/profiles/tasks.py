"""Jobs of profiles."""

from __future__ import annotations

from matching.profiles import services


def remind() -> None:
    """Ask owners whether what they said half a year ago still holds."""
    services.remind()
