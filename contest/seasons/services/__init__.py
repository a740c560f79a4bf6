"""What happens to seasons: made, edited part by part, opened and closed; deadlines are asked here."""

from contest.seasons.services.deadlines import ensure_open
from contest.seasons.services.holidays import enter_holiday, remove_holiday
from contest.seasons.services.parts import move_part, remove_part, save_part
from contest.seasons.services.rubrics import (
    move_criterion,
    move_variant,
    remove_criterion,
    remove_variant,
    save_criterion,
    save_variant,
)
from contest.seasons.services.seasons import (
    STEPS,
    change_state,
    clone_season,
    create_season,
    edit_basics,
    edit_rules,
    validated_basics,
)

__all__ = [
    "STEPS",
    "change_state",
    "clone_season",
    "create_season",
    "edit_basics",
    "edit_rules",
    "ensure_open",
    "enter_holiday",
    "move_criterion",
    "move_part",
    "move_variant",
    "remove_criterion",
    "remove_holiday",
    "remove_part",
    "remove_variant",
    "save_criterion",
    "save_part",
    "save_variant",
    "validated_basics",
]
