"""Parks by space: what winners say they need, what parks state they have, and what plans make of it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from contest.entry_forms.domain.vocabulary import WANTED_SPACE
from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.kernel.db import db
from contest.permissions import Role
from contest.projects.models import Answer
from matching.assignment import queries, services
from matching.assignment.domain import Method, PinBeyondSpace, PlanStale, PlanState, Terms, WishKind
from matching.profiles.domain import ProfileKind
from matching.recommendations.models import MatchChoice
from matching.recommendations.services import state_space
from tests import factories
from tests.factories.matching import an_open_introduction
from tests.matching.assignment.plans import PARK, pair, pairs, worked_out

SignedIn = Callable[[Any], FlaskClient]
SIXTY = Terms(usual_space=60)


def has(park: Any, square_metres: int | None, places: int = 5) -> None:
    park.vacant_m2, park.capacity = square_metres, places
    db.session.flush()


def test_what_the_team_says_counts_before_its_form_and_the_usual_space_where_neither_does(cast: Any) -> None:
    first, second = cast.winners
    db.session.add(Answer(project_id=first.id, field=WANTED_SPACE, data=120))
    db.session.flush()

    def needs(terms: Terms = SIXTY, kind: ProfileKind = PARK) -> dict[Any, int]:
        return dict(queries.situation(cast.season.id, kind, terms).need)

    assert needs() == {first.id: 120, second.id: 60}
    state_space(actor=cast.leaders[0], project_id=first.id, square_metres=0)
    state_space(actor=cast.leaders[1], project_id=second.id, square_metres=45)
    assert needs() == {first.id: 0, second.id: 45}
    state_space(actor=cast.leaders[0], project_id=first.id, square_metres=None)
    assert needs(Terms(usual_space=0)) == {first.id: 120, second.id: 45}
    assert needs(kind=ProfileKind.MENTOR) == {}


@pytest.mark.parametrize("stored", ["120", -5, 1_000_000, True, 3.5, {"zh": "120"}])
def test_an_answer_that_is_no_number_of_square_metres_is_none(cast: Any, stored: Any) -> None:
    db.session.add(Answer(project_id=cast.winners[0].id, field=WANTED_SPACE, data=stored))
    db.session.flush()
    assert queries.situation(cast.season.id, PARK, SIXTY).need[cast.winners[0].id] == 60


def test_only_stated_space_bounds_and_what_residents_hold_is_taken_off(cast: Any) -> None:
    has(cast.parks[0], 200, places=3)
    has(cast.parks[1], None)
    assert queries.situation(cast.season.id, PARK, SIXTY).space == {cast.parks[0].id: 200}
    resident = factories.a_project(cast.season)
    factories.a_place(resident, factories.a_base())
    db.session.add(MatchChoice(project_id=resident.id, wanted_m2=150, changed_at=clock.now()))
    db.session.flush()
    an_open_introduction(resident, cast.parks[0])
    now = queries.situation(cast.season.id, PARK, SIXTY)
    assert (now.space[cast.parks[0].id], now.room[cast.parks[0].id]) == (50, 2)


def test_a_plan_keeps_within_the_space_and_the_board_says_what_is_taken(cast: Any) -> None:
    has(cast.parks[0], 100)
    state_space(actor=cast.leaders[0], project_id=cast.winners[0].id, square_metres=70)
    plan = worked_out(cast, SIXTY)
    # Both fit the first park best, and it has places for both.
    assert pairs(plan) == {pair(cast, 0, 1), pair(cast, 1, 0)}
    shown = {one.id: one for one in queries.board(cast.season.id, PARK).counterparts}
    first, second = (shown[park.id] for park in cast.parks)
    assert (first.area, first.space, first.over_space) == (60, 100, False)
    assert (second.area, second.space) == (70, None)
    assert plan.outcome["space"]["of"] == 100


def test_a_stable_plan_leaves_places_empty_for_want_of_space(cast: Any) -> None:
    has(cast.parks[0], 100)
    has(cast.parks[1], 10)
    plan = worked_out(cast, Terms(usual_space=60, method=Method.STABLE))
    assert pairs(plan) == {pair(cast, 0, 0)}
    assert plan.outcome["space"]["tight"] == {str(cast.parks[0].id): 4}


def test_space_let_meanwhile_makes_the_draft_stale(cast: Any) -> None:
    has(cast.parks[0], 120)
    plan = worked_out(cast, SIXTY)
    assert pairs(plan) == {pair(cast, 0, 0), pair(cast, 1, 0)}
    has(cast.parks[0], 119)
    assert queries.board(cast.season.id, PARK).outdated
    over = {one.id: one.over_space for one in queries.board(cast.season.id, PARK).counterparts}
    assert over[cast.parks[0].id]
    with pytest.raises(PlanStale):
        services.publish(actor=cast.office, plan_id=plan.id)


def test_pins_stay_within_the_space(cast: Any) -> None:
    has(cast.parks[0], 100)

    def pin(winner: int) -> Any:
        return services.wish(
            actor=cast.office,
            season_id=cast.season.id,
            pair=pair(cast, winner, 0),
            kind=WishKind.PINNED,
            reason="同一产业链",
            terms=SIXTY,
        )

    pin(0)
    with pytest.raises(PinBeyondSpace) as refused:
        pin(1)
    assert refused.value.params == {"profile": str(cast.parks[0].id), "pinned": 120, "space": 100}
    has(cast.parks[0], 50)
    plan = worked_out(cast, SIXTY)
    assert plan.state is PlanState.FAILED
    assert plan.outcome["cause"]["code"] == "assignment_pin_beyond_space"


def test_who_says_what_space_it_needs_is_in_the_log(cast: Any, session: Session) -> None:
    state_space(actor=cast.leaders[0], project_id=cast.winners[0].id, square_metres=70)
    event = session.query(AuditEvent).filter_by(action="matching.space_stated").one()
    assert event.facts == {"square_metres": 70}


def test_the_board_says_in_words_what_space_binds(signed_in: SignedIn, session: Session, cast: Any) -> None:
    has(cast.parks[0], 100)
    has(cast.parks[1], 10)
    worked_out(cast, SIXTY)
    session.commit()
    office = signed_in(factories.a_user(Role.ORGANISER))
    url = f"/office/matching/{cast.season.id}/assignment/park"
    chinese = office.get(url).text
    assert "增加 20 平方米" in chinese
    assert "已用 60 / 100 平方米" in chinese
    with office.session_transaction() as cookie:
        cookie["locale"] = "en"
    page = office.get(url).text
    assert "20 m² more at" in page
    assert "60 of 100 m²" in page
    assert "limited by space" in page
    assert "At 2 parks no team that would do better there fits any more, though 9 places are left." in page
    bad = office.post(
        f"{url}/plan", data={"each": 1, "usual_room": 5, "usual_space": 10_001, "method": "optimal"}
    )
    assert bad.status_code == 422
    assert 'value="10001"' in bad.text
    assert "usual_space" not in office.get(url.replace("/park", "/mentor")).text


def test_the_plan_as_a_spreadsheet_says_what_places_and_space_are_taken(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    has(cast.parks[0], 100)
    has(cast.parks[1], 10)
    state_space(actor=cast.leaders[0], project_id=cast.winners[0].id, square_metres=70)
    worked_out(cast, SIXTY)
    session.commit()
    office = signed_in(factories.a_user(Role.ORGANISER))
    url = f"/office/matching/{cast.season.id}/assignment/park"
    book = CalamineWorkbook.from_filelike(BytesIO(office.get(f"{url}/plan.xlsx").data))
    heads, *lines = book.get_sheet_by_index(0).to_python()
    assert heads[-3:] == ["所需面积（平方米）", "该园区已用面积（平方米）", "该园区面积（平方米）"]
    by_number = {line[0]: line for line in lines}
    first, second = (by_number[winner.number] for winner in cast.winners)
    assert first[3:] == [cast.parks[0].name.zh, 90, 1, "草案提议", 1, 5, 70, 70, 100]
    assert second[3:] == [*[""] * 6, 60, "", ""]
    assert office.get(f"{url.replace('/park', '/mentor')}/plan.xlsx").status_code == 200
    assert signed_in(factories.a_user()).get(f"{url}/plan.xlsx").status_code == 403


def test_a_park_reads_what_room_it_stated_and_what_a_winner_needs(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    owner = factories.a_user()
    park = factories.a_profile(PARK, owner, capacity=4, vacant_m2=1_200)
    factories.a_recommendation(cast.winners[0], park)
    state_space(actor=cast.leaders[0], project_id=cast.winners[0].id, square_metres=1_100)
    session.commit()
    client = signed_in(owner)
    assert "名额：4；空置面积：1,200 平方米。" in client.get(f"/candidates/{park.id}").text
    opened = client.get(f"/candidates/{park.id}/projects/{cast.winners[0].id}").text
    assert "所需面积" in opened
    assert "1,100 平方米" in opened


@pytest.mark.parametrize(
    ("method", "said"),
    [(Method.OPTIMAL, "未证明为最优"), (Method.STABLE, "未证明为最优")],
)
def test_the_board_says_what_could_not_be_proved(
    signed_in: SignedIn, session: Session, cast: Any, method: Method, said: str
) -> None:
    plan = worked_out(cast, Terms(method=method))
    plan.outcome = plan.outcome | {"proved": False}
    session.commit()
    office = signed_in(factories.a_user(Role.ORGANISER))
    url = f"/office/matching/{cast.season.id}/assignment/park"
    assert said in office.get(url).text


def test_a_plan_from_before_spaces_counted_is_still_shown(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    plan = worked_out(cast)
    new = ("places", "space")
    prices = [{name: one[name] for name in one if name not in new} for one in plan.outcome["prices"]]
    plan.outcome = {name: told for name, told in plan.outcome.items() if name != "space"} | {"prices": prices}
    plan.terms = {name: value for name, value in plan.terms.items() if name != "usual_space"}
    session.commit()
    office = signed_in(factories.a_user(Role.ORGANISER))
    page = office.get(f"/office/matching/{cast.season.id}/assignment/park").text
    assert "增加一个名额" in page
