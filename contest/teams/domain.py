"""The roles inside a team."""

from __future__ import annotations

from enum import StrEnum


class TeamRole(StrEnum):
    """One leader (负责人) a team; members may edit what the team enters."""

    LEADER = "leader"
    MEMBER = "member"
