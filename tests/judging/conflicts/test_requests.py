"""A team names whom it would not want; the office decides, and judges never read of it."""

from __future__ import annotations

from typing import Any

import pytest

from contest.kernel.errors import Forbidden, Invalid
from contest.permissions import Role
from judging.conflicts import queries, services
from judging.conflicts.domain import (
    About,
    Relation,
    RequestDecided,
    RequestState,
    TiedToEntry,
    TooManyRequests,
)
from judging.conflicts.models import RecusalRequest
from tests import factories
from tests.judging.conflicts.ties import TIES


@pytest.fixture
def scene(session: Any, actor_of: Any) -> dict[str, Any]:
    season = factories.a_season()
    leader = factories.a_user(Role.ENTREPRENEUR)
    project = factories.a_project(season, factories.a_team(leader), submitted=True)
    round_, user = factories.a_round(season), factories.a_user(Role.JUDGE, name="周明远")
    return {
        "leader": leader,
        "project": project,
        "entry": factories.an_entry(project),
        "round": round_,
        "user": user,
        "judge": factories.a_judge(round_, user),
        "office": actor_of(factories.a_user(Role.ORGANISER)),
    }


def ask(scene: dict[str, Any], actor_of: Any, **more: Any) -> RecusalRequest:
    words = {"about": About.PERSON, "name": "周明远教授", "reason": "其公司与我们竞争"}
    return services.ask(
        **{"actor": actor_of(scene["leader"]), "project_id": scene["project"].id, **words, **more}
    )


def test_an_accepted_request_bars_and_a_refused_one_does_not(scene: dict[str, Any], actor_of: Any) -> None:
    first, second = ask(scene, actor_of), ask(scene, actor_of, name="某人")
    pair = (scene["judge"].id, scene["entry"].id)
    services.decide_request(actor=scene["office"], request_id=second.id, answer="理由不充分")
    assert queries.conflicts_of_round(scene["round"].id) == {}
    services.decide_request(
        actor=scene["office"], request_id=first.id, answer="同意回避", judge_id=scene["judge"].id
    )
    (found,) = queries.conflicts_of_round(scene["round"].id)[pair]
    assert (found.kind, found.source) == (Relation.REQUESTED, str(first.id))
    rows = queries.requests_of_project(scene["project"].id)
    assert [row.state for row in rows] == [RequestState.ACCEPTED, RequestState.REFUSED]
    with pytest.raises(RequestDecided):
        services.decide_request(actor=scene["office"], request_id=first.id, answer="again")


def test_the_office_is_offered_whom_the_name_may_mean(scene: dict[str, Any]) -> None:
    factories.a_judge(scene["round"])
    assert [key for key, _name in queries.people_called("周明远教授")] == [scene["judge"].id]
    organisation = factories.an_organisation()
    assert organisation.id in [key for key, _name in queries.organisations_called(organisation.name.zh)]


def test_only_the_team_asks_with_a_reason_and_a_few_times(scene: dict[str, Any], actor_of: Any) -> None:
    with pytest.raises(Forbidden):
        ask(scene, actor_of, actor=actor_of(factories.a_user(Role.ENTREPRENEUR)))
    with pytest.raises(Invalid) as refused:
        ask(scene, actor_of, name=" ", reason="x" * 501)
    assert [error.field for error in refused.value.errors] == ["name", "reason"]
    asked = [ask(scene, actor_of) for _ in range(5)]
    with pytest.raises(TooManyRequests):
        ask(scene, actor_of)
    services.withdraw_request(
        actor=actor_of(scene["leader"]), project_id=scene["project"].id, request_id=asked[0].id
    )
    ask(scene, actor_of)


def test_a_tied_officer_neither_reads_nor_decides(scene: dict[str, Any], actor_of: Any) -> None:
    row, tied = ask(scene, actor_of), factories.a_user(Role.ORGANISER)
    TIES["member"](tied, scene["project"], scene["entry"])
    actor = actor_of(tied)
    assert [one.id for one in queries.requests(scene["office"])] == [row.id]
    assert list(queries.requests(actor)) == []
    with pytest.raises(TiedToEntry):
        services.decide_request(actor=actor, request_id=row.id, answer="x", judge_id=scene["judge"].id)


def test_team_and_office_do_it_on_pages_and_the_judge_reads_nothing(
    scene: dict[str, Any], signed_in: Any, session: Any
) -> None:
    team = signed_in(scene["leader"])
    address = f"/projects/{scene['project'].id}/recusal-requests"
    sent = {"about": "person", "name": "周明远", "reason": "秘密谈判中"}
    assert team.post(address, data={**sent, "reason": ""}).status_code == 422
    assert team.post(address, data=sent).status_code == 303
    assert "周明远" in team.get(address).text
    (row,) = session.query(RecusalRequest).all()
    office = signed_in(factories.a_user(Role.ORGANISER))
    assert f"/recusal-requests/{row.id}" in office.get("/recusal-requests").text
    page = office.get(f"/recusal-requests/{row.id}")
    assert str(scene["judge"].id) in page.text
    done = office.post(
        f"/recusal-requests/{row.id}", data={"meant": str(scene["judge"].id), "answer": "同意"}
    )
    assert done.status_code == 303
    judge = signed_in(scene["user"])
    for path in ("/judging/conflicts", "/judging/conflicts/mine", "/judging/rounds", "/judging/desk"):
        assert "秘密谈判中" not in judge.get(path).text


def test_the_list_costs_the_same_statements_for_one_row_and_three(
    scene: dict[str, Any], actor_of: Any, signed_in: Any, count_queries: Any
) -> None:
    ask(scene, actor_of)
    office = signed_in(factories.a_user(Role.ORGANISER))
    one = count_queries(lambda: office.get("/recusal-requests"))
    for _ in range(2):
        ask(scene, actor_of)
    assert count_queries(lambda: office.get("/recusal-requests")) == one
