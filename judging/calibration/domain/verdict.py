"""Which score is recommended, and why: calibrated only where it can be compared and demonstrably ranks better."""

from __future__ import annotations

from enum import StrEnum

from judging.calibration.domain.results import Comparison, Reason, Recommended

# A standard deviation cannot be negative, so twice the log likelihood ratio of "no severity at all" exceeds this
# in 5 of 100 cases where the judges do not differ (half a chi-square with one degree of freedom).
SEVERITY_LR = 2.706
Choice = tuple[Recommended, Reason]


class Why(StrEnum):
    """Why a score is recommended."""

    RANKS_BETTER = "calibration_ranks_better"
    DISCONNECTED = "calibration_disconnected"
    TOO_FEW = "calibration_too_few_scores"
    TOO_LARGE = "calibration_too_large"
    NO_SEVERITY = "calibration_no_severity"
    NO_GAIN = "calibration_no_gain"


def too_few(*, scores: int, items: int, judges: int) -> Choice:
    """Recommend the mean: so few scores per item that noise and quality cannot be told apart."""
    params = {"scores": scores, "items": items, "judges": judges}
    return Recommended.MEAN, Reason(Why.TOO_FEW, params)


def too_large(*, judges: int, parts: int, limit: int) -> Choice:
    """Recommend the mean: more judges and parts than can be solved together."""
    return Recommended.MEAN, Reason(Why.TOO_LARGE, {"judges": judges, "parts": parts, "limit": limit})


def disconnected(*, parts: int, largest: int, items: int) -> Choice:
    """Recommend the mean: parts that no judge links, where lenient judges cannot be told from better entries."""
    return Recommended.MEAN, Reason(Why.DISCONNECTED, {"parts": parts, "largest": largest, "items": items})


def recommend(*, severity_lr: float, comparison: Comparison | None) -> Choice:
    """Return what to rank connected items by: calibrated scores where held-out scores show a gain beyond chance.

    The gain must exceed its standard error: with less, the simpler score is just as good, and simpler to defend.
    """
    if severity_lr < SEVERITY_LR:
        return Recommended.MEAN, Reason(Why.NO_SEVERITY, {"likelihood_ratio": round(severity_lr, 2)})
    if comparison is None:
        return Recommended.MEAN, Reason(Why.NO_GAIN, {"pairs": 0})
    figures = {
        "mean": round(comparison.mean, 3),
        "z_score": round(comparison.z_score, 3),
        "calibrated": round(comparison.calibrated, 3),
        "gain": round(comparison.gain, 4),
        "gain_stderr": round(comparison.gain_stderr, 4),
        "pairs": comparison.pairs,
    }
    if comparison.gain <= comparison.gain_stderr:
        return Recommended.MEAN, Reason(Why.NO_GAIN, figures)
    return Recommended.CALIBRATED, Reason(Why.RANKS_BETTER, figures)
