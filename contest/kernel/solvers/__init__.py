"""Who takes what, proved: capacity-constrained assignment for judging panels and matching.

Workers (judges, investors, mentors) are rows, items (entries, winners) are columns. Every bound is proved on the
whole matrix. Services import this package inside the function that solves: numpy stays out of web workers.
"""

from contest.kernel.solvers.assigning import Assignment, Objective, assign
from contest.kernel.solvers.causes import (
    CapacityShort,
    FloorAboveCap,
    FloorsExceedDemand,
    FloorUnreachable,
    GroupShort,
    Infeasible,
    RulesShort,
    TooFewEligible,
    TooFewUnderRules,
)
from contest.kernel.solvers.problem import PanelRule

__all__ = [
    "Assignment",
    "CapacityShort",
    "FloorAboveCap",
    "FloorUnreachable",
    "FloorsExceedDemand",
    "GroupShort",
    "Infeasible",
    "Objective",
    "PanelRule",
    "RulesShort",
    "TooFewEligible",
    "TooFewUnderRules",
    "assign",
]
