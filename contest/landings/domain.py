"""What may come of a project after the award, from the first meeting to the lease (重签约轻落地 is the complaint)."""

from __future__ import annotations

from enum import StrEnum


class Milestone(StrEnum):
    """A step both sides vouch for, in the order in which it usually happens."""

    MET = "met"
    TERM_SHEET = "term_sheet"
    INVESTED = "invested"
    LEASED = "leased"
    LANDED = "landed"
    JOINED = "joined"  # somebody joined the team for a role it lacked
