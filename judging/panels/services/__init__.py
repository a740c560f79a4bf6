"""What happens to panels: proposed by the solver, committed or mended by the office, opened for scoring."""

from judging.panels.services.by_hand import assign_judge, remove_judge, replace_judge
from judging.panels.services.opening import open_round
from judging.panels.services.proposals import commit_proposal, propose, propose_now
from judging.panels.services.solving import PROPOSE, solve

__all__ = [
    "PROPOSE",
    "assign_judge",
    "commit_proposal",
    "open_round",
    "propose",
    "propose_now",
    "remove_judge",
    "replace_judge",
    "solve",
]
