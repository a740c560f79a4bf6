"""Reads of the scoring desk, for progress and for ranking."""

from judging.scoring.queries.desk import (
    DeskRound,
    JudgeProgress,
    QueueItem,
    ValidSheet,
    desk_of,
    get_assignment,
    left_of,
    locked,
    progress,
    queue,
    valid_sheets,
)
from judging.scoring.queries.feedback import CriterionMean, EntryFeedback, feedback_of
from judging.scoring.queries.peers import PeerSheet, peers_of
from judging.scoring.queries.reading import (
    ReadingLine,
    RedactionView,
    hidden_names,
    readings_of_project,
    redactions_of,
    was_opened_lately,
)
from judging.scoring.queries.reopenings import (
    ReopeningView,
    pending_reopening,
    reopenings_of_round,
    waiting_numbers,
    waiting_reopenings,
)
from judging.scoring.queries.training import is_trained

__all__ = [
    "CriterionMean",
    "DeskRound",
    "EntryFeedback",
    "JudgeProgress",
    "PeerSheet",
    "QueueItem",
    "ReadingLine",
    "RedactionView",
    "ReopeningView",
    "ValidSheet",
    "desk_of",
    "feedback_of",
    "get_assignment",
    "hidden_names",
    "is_trained",
    "left_of",
    "locked",
    "peers_of",
    "pending_reopening",
    "progress",
    "queue",
    "readings_of_project",
    "redactions_of",
    "reopenings_of_round",
    "valid_sheets",
    "waiting_numbers",
    "waiting_reopenings",
    "was_opened_lately",
]
