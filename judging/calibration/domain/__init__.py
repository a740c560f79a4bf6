"""Pure facts and rules of calibration: what goes in, what comes out, and which score is recommended."""

from judging.calibration.domain.results import (
    Calibration,
    Comparison,
    Components,
    GroupResult,
    ItemResult,
    JudgeResult,
    Reason,
    Recommended,
    Sheet,
)
from judging.calibration.domain.verdict import Why, disconnected, recommend, too_few, too_large

__all__ = [
    "Calibration",
    "Comparison",
    "Components",
    "GroupResult",
    "ItemResult",
    "JudgeResult",
    "Reason",
    "Recommended",
    "Sheet",
    "Why",
    "disconnected",
    "recommend",
    "too_few",
    "too_large",
]
