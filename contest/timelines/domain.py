"""What can happen to a project that its team is told of. What is not named here is nobody's business outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from contest.kernel.localized import LocalizedText


class Happening(StrEnum):
    """One kind of line. Assignments, sheets, counts and suspicions are never among them."""

    BEGUN = "begun"
    BROUGHT_IN = "brought_in"
    SAVED = "saved"
    FILE_ADDED = "file_added"
    FILE_REMOVED = "file_removed"
    FILE_RESTORED = "file_restored"
    HANDED_IN = "handed_in"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    CONSENT_BACK = "consent_back"
    CLAIMED = "claimed"
    REFERRED = "referred"
    MOVED = "moved"
    LATE_OPENED = "late_opened"
    WAIVED = "waived"
    CHECK_PASSED = "check_passed"
    CHECK_RETURNED = "check_returned"
    CHECK_REJECTED = "check_rejected"
    NOMINATED = "nominated"
    NOMINATION_ANSWERED = "nomination_answered"
    STAGE_REACHED = "stage_reached"
    RESULT = "result"
    RESULT_FINAL = "result_final"
    ASKED = "asked"
    ANSWERED = "answered"
    JOINED = "joined"
    LEADER_CHANGED = "leader_changed"


# What has no row of its own is told from the audit log: a project's acts and its team's.
LOGGED: Mapping[str, Happening] = {
    "project.file_removed": Happening.FILE_REMOVED,
    "project.file_restored": Happening.FILE_RESTORED,
    "project.reopened": Happening.REOPENED,
    "project.consent_taken_back": Happening.CONSENT_BACK,
    "team.joined": Happening.JOINED,
    "team.handed_over": Happening.LEADER_CHANGED,
}
CHECKED: Mapping[str, Happening] = {
    "pass": Happening.CHECK_PASSED,
    "return": Happening.CHECK_RETURNED,
    "reject": Happening.CHECK_REJECTED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened. `by` names a member of the team; of others only what they are is told."""

    what: Happening
    at: datetime
    by: LocalizedText
    facts: Mapping[str, Any] = field(default_factory=dict)
