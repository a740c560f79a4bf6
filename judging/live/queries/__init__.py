"""Reads about the stage, the board and the order."""

from judging.live.queries.board import (
    BoardLine,
    PanelCount,
    board,
    current_board,
    frozen,
    named_pitches,
    panel_counts,
    spot_round,
    standings,
    without_names,
)
from judging.live.queries.report import JudgeOrder, OrderReport, order_report
from judging.live.queries.stage import (
    DrawView,
    PitchView,
    StageView,
    find_stage,
    get_stage,
    judges_there,
    locked,
    pitch_rows,
    stamp,
)

__all__ = [
    "BoardLine",
    "DrawView",
    "JudgeOrder",
    "OrderReport",
    "PanelCount",
    "PitchView",
    "StageView",
    "board",
    "current_board",
    "find_stage",
    "frozen",
    "get_stage",
    "judges_there",
    "locked",
    "named_pitches",
    "order_report",
    "panel_counts",
    "pitch_rows",
    "spot_round",
    "stamp",
    "standings",
    "without_names",
]
