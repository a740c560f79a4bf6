"""What happens to a round, from the office's first draft to its close."""

from judging.rounds.services.drafts import create_round, default_values, discard_round, edit_round
from judging.rounds.services.rubric import move_criterion, remove_criterion, save_criterion
from judging.rounds.services.scoring_window import (
    close_round,
    ensure_scoring_open,
    extend_round,
    locked_for_scoring,
    mark_open,
)
from judging.rounds.services.variants import move_variant, remove_variant, save_variant

__all__ = [
    "close_round",
    "create_round",
    "default_values",
    "discard_round",
    "edit_round",
    "ensure_scoring_open",
    "extend_round",
    "locked_for_scoring",
    "mark_open",
    "move_criterion",
    "move_variant",
    "remove_criterion",
    "remove_variant",
    "save_criterion",
    "save_variant",
]
