"""Mentors: founders, investors and scientists with room for a few teams each."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from contest.accounts.models import RoleAssignment, User
from contest.demo.casting import MentorText
from contest.demo.seeding.people import role_row, user_row
from contest.demo.world import DemoWorld
from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.permissions import Role
from matching.demo.investors import confirm
from matching.profiles.domain import MentorKind, ProfileData, ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.services import ProfileRow, upsert_mentors


def mentors(world: DemoWorld) -> None:
    """Make the mentors with accounts and profiles."""
    users, roles, profiles = [], [], []
    for index in world.told(range(world.size.mentors)):
        text = world.cast.mentor(index)
        user = user_row(world, f"mentor{index + 1:04d}", text.person)
        users.append(user)
        roles.append(role_row(user["id"], Role.MENTOR))
        profiles.append(_profile(index, text, user["id"]))
    world.write(User, users)
    world.write(RoleAssignment, roles)
    upsert_mentors(actor=SYSTEM, rows=profiles)
    confirm(world, ProfileKind.MENTOR)
    _appoint(world)
    world.made["match_profiles"] = world.made.get("match_profiles", 0) + len(profiles)
    world.seeded("mentors", mentors=len(profiles))


def _appoint(world: DemoWorld) -> None:
    """Most serve a term of three years and are trained; every fifteenth term has just ended."""
    for index in range(world.size.mentors):
        ended = index % 15 == 14
        db.session.execute(
            update(MatchProfile)
            .where(MatchProfile.external_id == f"demo:mentor:{index}")
            .values(
                term_from=world.moment(-1100 if ended else -300).date(),
                term_to=world.moment(-10 if ended else 795).date(),
                trained_on=world.moment(-280).date() if index % 4 else None,
            )
        )


def _profile(index: int, text: MentorText, user_id: UUID) -> ProfileRow:
    data = ProfileData(
        name=LocalizedText(text.person.name, text.person.name_en),
        text=text.text,
        mentor_kind=MentorKind(text.kind),
        track_codes=text.tracks,
        growth_stages=text.growth_stages,
        districts=text.districts,
        languages=text.languages,
        capacity=text.capacity,
    )
    return ProfileRow(f"demo:mentor:{index}", data, user_id=user_id)
