"""What the tests of this folder share."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from contest.permissions import Role
from tests import factories
from tests.matching.assignment.plans import PARK, ActorOf


@pytest.fixture
def cast(session: Session, actor_of: ActorOf) -> SimpleNamespace:
    """Two winners and two parks; the first park has one place and fits both best."""
    season = factories.a_season()
    leaders = [factories.a_user() for _ in range(2)]
    winners = [factories.a_winner(season, factories.a_team(leader)) for leader in leaders]
    owners = [factories.a_user() for _ in range(2)]
    parks = [factories.a_profile(PARK, owner, capacity=number) for number, owner in enumerate(owners, 1)]
    made = SimpleNamespace(
        season=season,
        winners=winners,
        parks=parks,
        leaders=[actor_of(leader) for leader in leaders],
        owners=[actor_of(owner) for owner in owners],
        office=actor_of(factories.a_user(Role.ORGANISER)),
    )
    made.scores = {
        winners[0].id: {parks[0].id: 0.9, parks[1].id: 0.5},
        winners[1].id: {parks[0].id: 0.8, parks[1].id: 0.2},
    }
    return made
