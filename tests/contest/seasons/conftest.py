"""A whole season from the template, and the people of its office."""

from __future__ import annotations

import pytest

from contest.kernel.access import SYSTEM
from contest.permissions import Role
from contest.seasons import services
from contest.seasons.defaults import default_season
from tests import factories


@pytest.fixture
def season(session):
    """The template season of 2026 as a draft."""
    return services.create_season(actor=SYSTEM, draft=default_season(2026))


@pytest.fixture
def organiser(session):
    return factories.a_user(Role.ORGANISER)


@pytest.fixture
def confirmer(session):
    return factories.a_user(Role.CONFIRMER)
