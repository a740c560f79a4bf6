"""Investors of the venture alliance, with their colleagues' accounts, thesis and past deals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import update

from contest.accounts.models import User
from contest.demo.casting import FundText
from contest.demo.seeding.people import membership_row, organisation_row, user_row
from contest.demo.world import CHUNK, DemoWorld
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.projects.domain import Financing
from matching.profiles.domain import Language, ProfileData, ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.services import CompanyRow, DealRow, ProfileRow, upsert_deals, upsert_investors


def investors(world: DemoWorld) -> None:
    """Make the firms with an account each, their profiles and their deals."""
    users, organisations, memberships, profiles, deals = [], [], [], [], []
    for index in world.told(range(world.size.investors)):
        text = world.cast.fund(index)
        user = user_row(world, f"investor{index + 1:04d}")
        firm = organisation_row(world, OrganisationKind.INVESTOR, text.name)
        users.append(user)
        organisations.append(firm)
        memberships.append(membership_row(firm["id"], user["id"], MembershipRole.MANAGER))
        profiles.append(_profile(index, text, firm["id"]))
        deals += _deals(world, index, text)
    for table, values in ((User, users), (Organisation, organisations), (Membership, memberships)):
        world.write(table, values)
    upsert_investors(actor=SYSTEM, rows=profiles)
    for start in range(0, len(deals), CHUNK):
        upsert_deals(actor=SYSTEM, rows=deals[start : start + CHUNK])
    confirm(world, ProfileKind.INVESTOR)
    world.made["match_profiles"] = world.made.get("match_profiles", 0) + len(profiles)
    world.made["match_deals"] = len(deals)
    world.seeded("investors", investors=len(profiles), deals=len(deals))


def confirm(world: DemoWorld, kind: ProfileKind) -> None:
    """Say that the owners confirmed their profiles a month ago."""
    db.session.execute(
        update(MatchProfile).where(MatchProfile.kind == kind).values(confirmed_at=world.moment(-30))
    )


def _profile(index: int, text: FundText, organisation_id: UUID) -> ProfileRow:
    data: dict[str, Any] = {
        "name": text.name,
        "text": text.thesis,
        "track_codes": text.tracks,
        "growth_stages": text.growth_stages,
        "financings": text.financings,
        "districts": text.districts,
        "languages": (Language.ZH.value, Language.EN.value) if index % 3 == 0 else (Language.ZH.value,),
        "ticket_low_cents": text.ticket_low_cents,
        "ticket_high_cents": text.ticket_high_cents,
    }
    return ProfileRow(_key(index), ProfileData(**data), organisation_id=organisation_id)


def _deals(world: DemoWorld, index: int, text: FundText) -> list[DealRow]:
    return [
        DealRow(
            investor=_key(index),
            company=CompanyRow(name=deal.company, text=deal.about, track_codes=(deal.track,)),
            year=world.today.year - deal.years_ago,
            financing=Financing(deal.financing),
            external_id=f"{_key(index)}:{place}",
        )
        for place, deal in enumerate(text.deals)
    ]


def _key(index: int) -> str:
    return f"demo:investor:{index}"
