"""States of a base's title (domain.md §1.1)."""

from __future__ import annotations

from enum import StrEnum


class TitleState(StrEnum):
    """A title in rectification keeps its rights unless the season says otherwise; a delisted one has none."""

    VALID = "valid"
    RECTIFYING = "rectifying"
    DELISTED = "delisted"
