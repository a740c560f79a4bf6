"""A locked row is what is stored, not what the session remembers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, text

from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.errors import NotFound
from contest.kernel.locking import find_locked, get_locked
from contest.teams.models import Team
from tests import factories


def test_a_locked_row_is_read_anew(session: Any) -> None:
    team = factories.a_team()
    session.execute(text('UPDATE teams SET name = \'{"zh": "新名", "en": ""}\''))
    assert team.name.zh != "新名", "the session remembers what it read before"
    assert get_locked(select(Team).where(Team.id == team.id), kind="team").name.zh == "新名"


def test_what_was_written_in_the_session_is_not_lost_to_the_lock(session: Any) -> None:
    team = factories.a_team()
    team.name = LocalizedText("另名", "")
    assert get_locked(select(Team).where(Team.id == team.id), kind="team").name.zh == "另名"


def test_what_is_not_there_is_told_or_none(session: Any) -> None:
    query = select(Team).where(Team.id == new_id())
    assert find_locked(query) is None
    with pytest.raises(NotFound) as refused:
        get_locked(query, kind="team")
    assert refused.value.params == {"kind": "team"}
