"""Outcomes of an entry in a stage."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """`promoted` filled a vacancy in rank order; `unscored` had too few valid sheets to be ranked."""

    ADVANCED = "advanced"
    PROMOTED = "promoted"
    RESERVE = "reserve"
    NOT_ADVANCED = "not_advanced"
    UNSCORED = "unscored"
    WITHDRAWN = "withdrawn"
