"""A base nominates, the team answers, the office decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from contest.bases.domain import BaseNotCertified, TitleState
from contest.bases.models import BaseTitle
from contest.entries.domain import EntrySource
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, NotFound
from contest.mail.models import Letter
from contest.nominations import queries, services
from contest.nominations.domain import (
    AlreadyNominated,
    AlreadyThere,
    MoveRefused,
    NominationsClosed,
    NominationState,
    NotNominable,
    SlotsExhausted,
)
from contest.nominations.models import Nomination
from contest.permissions import Role
from contest.seasons.domain import StageCode, WindowKind
from contest.seasons.models import Window
from tests import factories
from tests.races import DONE, at_once

ActorOf = Callable[..., Any]


@pytest.fixture
def people(session: Any) -> dict[str, Any]:
    manager, leader = factories.a_user(), factories.a_user()
    return {
        "manager": manager,
        "leader": leader,
        "office": factories.a_user(Role.CONFIRMER),
        "base": factories.a_base(manager),
        "season": factories.a_season(),
        "team": factories.a_team(leader),
    }


def a_candidate(people: dict[str, Any], **more: Any) -> Any:
    return factories.a_project(
        people["season"], more.pop("team", None) or factories.a_team(), submitted=True, **more
    )


def test_the_whole_way_from_nomination_to_the_second_round(
    session: Any, people: dict[str, Any], actor_of: ActorOf
) -> None:
    project = a_candidate(people, team=people["team"])
    made = services.nominate(
        actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=project.id
    )
    assert (made.slot, made.state) == (1, NominationState.PROPOSED)
    services.answer(actor=actor_of(people["leader"]), nomination_id=made.id, accept=True)
    services.confirm(actor=actor_of(people["office"]), nomination_id=made.id)
    entry = session.execute(select(Entry).where(Entry.subject_id == project.id)).scalar_one()
    assert (entry.stage_code, entry.source) == (StageCode.SECOND_ROUND, EntrySource.DIRECT_SLOT)
    actions = session.execute(
        select(AuditEvent.action).where(AuditEvent.subject_id == made.id).order_by(AuditEvent.at)
    ).scalars()
    assert list(actions) == ["nomination.created", "nomination.accept", "nomination.confirm"]
    letters = session.execute(
        select(Letter.params["what"].astext).where(Letter.recipient == people["leader"].email)
    )
    assert sorted(letters.scalars()) == ["nomination_confirmed", "nomination_received"]


def test_a_third_nomination_is_refused_and_a_declined_one_frees_its_slot(
    people: dict[str, Any], actor_of: ActorOf
) -> None:
    base, actor = people["base"], actor_of(people["manager"])
    first = services.nominate(
        actor=actor, base_id=base.id, project_id=a_candidate(people, team=people["team"]).id
    )
    services.nominate(actor=actor, base_id=base.id, project_id=a_candidate(people).id)
    third = a_candidate(people)
    with pytest.raises(SlotsExhausted):
        services.nominate(actor=actor, base_id=base.id, project_id=third.id)
    services.answer(actor=actor_of(people["leader"]), nomination_id=first.id, accept=False)
    assert services.nominate(actor=actor, base_id=base.id, project_id=third.id).slot == 1


def test_one_project_holds_one_direct_slot_a_season(people: dict[str, Any], actor_of: ActorOf) -> None:
    other_manager = factories.a_user()
    other = factories.a_base(other_manager)
    project = a_candidate(people)
    services.nominate(actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=project.id)
    with pytest.raises(AlreadyNominated):
        services.nominate(actor=actor_of(other_manager), base_id=other.id, project_id=project.id)


def test_a_confirmed_nomination_can_no_longer_be_withdrawn(people: dict[str, Any], actor_of: ActorOf) -> None:
    actor = actor_of(people["manager"])
    project = a_candidate(people, team=people["team"])
    made = services.nominate(actor=actor, base_id=people["base"].id, project_id=project.id)
    services.answer(actor=actor_of(people["leader"]), nomination_id=made.id, accept=True)
    services.confirm(actor=actor_of(people["office"]), nomination_id=made.id)
    with pytest.raises(MoveRefused):
        services.withdraw(actor=actor, nomination_id=made.id)


@pytest.mark.parametrize("returns", [True, False])
def test_the_season_says_whether_a_refused_slot_returns(
    session: Any, people: dict[str, Any], actor_of: ActorOf, returns: bool
) -> None:
    season = factories.a_season(slot_returns_on_refusal=returns)
    project = factories.a_project(season, submitted=True)
    made = services.nominate(
        actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=project.id
    )
    services.refuse(actor=actor_of(people["office"]), nomination_id=made.id, reason="registered elsewhere")
    assert queries.slots_taken(people["base"].id, 2026) == (frozenset() if returns else frozenset({1}))


def test_a_base_without_a_valid_title_cannot_nominate(
    session: Any, people: dict[str, Any], actor_of: ActorOf
) -> None:
    manager = factories.a_user()
    expired = factories.a_base(manager, valid_from=date(2020, 1, 1), valid_to=date(2022, 12, 31))
    with pytest.raises(BaseNotCertified):
        services.nominate(actor=actor_of(manager), base_id=expired.id, project_id=a_candidate(people).id)
    session.query(BaseTitle).filter_by(base_id=people["base"].id).update({"state": TitleState.DELISTED})
    with pytest.raises(BaseNotCertified):
        services.nominate(
            actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=a_candidate(people).id
        )


def test_a_base_cannot_see_or_nominate_a_project_whose_team_did_not_agree(
    people: dict[str, Any], actor_of: ActorOf
) -> None:
    shy = a_candidate(people, consent_bases=False)
    with pytest.raises(NotFound):
        services.nominate(actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=shy.id)


def test_a_draft_cannot_be_nominated(people: dict[str, Any], actor_of: ActorOf) -> None:
    draft = factories.a_project(people["season"])
    with pytest.raises(NotNominable):
        services.nominate(actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=draft.id)


def test_outside_the_window_nominations_are_closed(
    session: Any, people: dict[str, Any], actor_of: ActorOf
) -> None:
    window = session.query(Window).filter_by(season_id=people["season"].id, kind=WindowKind.NOMINATION).one()
    window.closes_at = window.opens_at + timedelta(seconds=1)
    session.flush()
    with pytest.raises(NominationsClosed):
        services.nominate(
            actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=a_candidate(people).id
        )


def test_only_the_bases_own_people_nominate_and_only_the_leader_answers(
    people: dict[str, Any], actor_of: ActorOf
) -> None:
    stranger = factories.a_user()
    factories.a_base(stranger)  # acts for another base
    project = a_candidate(people, team=people["team"])
    with pytest.raises(Forbidden):
        services.nominate(actor=actor_of(stranger), base_id=people["base"].id, project_id=project.id)
    made = services.nominate(
        actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=project.id
    )
    member = factories.a_user()
    factories.a_member(people["team"], member)
    with pytest.raises(Forbidden):
        services.answer(actor=actor_of(member), nomination_id=made.id, accept=True)
    with pytest.raises(NotFound):
        services.answer(actor=actor_of(stranger), nomination_id=made.id, accept=True)


def test_the_database_itself_refuses_a_third_slot_a_double_slot_and_a_day_outside_the_title(
    session: Any, people: dict[str, Any]
) -> None:
    base = people["base"]
    factories.a_slot_year(base)
    factories.a_nomination(base, a_candidate(people), slot=1)
    for wrong in ({"slot": 3}, {"slot": 1}, {"slot": 2, "nominated_on": date(2001, 1, 1)}):
        with pytest.raises(IntegrityError), session.begin_nested():
            factories.a_nomination(base, a_candidate(people), **wrong)


@pytest.mark.committed
def test_forty_people_pressing_at_once_take_exactly_two_slots(
    session: Any, app: Flask, actor_of: ActorOf
) -> None:
    manager = factories.a_user()
    base, season = factories.a_base(manager), factories.a_season()
    projects = [factories.a_project(season, submitted=True).id for _ in range(20)]
    actor, base_id = actor_of(manager), base.id
    session.commit()
    press = partial(services.nominate, actor=actor, base_id=base_id)
    outcomes = at_once(app, [partial(press, project_id=project_id) for project_id in projects * 2])
    assert outcomes.count(DONE) == 2
    assert set(outcomes) <= {DONE, "slots_exhausted", "already_nominated"}
    assert session.execute(select(func.count()).select_from(Nomination)).scalar_one() == 2


def test_a_project_withdrawn_before_confirmation_frees_its_slot(
    people: dict[str, Any], actor_of: ActorOf
) -> None:
    project = a_candidate(people)
    services.nominate(actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=project.id)
    services.withdraw_for_project(actor=SYSTEM, project_id=project.id)
    assert queries.slots_taken(people["base"].id, 2026) == frozenset()


def test_a_project_in_the_stage_slots_lead_into_is_not_offered_and_not_nominable(
    people: dict[str, Any], actor_of: ActorOf, signed_in: Any
) -> None:
    waiting, judged, gone = (a_candidate(people) for _ in range(3))
    factories.an_entry(waiting, StageCode.PRELIMINARY)
    factories.an_entry(judged, StageCode.SECOND_ROUND)
    factories.an_entry(gone, StageCode.SEMIFINAL)
    found = queries.list_candidates(people["season"].id, into=StageCode.SECOND_ROUND, fitting=())
    assert [candidate.id for candidate in found] == [waiting.id]
    page = signed_in(people["manager"]).get(f"/bases/{people['base'].id}/candidates").text
    assert waiting.number in page
    assert judged.number not in page
    for project in (judged, gone):
        with pytest.raises(AlreadyThere):
            services.nominate(
                actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=project.id
            )


def test_only_the_leader_is_shown_a_nomination_that_waits_for_an_answer(
    people: dict[str, Any], actor_of: ActorOf, signed_in: Any
) -> None:
    project = a_candidate(people, team=people["team"])
    services.nominate(actor=actor_of(people["manager"]), base_id=people["base"].id, project_id=project.id)
    assert project.name.zh in signed_in(people["leader"]).get("/desk/nominations").text
    assert signed_in(people["manager"]).get("/desk/nominations").text == ""
