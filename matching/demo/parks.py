"""Parks: the bases offer themselves, the public directory of real parks stands beside them."""

from __future__ import annotations

from sqlalchemy import select, update

from contest.demo.world import DemoWorld
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.seasons.domain import GrowthStage
from matching.profiles.domain import Language, ParkService
from matching.profiles.models import MatchProfile
from matching.profiles.services import load_reference_parks, offer_bases

PLACES = (3, 9)


def parks(world: DemoWorld) -> None:
    """Enter the bases with a title as parks that take winners, and the reference directory."""
    offered = offer_bases(actor=SYSTEM)
    query = select(MatchProfile.base_id, MatchProfile.track_codes).where(MatchProfile.base_id.is_not(None))
    own = {row.base_id: row.track_codes for row in db.session.execute(query)}
    for base in world.bases:
        if base.id not in own:
            continue
        rng = world.rng("park", base.index)
        stages = sorted(rng.sample([stage.value for stage in GrowthStage], rng.randint(2, 3)))
        db.session.execute(
            update(MatchProfile)
            .where(MatchProfile.base_id == base.id)
            .values(
                capacity=rng.randint(*PLACES),
                growth_stages=stages,
                services=sorted(rng.sample([service.value for service in ParkService], rng.randint(3, 7))),
                priority_tracks=own[base.id][:1],
                languages=[language.value for language in Language],
            )
        )
    reference = load_reference_parks()
    world.made["match_profiles"] = world.made.get("match_profiles", 0) + offered + reference
    world.seeded("parks", offered=offered, reference=reference)
