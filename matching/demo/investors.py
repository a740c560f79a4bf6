"""Investors of the venture alliance, with their colleagues' accounts, thesis and past deals."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from contest.accounts.models import User
from contest.demo.casting import FundText
from contest.demo.seeding.people import membership_row, organisation_row, user_row
from contest.demo.world import CHUNK, DemoWorld
from contest.kernel.access import SYSTEM
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.projects.domain import Financing
from matching.alliance.domain import Move, after
from matching.alliance.models import AllianceStep
from matching.profiles.domain import AllianceState, Language, ProfileData, ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.services import CompanyRow, DealRow, ProfileRow, upsert_deals, upsert_investors

MOST = 5_000
# What became of every tenth investor's application.
JOURNEYS = (
    (Move.APPLY, Move.APPROVE),
    (Move.APPLY, Move.APPROVE),
    (Move.APPLY, Move.APPROVE),
    (Move.APPLY,),
    (Move.APPLY, Move.APPROVE),
    (Move.APPLY, Move.APPROVE),
    (),
    (Move.APPLY, Move.APPROVE),
    (Move.APPLY, Move.REFUSE),
    (Move.APPLY, Move.APPROVE),
)
WORDS = {
    Move.APPLY: (
        "希望参与获奖项目对接，为优秀项目提供早期资金与产业资源。",
        "在管基金两支，累计投资早期科技项目二十余个，其中三个已进入后续轮次。",
    ),
    Move.REFUSE: ("未能提供基金管理人登记情况，请补充后再次申请。", ""),
    Move.SUSPEND: ("项目团队反映多次爽约，暂停资格，待说明情况后恢复。", ""),
}


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
    _alliance(world)
    world.made["match_profiles"] = world.made.get("match_profiles", 0) + len(profiles)
    world.made["match_deals"] = len(deals)
    world.seeded("investors", investors=len(profiles), deals=len(deals))


def confirm(world: DemoWorld, kind: ProfileKind) -> None:
    """Say that the owners confirmed their profiles a month ago."""
    db.session.execute(
        update(MatchProfile).where(MatchProfile.kind == kind).values(confirmed_at=world.moment(-30))
    )
    # Every twelfth owner has not looked at it for seven months.
    old = [f"demo:{kind}:{index}" for index in range(11, MOST, 12)]
    db.session.execute(
        update(MatchProfile)
        .where(MatchProfile.kind == kind, MatchProfile.external_id.in_(old))
        .values(confirmed_at=world.moment(-210))
    )


def _alliance(world: DemoWorld) -> None:
    """Most investors are members of the alliance; some apply, one in thirty is suspended."""
    query = select(MatchProfile).where(MatchProfile.external_id.like("demo:investor:%"))
    steps: list[dict[str, Any]] = []
    for profile in db.session.execute(query).scalars():
        index = int((profile.external_id or "").rpartition(":")[2])
        moves = (
            JOURNEYS[index % len(JOURNEYS)] if index % 30 != 29 else (Move.APPLY, Move.APPROVE, Move.SUSPEND)
        )
        for place, move in enumerate(moves):
            profile.alliance = after(profile.alliance, move)
            steps.append(_step(world, profile.id, move, -90 + 12 * place))
        if profile.alliance is AllianceState.MEMBER:
            profile.alliance_since = world.moment(-78).date()
    db.session.flush()
    world.write(AllianceStep, steps)


def _step(world: DemoWorld, profile_id: UUID, move: Move, days: int) -> dict[str, Any]:
    reason, record = WORDS.get(move, ("", ""))
    return {
        "id": new_id(),
        "profile_id": profile_id,
        "move": move,
        "reason": reason,
        "record": record,
        "created_at": world.moment(days),
    }


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
