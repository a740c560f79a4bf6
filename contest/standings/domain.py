"""Outcomes of an entry in a stage."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """`promoted` filled a vacancy in rank order; `held` waits at a tie; `unscored` has too few valid sheets."""

    ADVANCED = "advanced"
    PROMOTED = "promoted"
    RESERVE = "reserve"
    NOT_ADVANCED = "not_advanced"
    HELD = "held"
    UNSCORED = "unscored"
    WITHDRAWN = "withdrawn"
