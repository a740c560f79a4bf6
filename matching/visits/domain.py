"""What of a winner can be opened."""

from __future__ import annotations

from enum import StrEnum


class Visited(StrEnum):
    """What was opened."""

    PROJECT = "project"
    INTRODUCTION = "introduction"
