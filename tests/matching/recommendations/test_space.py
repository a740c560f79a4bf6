"""What space a team says it needs: who may, what is refused, and what recommendations make of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import FieldKind
from contest.entry_forms.domain.vocabulary import MOST_SPACE, WANTED_SPACE
from contest.kernel import jobs
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid
from contest.projects.models import Answer
from matching.profiles.domain import ProfileKind
from matching.recommendations import queries, services
from matching.recommendations.domain import (
    CriterionCode,
    CriterionState,
    ProfileFacts,
    WinnerFacts,
    compare,
)
from matching.recommendations.models import MatchChoice
from matching.recommendations.queries import RUN
from tests import factories

ActorOf = Callable[..., Actor]
SignedIn = Callable[[Any], FlaskClient]


@pytest.mark.parametrize(
    ("wanted", "vacant", "expected"),
    [
        (100, 100, CriterionState.SATISFIED),
        (0, 0, CriterionState.SATISFIED),
        (101, 100, CriterionState.UNMET),
        (None, 100, CriterionState.UNKNOWN),
        (100, None, CriterionState.UNKNOWN),
    ],
)
def test_space_is_met_only_where_both_say_so_and_never_unmet_unsaid(
    wanted: int | None, vacant: int | None, expected: CriterionState
) -> None:
    park = ProfileFacts(kind=ProfileKind.PARK, vacant_m2=vacant)
    found = compare(WinnerFacts(wanted_m2=wanted), park, today=date(2026, 11, 21))
    assert {one.code: one.state for one in found}[CriterionCode.SPACE] is expected


def test_the_default_form_asks_for_it_and_needs_no_answer() -> None:
    spec = DEFAULT.by_code[WANTED_SPACE]
    assert (spec.kind, spec.decimals, spec.minimum, spec.maximum) == (FieldKind.NUMBER, 0, 0, MOST_SPACE)
    assert spec.required_for == "never"


def test_the_leader_says_it_and_what_else_was_chosen_stays(session: Session, actor_of: ActorOf) -> None:
    leader, member = factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, member)
    winner = factories.a_winner(factories.a_season(), team)
    db.session.add(Answer(project_id=winner.id, field=WANTED_SPACE, data=200))
    db.session.flush()
    lead = actor_of(leader)

    def facts() -> int | None:
        return queries.load_winners([winner.id])[0].facts.wanted_m2

    assert facts() == 200
    with pytest.raises(Forbidden):
        services.state_space(actor=actor_of(member), project_id=winner.id, square_metres=50)
    for wrong in (-1, MOST_SPACE + 1):
        with pytest.raises(Invalid):
            services.state_space(actor=lead, project_id=winner.id, square_metres=wrong)
    services.choose_profiling(actor=lead, project_id=winner.id, profiling=False)
    services.state_space(actor=lead, project_id=winner.id, square_metres=50)
    choice = session.get_one(MatchChoice, winner.id, populate_existing=True)
    assert (choice.wanted_m2, choice.profiling, facts()) == (50, False, 50)
    services.choose_profiling(actor=lead, project_id=winner.id, profiling=True)
    assert facts() == 50
    services.state_space(actor=lead, project_id=winner.id, square_metres=None)
    assert facts() == 200
    assert jobs.latest(RUN, season_id=winner.season_id) is not None


def test_the_winner_states_it_on_its_page_and_a_park_reads_it(signed_in: SignedIn, session: Session) -> None:
    leader, member = factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, member)
    winner = factories.a_winner(factories.a_season(), team)
    park = factories.a_profile(ProfileKind.PARK, factories.a_user(), vacant_m2=300)
    db.session.add(Answer(project_id=winner.id, field=WANTED_SPACE, data=200))
    session.commit()
    url = f"/matches/{winner.id}"
    client = signed_in(leader)
    assert "您的报名表填报 200 平方米" in client.get(url).text
    bad = client.post(f"{url}/space", data={"square_metres": "一百"})
    assert bad.status_code == 422
    assert 'value="一百"' in bad.text
    assert client.post(f"{url}/space", data={"square_metres": "100001"}).status_code == 422
    assert client.post(f"{url}/space", data={"square_metres": "120"}).status_code == 303
    assert 'value="120"' in client.get(url).text
    other = signed_in(member)
    with other.session_transaction() as cookie:
        cookie["locale"] = "en"
    assert "Stated: 120 m²." in other.get(url).text
    assert other.post(f"{url}/space", data={"square_metres": "5"}).status_code in {403, 404}
    services.run(actor=SYSTEM, season_id=winner.season_id, kinds=[ProfileKind.PARK])
    session.commit()
    (seen,) = queries.list_for_project(SYSTEM, winner.id, park.kind)
    (space,) = [one for one in seen.criteria if one["code"] == "space"]
    assert space["state"] == "satisfied"
    assert "需要 120 平方米，空置 300 平方米" in client.get(url).text
