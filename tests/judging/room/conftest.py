"""A panel room in every test of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.judging.room.field import Field, a_field


@pytest.fixture
def field(session: Any) -> Field:
    return a_field()
