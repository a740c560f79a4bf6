"""The template of a season: a realistic rulebook that the office then edits.

What public sources give (stages, tracks, dimensions of the rubric, kinds of benefits) is as they give it;
weights, quotas and dates are nowhere published (domain.md §2.1) and stand here as starting values.
"""

from __future__ import annotations

from datetime import datetime

from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.seasons.defaults.benefits import BENEFITS
from contest.seasons.defaults.eligibility import ELIGIBILITY
from contest.seasons.defaults.form_check import CHECK_ITEMS
from contest.seasons.defaults.places import CHANNELS, ZONES
from contest.seasons.defaults.stages import stages
from contest.seasons.defaults.tracks import GROUPS, TRACKS
from contest.seasons.domain import Rules, SeasonBasics, SeasonDraft, WindowKind, WindowPart

__all__ = ["default_season"]


def default_season(year: int) -> SeasonDraft:
    """Return the template season of `year`, every part of it filled."""
    return SeasonDraft(
        basics=SeasonBasics(
            slug=str(year),
            name=LocalizedText(f"{year} 海聚英才全球创新创业大赛", f"Haiju Global Contest {year}"),
            year=year,
            intro=LocalizedText(
                "面向全球征集创新创业项目，让人才、技术、资本与园区在上海相遇。报名免费，全程公开、公平、公正。",
                "A worldwide call for ventures: talent, technology, capital and parks meet in Shanghai. "
                "Entry is free; every step is open, fair and just.",
            ),
        ),
        rules=Rules(slot_year=year),
        tracks=TRACKS,
        groups=GROUPS,
        zones=ZONES,
        channels=CHANNELS,
        stages=stages(year),
        windows=_windows(year),
        eligibility=ELIGIBILITY,
        check_items=CHECK_ITEMS,
        benefits=BENEFITS,
    )


def _windows(year: int) -> tuple[WindowPart, ...]:
    def window(
        kind: WindowKind, opens: tuple[int, int], closes: tuple[int, int], zone: str = ""
    ) -> WindowPart:
        return WindowPart(
            kind=kind,
            zone_code=zone,
            opens_at=datetime(year, *opens, 9, 0, tzinfo=SHANGHAI),
            closes_at=datetime(year, *closes, 16, 30, tzinfo=SHANGHAI),
        )

    return (
        window(WindowKind.SUBMISSION, (1, 8), (4, 30)),
        # A zone with a heat of its own may close earlier, never in silence: the page shows its own deadline.
        window(WindowKind.SUBMISSION, (1, 8), (4, 15), "minhang"),
        window(WindowKind.NOMINATION, (2, 10), (6, 5)),
    )
