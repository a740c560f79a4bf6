"""What a checker answers, what the office decides, where a case stands."""

from __future__ import annotations

from enum import StrEnum


class MarkState(StrEnum):
    """The answer to one question of the formal check."""

    MET = "met"
    UNMET = "unmet"
    NOT_APPLICABLE = "not_applicable"


class DecisionKind(StrEnum):
    """What the office decides; districts recommend the same."""

    PASS = "pass"  # noqa: S105 - a decision, not a secret
    RETURN = "return"
    REJECT = "reject"


class CaseState(StrEnum):
    """What is decided about what was handed in last. A new revision opens the case again."""

    OPEN = "open"
    RETURNED = "returned"
    PASSED = "passed"
    REJECTED = "rejected"


class Stand(StrEnum):
    """Where a case stands for whoever works through the queue; told from state, clock and recommendation."""

    WAITING = "waiting"  # nobody has said anything yet
    CHECKED = "checked"  # the district recommends, the office decides next
    CORRECTED = "corrected"  # handed in again after an earlier decision
    RETURNED = "returned"  # the team corrects
    OVERDUE = "overdue"  # the team did not correct in time
    PASSED = "passed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class CodeState(StrEnum):
    """What became of a code for a late entry."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


AFTER = {
    DecisionKind.PASS: CaseState.PASSED,
    DecisionKind.RETURN: CaseState.RETURNED,
    DecisionKind.REJECT: CaseState.REJECTED,
}
