"""Writes of the stage."""

from judging.live.services.board import (
    clear,
    freeze,
    reveal,
    reveal_next,
    set_board,
    show_section,
    thaw,
)
from judging.live.services.drawing import draw, draw_late
from judging.live.services.preparing import check_in_judge, check_in_team, prepare
from judging.live.services.stage import ensure_manager
from judging.live.services.staging import advance, call, extend, pause, resume

__all__ = [
    "advance",
    "call",
    "check_in_judge",
    "check_in_team",
    "clear",
    "draw",
    "draw_late",
    "ensure_manager",
    "extend",
    "freeze",
    "pause",
    "prepare",
    "resume",
    "reveal",
    "reveal_next",
    "set_board",
    "show_section",
    "thaw",
]
