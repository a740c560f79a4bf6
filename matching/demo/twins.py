"""Two investors that another list names differently, with deals of their own: the office may find each one firm."""

from __future__ import annotations

from contest.demo.world import DemoWorld
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from matching.profiles.domain import ProfileData
from matching.profiles.services import CompanyRow, DealRow, ProfileRow, upsert_deals, upsert_investors
from matching.twins.domain import core

SECOND_NAMES = 2


def twins(world: DemoWorld) -> None:
    """Name the first investors as a register of firms would, with every second of their deals."""
    profiles, deals = [], []
    for index in range(min(SECOND_NAMES, world.size.investors)):
        text = world.cast.fund(index)
        number = f"demo:list:{index}"
        name = LocalizedText(f"上海{core(text.name.zh)}创业投资管理有限公司", "")
        profiles.append(ProfileRow(number, ProfileData(name)))
        deals += [
            DealRow(
                investor=number,
                company=CompanyRow(name=deal.company, text=deal.about, track_codes=(deal.track,)),
                year=world.today.year - deal.years_ago,
                external_id=f"{number}:{place}",
            )
            for place, deal in enumerate(text.deals)
            if place % 2 == 0
        ]
    upsert_investors(actor=SYSTEM, rows=profiles)
    upsert_deals(actor=SYSTEM, rows=deals)
    world.made["match_profiles"] = world.made.get("match_profiles", 0) + len(profiles)
    world.made["match_deals"] = world.made.get("match_deals", 0) + len(deals)
    world.seeded("twins", investors=len(profiles), deals=len(deals))
