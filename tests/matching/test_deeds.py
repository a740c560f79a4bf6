"""What matching writes into the log by the name of a state has its words, like everything else."""

from __future__ import annotations

import pytest

from matching.alliance.domain import DONE, Move
from matching.deeds import DEEDS
from matching.introductions.domain import IntroductionState
from matching.outcomes.domain import OutcomeState
from matching.team_gaps.services.taking_down import GAP, OFFER

SAID = [
    *(f"alliance.{DONE[move]}" for move in Move),
    *(f"introduction.{state}" for state in IntroductionState),
    *(f"talent_introduction.{state}" for state in IntroductionState),
    *(f"outcome.{state}" for state in OutcomeState),
    *(f"talent_outcome.{state}" for state in OutcomeState),
    *(f"{kind}.{done}" for kind in (GAP, OFFER) for done in ("taken_down", "put_back")),
    *(f"talent_offer.{done}" for done in ("withdrawn", "forgotten", "paused", "resumed")),
]


@pytest.mark.parametrize("action", SAID)
def test_an_action_has_its_words(action: str) -> None:
    assert str(DEEDS[action])
