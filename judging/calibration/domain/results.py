"""Shapes: sheets go in, a calibration comes out. Scores are points on the scale of the sheets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Recommended(StrEnum):
    """Which score of an entry is recommended for ranking."""

    CALIBRATED = "calibrated"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One judge's score of one item. Items are compared within their `group` (a track); one group: all of them."""

    judge: str
    item: str
    score: float
    group: str = ""


@dataclass(frozen=True, slots=True)
class Components:
    """How far scores vary, as standard deviations in points: judges, items within a group, and what is left."""

    severity_sd: float
    item_sd: float
    noise_sd: float


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a code and parameters that JSON can hold; texts are written at the edge."""

    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item: plain `mean` of its scores, the `calibrated` score and the standard error of either.

    `calibrated` is what the average judge of its part would have given, drawn towards the mean of the group as far
    as the scores are noisy. `is_mean` says that it had to fall back to the mean, with the mean's standard error.
    """

    item: str
    group: str
    sheets: int
    mean: float
    mean_stderr: float
    calibrated: float
    stderr: float
    is_mean: bool = False


@dataclass(frozen=True, slots=True)
class JudgeResult:
    """One judge among those who judged the same entries.

    `severity` is how many points less than colleagues the judge gives on the same entries (negative: more), drawn
    towards 0 as far as the sheets are few, with its standard error; `consistency` the spread (SD, points) around
    what colleagues and own severity lead one to expect, None with too few sheets; `agreement` the share (0…1) of
    `pairs` pairs of entries that the judge orders as the colleagues do, None without any.
    """

    judge: str
    sheets: int
    severity: float
    stderr: float
    consistency: float | None
    agreement: float | None
    pairs: int


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group whose items are compared: in how many `parts` it falls that no judge links, and what follows."""

    group: str
    items: int
    judges: int
    parts: int
    largest: int
    recommended: Recommended
    because: Reason


@dataclass(frozen=True, slots=True)
class Comparison:
    """How well each method puts held-out scores of one and the same judge in order: Kendall's tau, −1…1.

    `gain` is calibrated less mean with its standard error (jackknife over judges), over `pairs` held-out pairs.
    """

    mean: float
    z_score: float
    calibrated: float
    gain: float
    gain_stderr: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Everything a calibration found; `severity_lr` is twice the log likelihood that severities add (REML).

    `judges` and `components` are empty where the scores are too few (or too many) to fit the model at all.
    """

    judge_count: int
    items: tuple[ItemResult, ...]
    judges: tuple[JudgeResult, ...]
    groups: tuple[GroupResult, ...]
    connected: bool
    components: Components | None
    severity_lr: float
    comparison: Comparison | None
    recommended: Recommended
    because: Reason
