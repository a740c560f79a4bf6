"""What an entry of a file competes in."""

from __future__ import annotations

from collections.abc import Collection

from judging.ranking.domain import section_code
from judging.sealing.domain.content import SealedEntry


def section_of(entry: SealedEntry, divided_by: Collection[str]) -> str:
    """Return what an entry competes in."""
    codes = {"track": entry.track, "group": entry.group, "zone": entry.zone}
    return section_code(**{name: code for name, code in codes.items() if name in divided_by})
