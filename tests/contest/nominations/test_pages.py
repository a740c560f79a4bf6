"""What a base and a team read of a nomination."""

from __future__ import annotations

from typing import Any

import pytest

from contest.kernel import clock
from contest.nominations.domain import NominationState
from contest.permissions import Role
from tests import factories

OFFICE_STEP = "组委会确认"


def page_of(signed_in: Any, state: NominationState, **more: Any) -> str:
    base = factories.a_base()
    factories.a_slot_year(base)
    project = factories.a_project(factories.a_season(), submitted=True)
    nomination = factories.a_nomination(base, project, state=state, **more)
    text: str = signed_in(factories.a_user(Role.ORGANISER)).get(f"/nominations/{nomination.id}").text
    return text


@pytest.mark.parametrize(
    ("state", "ending"), [(NominationState.WITHDRAWN, "已撤回"), (NominationState.DECLINED, "团队已谢绝")]
)
def test_a_nomination_that_ended_early_shows_its_end_and_no_confirmation(
    session: Any, signed_in: Any, state: NominationState, ending: str
) -> None:
    text = page_of(signed_in, state, decided_at=clock.now())
    assert ending in text
    assert OFFICE_STEP not in text


def test_a_nomination_under_way_shows_the_steps_ahead(session: Any, signed_in: Any) -> None:
    assert OFFICE_STEP in page_of(signed_in, NominationState.PROPOSED)
