"""Reads about panels: what stands, what a run proposes, what is missing, how far the judges are."""

from judging.panels.queries.assignments import (
    EntryPanel,
    PanelJudge,
    WishRow,
    find_assignment,
    has_panels,
    pairs_of_round,
    panels_of_round,
    situation,
    standing_in_conflict,
    wishes_of_entry,
)
from judging.panels.queries.fit import FitQuestion, FitReport, fit_question, fit_report
from judging.panels.queries.further import fits, loads_allowed, sheets_and_spread
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
    "FitQuestion",
    "FitReport",
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
    "WishRow",
    "cause_names",
    "find_assignment",
    "fit_question",
    "fit_report",
    "fits",
    "get_run",
    "has_panels",
    "latest_run",
    "loads_allowed",
    "locked_run",
    "my_rounds",
    "pairs_of_round",
    "panels_of_round",
    "preview",
    "progress_of",
    "proposed_pairs",
    "readiness",
    "runs_of_round",
    "sheets_and_spread",
    "situation",
    "standing_in_conflict",
    "wishes_of_entry",
]
