"""The office's board and the orders of preference, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from matching.assignment import queries, services
from matching.assignment.domain import PlanState, Terms
from matching.assignment.models import AssignmentPlan, AssignmentWish
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from tests import factories

SignedIn = Callable[[Any], FlaskClient]
PARK = ProfileKind.PARK


@pytest.fixture
def cast(session: Session) -> SimpleNamespace:
    season = factories.a_season()
    leader, owner = factories.a_user(), factories.a_user()
    winner = factories.a_winner(season, factories.a_team(leader), name=LocalizedText("澜芯", "Lanxin"))
    other = factories.a_winner(season)
    park = factories.a_profile(PARK, owner, name=LocalizedText("临港园", "Lingang park"), capacity=1)
    factories.a_recommendation(winner, park)
    made = SimpleNamespace(season=season, winner=winner, other=other, park=park, leader=leader, owner=owner)
    made.office = factories.a_user(Role.ORGANISER)
    made.auditor = factories.a_user(Role.AUDITOR)
    made.scores = {winner.id: {park.id: 0.9}, other.id: {park.id: 0.6}}
    made.url = f"/office/matching/{season.id}/assignment/park"
    session.commit()
    return made


def english(client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    return client


def worked_out(cast: Any, session: Session) -> AssignmentPlan:
    plan = services.request_plan(actor=SYSTEM, season_id=cast.season.id, kind=PARK, terms=Terms())
    services.solve(plan_id=plan.id, scores=cast.scores)
    session.commit()
    return plan


def test_the_office_asks_looks_publishes_and_sees_the_answers(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    office = signed_in(cast.office)
    assert "尚无方案" in office.get(cast.url).text
    asked = office.post(
        f"{cast.url}/plan", data={"each": "1", "usual_room": "5", "usual_space": "60", "method": "optimal"}
    )
    assert asked.status_code == 303
    assert "正在生成方案" in office.get(cast.url).text
    assert "HX-Refresh" not in office.get(f"{cast.url}/status").headers
    pending, _ = queries.current_plans(cast.season.id, PARK)
    assert pending is not None
    services.solve(plan_id=pending.id, scores=cast.scores)
    session.commit()
    assert office.get(f"{cast.url}/status").headers["HX-Refresh"] == "true"
    page = english(office).get(cast.url).text
    assert "Proved optimal" in page
    assert "One more place at Lingang park" in page
    assert "1 more winner is served" in page
    assert "Lanxin" in page
    short = office.get(f"{cast.url}?only=short").text
    assert short.count('class="table-wrap"') >= 1
    done = office.post(f"/office/matching/assignment/plans/{pending.id}/publish", follow_redirects=True)
    assert "Published: 1 pairs are proposed" in done.text
    assert "Waiting for an answer" in done.text
    again = office.post(f"/office/matching/assignment/plans/{pending.id}/publish", follow_redirects=True)
    assert "no longer the draft" in again.text
    assert session.query(Introduction).count() == 1


def test_the_sides_see_that_the_office_proposes_it(signed_in: SignedIn, session: Session, cast: Any) -> None:
    plan = worked_out(cast, session)
    services.publish(actor=SYSTEM, plan_id=plan.id)
    session.commit()
    made = session.query(Introduction).one()
    leader = signed_in(cast.leader)
    assert "组委会的提议" in leader.get(f"/introductions/{made.id}").text
    leader.post(f"/introductions/{made.id}/accept")
    owner = english(signed_in(cast.owner))
    assert "The winning team asked" in owner.get(f"/introductions/{made.id}").text
    owner.post(f"/introductions/{made.id}/accept")
    assert cast.leader.email in owner.get(f"/introductions/{made.id}").text
    assert "双方同意 1 对" in signed_in(cast.office).get(cast.url).text


def test_bad_terms_and_wishes_are_refused_beside_the_field(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    office = signed_in(cast.office)
    refused = office.post(
        f"{cast.url}/plan", data={"each": "99", "usual_room": "x", "usual_space": "y", "method": "optimal"}
    )
    assert refused.status_code == 422
    assert 'value="99"' in refused.text
    empty = office.post(f"{cast.url}/wishes", data={"wish-kind": "pinned", "wish-reason": "产业链"})
    assert empty.status_code == 422
    assert "产业链" in empty.text
    given = {
        "wish-project": str(cast.other.id),
        "wish-profile": str(cast.park.id),
        "wish-kind": "pinned",
        "wish-reason": "产业链",
    }
    assert office.post(f"{cast.url}/wishes", data=given).status_code == 303
    beyond = office.post(f"{cast.url}/wishes", data=given | {"wish-project": str(cast.winner.id)})
    assert beyond.status_code == 422
    assert "仅指定的就需要 2 个名额" in beyond.text
    wish = session.query(AssignmentWish).one()
    worked_out(cast, session)
    assert "若无此规定" in office.get(cast.url).text
    office.post(f"/office/matching/assignment/wishes/{wish.id}/withdraw")
    assert session.query(AssignmentWish).count() == 0


def test_a_plan_that_cannot_be_says_why(signed_in: SignedIn, session: Session, cast: Any) -> None:
    cast.park.active = False
    session.commit()
    plan = worked_out(cast, session)
    assert plan.state is PlanState.FAILED
    assert "没有可分配的对象" in signed_in(cast.office).get(cast.url).text


def test_the_auditor_looks_and_others_do_not(signed_in: SignedIn, session: Session, cast: Any) -> None:
    worked_out(cast, session)
    page = signed_in(cast.auditor).get(cast.url).text
    assert "已证明最优" in page
    assert "发布提议" not in page
    assert signed_in(cast.leader).get(cast.url).status_code == 403
    assert signed_in(cast.office).get(cast.url.replace("park", "sponsor")).status_code == 404


def test_each_side_puts_the_other_in_order(signed_in: SignedIn, session: Session, cast: Any) -> None:
    for person, url, key in (
        (cast.leader, f"/matches/{cast.winner.id}/preferences/park", cast.park.id),
        (cast.owner, f"/candidates/{cast.park.id}/preferences", cast.winner.id),
    ):
        client = signed_in(person)
        assert "意愿排序" in client.get(url).text
        wrong = client.post(url, data={f"rank:{key}": "zero"})
        assert wrong.status_code == 422
        assert 'value="zero"' in wrong.text
        assert client.post(url, data={f"rank:{key}": "1"}).status_code == 303
        assert 'value="1"' in client.get(url).text
        assert signed_in(cast.auditor).get(url).status_code in {403, 404}
