"""A tie is waived by two people in writing, for one round; the database holds them to it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from contest.kernel.columns import new_id
from contest.kernel.errors import Forbidden, Invalid
from contest.permissions import Role
from judging.conflicts import queries, services
from judging.conflicts.domain import (
    NeedsSecondPerson,
    NotWaivable,
    TiedToEntry,
    WaiverEnded,
    WaiverExists,
)
from judging.conflicts.models import ConflictWaiver
from judging.panels.services import assign_judge
from judging.rounds.domain import RoundState
from judging.scoring.queries import queue
from tests import factories
from tests.judging.conflicts.ties import TIES

WORDS = {"reason": "该领域仅此一位专家", "statement": "两年前同事，无经济往来，不影响公正评审"}


@pytest.fixture
def scene(session: Any, actor_of: Any) -> dict[str, Any]:
    season = factories.a_season()
    project = factories.a_project(season, submitted=True)
    round_, user = factories.a_round(season), factories.a_user(Role.JUDGE)
    found = {
        "project": project,
        "entry": factories.an_entry(project),
        "round": round_,
        "user": user,
        "judge": factories.a_judge(round_, user),
        "first": actor_of(factories.a_user(Role.ORGANISER)),
        "second": actor_of(factories.a_user(Role.CONFIRMER)),
    }
    TIES["employer"](user, project, found["entry"])
    return found


def propose(scene: dict[str, Any], **more: Any) -> ConflictWaiver:
    pair = {"round_id": scene["round"].id, "judge_id": scene["judge"].id, "entry_id": scene["entry"].id}
    return services.propose_waiver(**{"actor": scene["first"], **pair, **WORDS, **more})


def barred(scene: dict[str, Any]) -> bool:
    return (scene["judge"].id, scene["entry"].id) in queries.conflicts_of_round(scene["round"].id)


def test_one_signature_changes_nothing_two_let_the_judge_score(scene: dict[str, Any], actor_of: Any) -> None:
    row = propose(scene)
    assert barred(scene)
    services.confirm_waiver(actor=scene["second"], waiver_id=row.id)
    assert not barred(scene)
    pair = {"round_id": scene["round"].id, "judge_id": scene["judge"].id, "entry_id": scene["entry"].id}
    assign_judge(actor=scene["first"], **pair)
    assert [item.entry_id for item in queue(actor_of(scene["user"]))] == [scene["entry"].id]
    services.end_waiver(actor=scene["first"], waiver_id=row.id)
    assert barred(scene)
    assert queue(actor_of(scene["user"])) == []


def test_it_covers_the_ties_it_names_and_no_later_one(scene: dict[str, Any]) -> None:
    services.confirm_waiver(actor=scene["second"], waiver_id=propose(scene).id)
    TIES["base"](scene["user"], scene["project"], scene["entry"])
    assert barred(scene)


def test_it_ends_with_its_round(session: Any, scene: dict[str, Any], actor_of: Any) -> None:
    services.confirm_waiver(actor=scene["second"], waiver_id=propose(scene).id)
    from contest.seasons.domain import StageCode

    later = factories.an_entry(scene["project"], StageCode.SEMIFINAL)
    assert queries.conflicted_among(scene["judge"].id, [scene["entry"].id, later.id]) == {later.id}
    scene["round"].state = RoundState.CLOSED
    session.flush()
    with pytest.raises(WaiverEnded):
        propose(scene)


@pytest.mark.parametrize("tie", ["member", "earlier_team"])
def test_ones_own_team_is_never_waived(scene: dict[str, Any], tie: str) -> None:
    TIES[tie](scene["user"], scene["project"], scene["entry"])
    with pytest.raises(NotWaivable):
        propose(scene)


def test_who_signs_is_neither_the_same_person_nor_the_judge_nor_tied(
    scene: dict[str, Any], actor_of: Any
) -> None:
    row = propose(scene)
    with pytest.raises(NeedsSecondPerson):
        services.confirm_waiver(actor=scene["first"], waiver_id=row.id)
    tied = factories.a_user(Role.CONFIRMER)
    TIES["member"](tied, scene["project"], scene["entry"])
    with pytest.raises(TiedToEntry):
        services.confirm_waiver(actor=actor_of(tied), waiver_id=row.id)
    with pytest.raises(Forbidden):
        services.confirm_waiver(actor=actor_of(scene["user"]), waiver_id=row.id)
    services.confirm_waiver(actor=scene["second"], waiver_id=row.id)
    with pytest.raises(WaiverEnded):
        services.confirm_waiver(actor=scene["second"], waiver_id=row.id)


def test_it_is_in_writing_once_and_about_a_tie(scene: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        propose(scene, reason=" ", statement="")
    assert {error.field for error in refused.value.errors} == {"reason", "statement"}
    propose(scene)
    with pytest.raises(WaiverExists):
        propose(scene)
    with pytest.raises(NotWaivable):
        propose(scene, judge_id=factories.a_judge(scene["round"]).id)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("two_people", {"confirmed_by": "first"}),
        ("waivable", {"kinds": ["kinship"]}),
        ("waivable", {"kinds": ["same_base", "team_member"]}),
        ("waivable", {"kinds": []}),
        ("in_writing", {"reason": "  "}),
    ],
)
def test_the_database_keeps_the_rule(
    session: Any, scene: dict[str, Any], name: str, values: dict[str, Any]
) -> None:
    from contest.kernel import clock

    first = scene["first"].user_id
    if "confirmed_by" in values:
        values = {"confirmed_by": first, "confirmed_at": clock.now()}
    row = {
        "id": new_id(),
        "round_id": scene["round"].id,
        "judge_id": scene["judge"].id,
        "entry_id": scene["entry"].id,
        "kinds": ["same_base"],
        "proposed_by": first,
        **WORDS,
        **values,
    }
    with pytest.raises(IntegrityError) as refused, session.begin_nested():
        session.execute(insert(ConflictWaiver).values(**row))
    assert f"ck_conflict_waivers_{name}" in str(refused.value.orig)


def test_the_office_waives_on_the_pages(scene: dict[str, Any], signed_in: Any, session: Any) -> None:
    first, second = (factories.a_user(role) for role in (Role.ORGANISER, Role.CONFIRMER))
    list_ = f"/rounds/{scene['round'].id}/conflicts"
    form = f"{list_}/judges/{scene['judge'].id}/entries/{scene['entry'].id}/waive"
    page = signed_in(first)
    assert form in page.get(list_).text
    assert page.post(form, data={"reason": "", "statement": WORDS["statement"]}).status_code == 422
    assert page.post(form, data=WORDS).status_code == 303
    (row,) = session.query(ConflictWaiver).all()
    assert f"/waivers/{row.id}/confirm" not in page.get(list_).text
    other = signed_in(second)
    confirm = f"/rounds/{scene['round'].id}/waivers/{row.id}/confirm"
    assert confirm in other.get(list_).text
    assert other.post(confirm).status_code == 303
    assert not barred(scene)
