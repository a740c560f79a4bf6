"""What a base and a team read of a nomination."""

from __future__ import annotations

import re
from typing import Any

import pytest

from contest.kernel import clock
from contest.mail.models import Letter
from contest.mail.tasks import send
from contest.nominations import services
from contest.nominations.domain import NominationState
from contest.permissions import Role
from contest.seasons.domain import WindowKind
from contest.seasons.models import Window
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


@pytest.mark.parametrize(
    ("locale", "asked"),
    [
        ("zh", r"请在 {} \d\d:\d\d（北京时间）推荐截止前接受或谢绝"),
        ("en", r"accept or decline by {} \d\d:\d\d \(Shanghai time\)"),
    ],
)
def test_letter_notice_and_page_say_by_when_to_answer(
    session: Any, signed_in: Any, actor_of: Any, locale: str, asked: str
) -> None:
    season, manager, leader = factories.a_season(), factories.a_user(), factories.a_user(locale=locale)
    base = factories.a_base(manager)
    factories.a_slot_year(base)
    project = factories.a_project(season, factories.a_team(leader), submitted=True)
    made = services.nominate(actor=actor_of(manager), base_id=base.id, project_id=project.id)
    session.commit()
    window = session.query(Window).filter_by(season_id=season.id, kind=WindowKind.NOMINATION).one()
    day = window.closes_at.astimezone(clock.SHANGHAI).date().isoformat()
    letter = session.query(Letter).filter_by(recipient=leader.email, template="nomination").one()
    send(str(letter.id))
    session.refresh(letter)
    for text in (letter.text, letter.html):
        assert re.search(asked.format(day), text), text
    browser = signed_in(leader)
    assert re.search(asked.format(day), browser.get("/notices").text)
    assert day in browser.get(f"/nominations/{made.id}").text
    services.answer(actor=actor_of(leader), nomination_id=made.id, accept=True)
    session.commit()
    assert not re.search(asked.format(day)[:12], browser.get(f"/nominations/{made.id}").text)
