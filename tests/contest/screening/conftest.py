"""What the tests of this folder share."""

from __future__ import annotations

from typing import Any

import pytest

from contest.kernel.access import Actor
from contest.permissions import Role
from contest.seasons.models import Season
from tests import factories
from tests.factories.screening import check_items


@pytest.fixture
def season(session: Any) -> Season:
    made = factories.a_season()
    check_items(made)
    return made


@pytest.fixture
def office(session: Any, actor_of: Any) -> Actor:
    actor: Actor = actor_of(factories.a_user(Role.ORGANISER))
    return actor


@pytest.fixture
def officer(session: Any, actor_of: Any) -> Actor:
    actor: Actor = actor_of(factories.a_user(Role.OFFICER, district="310110"))
    return actor
