"""What happens to panels: proposed by the solver, committed or mended by the office, opened for scoring."""

from judging.panels.services.by_hand import assign_judge, remove_judge, replace_judge
from judging.panels.services.fit import answer_fit
from judging.panels.services.further import add_judge, give_next, take_next
from judging.panels.services.opening import open_round
from judging.panels.services.proposals import commit_proposal, propose, propose_now
from judging.panels.services.solving import PROPOSE, solve
from judging.panels.services.wishes import wish, withdraw_wish

__all__ = [
    "PROPOSE",
    "add_judge",
    "answer_fit",
    "assign_judge",
    "commit_proposal",
    "give_next",
    "open_round",
    "propose",
    "propose_now",
    "remove_judge",
    "replace_judge",
    "solve",
    "take_next",
    "wish",
    "withdraw_wish",
]
