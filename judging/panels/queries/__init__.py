"""Reads about panels: what stands, what a run proposes, what is missing, how far the judges are."""

from judging.panels.queries.assignments import (
    EntryPanel,
    PanelJudge,
    find_assignment,
    panels_of_round,
    situation,
)
from judging.panels.queries.mine import MyRound, my_rounds
from judging.panels.queries.progress import JudgeLine, Progress, TrackLine, progress_of
from judging.panels.queries.readiness import Gap, Readiness, readiness
from judging.panels.queries.runs import (
    JudgeLoad,
    Preview,
    RunView,
    cause_names,
    get_run,
    latest_run,
    locked_run,
    preview,
    proposed_pairs,
    runs_of_round,
)

__all__ = [
    "EntryPanel",
    "Gap",
    "JudgeLine",
    "JudgeLoad",
    "MyRound",
    "PanelJudge",
    "Preview",
    "Progress",
    "Readiness",
    "RunView",
    "TrackLine",
    "cause_names",
    "find_assignment",
    "get_run",
    "latest_run",
    "locked_run",
    "my_rounds",
    "panels_of_round",
    "preview",
    "progress_of",
    "proposed_pairs",
    "readiness",
    "runs_of_round",
    "situation",
]
