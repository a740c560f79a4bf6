"""Sums over a round, each in one statement however many sheets there are."""

from judging.cockpit.queries.judges import JudgeLeft, Judges, judges_left, reminded_since
from judging.cockpit.queries.progress import Coverage, Part, Progress, coverage_of, progress_of, scores_of
from judging.cockpit.queries.watch import Watch, WatchLine, watch_of

__all__ = [
    "Coverage",
    "JudgeLeft",
    "Judges",
    "Part",
    "Progress",
    "Watch",
    "WatchLine",
    "coverage_of",
    "judges_left",
    "progress_of",
    "reminded_since",
    "scores_of",
    "watch_of",
]
