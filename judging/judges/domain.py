"""A judge's answer to a round."""

from __future__ import annotations

from enum import StrEnum


class Invitation(StrEnum):
    """An invited judge accepts with the signed confidentiality and recusal undertaking, or declines."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
