"""Gaps that are obvious from what a team has said of its people: proposed, never stated by the system."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from matching.team_gaps.domain.vocabulary import GapRole

MOST = 3
# Words of a duty that say somebody fills the role. Two-letter ones would be found inside other words.
WORDS: Mapping[GapRole, tuple[str, ...]] = {
    GapRole.GENERAL_MANAGER: (
        "总经理", "首席执行", "ceo", "总裁", "general manager", "chief executive", "managing director",
    ),
    GapRole.TECHNOLOGY: ("技术", "cto", "研发", "technology", "technical", "engineering", "r&d"),
    GapRole.CLINICAL: ("临床", "医学", "clinical", "medical", "physician"),
    GapRole.REGULATORY: ("注册", "法规", "regulatory"),
    GapRole.SALES: ("销售", "市场", "商务", "营销", "sales", "marketing", "business development", "commercial"),
    GapRole.FINANCE: ("财务", "cfo", "融资", "financ"),
    GapRole.PRODUCTION: ("生产", "制造", "供应链", "production", "manufactur", "supply chain"),
}  # fmt: skip
EVERY_TEAM = (GapRole.GENERAL_MANAGER, GapRole.TECHNOLOGY, GapRole.SALES, GapRole.FINANCE)
OF_TRACKS: Mapping[str, tuple[GapRole, ...]] = {
    "life_health": (GapRole.CLINICAL, GapRole.REGULATORY),
    "advanced_equipment": (GapRole.PRODUCTION,),
    "green": (GapRole.PRODUCTION,),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A role that no member's duty names. `of_track`: it is one that projects of this track need."""

    role: GapRole
    of_track: bool


def suggest(duties: Sequence[str], track: str, *, stated: Collection[GapRole]) -> list[Suggestion]:
    """Return at most three roles nobody in the team has, the track's own first.

    `duties`: what the members do, in both languages; while nobody's duty is said nothing is known, and nothing is
    suggested. `stated`: gaps the team has stated itself.
    """
    written = [duty.casefold() for duty in duties if duty.strip()]
    if not written:
        return []
    own = OF_TRACKS.get(track, ())
    return [
        Suggestion(role, role in own)
        for role in (*own, *EVERY_TEAM)
        if role not in stated and not any(word in duty for duty in written for word in WORDS[role])
    ][:MOST]
