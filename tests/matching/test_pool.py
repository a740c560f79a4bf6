"""Winners of other contests and residents of bases are matched like winners, and only where that is right."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.consents.domain import Purpose
from contest.consents.models import Consent
from contest.embeddings.models import TextVector
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db, transaction
from contest.kernel.errors import NotFound
from contest.permissions import Role
from contest.pool import services as pool
from contest.pool.domain import Way
from matching.assignment.domain import AssignmentOff, Terms
from matching.assignment.queries import situation
from matching.assignment.services import request_plan
from matching.feedback.queries import answers
from matching.introductions import services as introductions
from matching.introductions.domain import NotAvailable
from matching.profiles.domain import ProfileKind
from matching.recommendations import queries, services
from matching.recommendations.models import MatchChoice, Recommendation
from matching.recommendations.queries import FeedFilter
from matching.retrieval import services as retrieval
from matching.retrieval.domain import WINNER
from matching.team_gaps.queries import gaps_of, people_for
from matching.visits.queries import get_winner
from tests import factories
from tests.factories.matching import an_open_introduction
from tests.factories.team_gaps import a_gap, an_offer

ActorOf = Callable[..., Actor]
SignedIn = Callable[[Any], FlaskClient]
ENCODER = factories.BagOfWords()


def run(season: Any) -> services.RunOutcome:
    retrieval.refresh(encoder=ENCODER)
    return services.run(actor=SYSTEM, season_id=season.id)


def listed(session: Session, project: Any) -> set[Any]:
    query = select(Recommendation.profile_id).where(Recommendation.project_id == project.id)
    return set(session.execute(query).scalars())


def embedded(session: Session) -> set[Any]:
    return set(session.execute(select(TextVector.subject_id).where(TextVector.kind == WINNER)).scalars())


def test_both_doors_lead_to_lists_and_a_residents_own_base_is_not_in_its(session: Session) -> None:
    season, base = factories.a_season(), factories.a_base()
    resident, other = factories.a_project(season), factories.a_project(season)
    factories.a_place(resident, base)
    factories.a_place(other)
    home = factories.a_profile(ProfileKind.PARK, base_id=base.id)
    park, investor = factories.a_profile(ProfileKind.PARK), factories.a_profile()
    run(season)
    assert listed(session, resident) == {park.id, investor.id}
    assert listed(session, other) == {home.id, park.id, investor.id}


def test_nothing_is_embedded_listed_or_found_before_the_team_itself_agreed(session: Session) -> None:
    season = factories.a_season()
    project = factories.a_project(season, consent_matching=True)  # by a list
    factories.a_place(project, consent=False)
    profile = factories.a_profile()
    run(season)
    assert (embedded(session), listed(session, project)) == (set(), set())
    assert queries.feed(profile.id, FeedFilter()).total == 0
    factories.agreed(project)
    assert queries.is_due(season.id)
    run(season)
    assert embedded(session) == {project.id}
    assert listed(session, project) == {profile.id}
    assert not queries.is_due(season.id)


@pytest.mark.parametrize("how", ["ended", "taken_back", "profiling_off"])
def test_it_is_gone_from_every_page_at_once_and_forgotten_by_the_next_refresh(
    session: Session, actor_of: ActorOf, how: str
) -> None:
    season, leader, owner = factories.a_season(), factories.a_user(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    place = factories.a_place(project, factories.a_base())
    profile = factories.a_profile(ProfileKind.INVESTOR, owner)
    run(season)
    assert queries.list_for_profile(actor_of(owner), profile.id).total == 1
    if how == "ended":
        pool.end(actor=actor_of(factories.a_user(Role.ORGANISER)), place_id=place.id, reason="搬离")
    elif how == "taken_back":
        factories.agreed(project, given=False)
    else:
        session.add(MatchChoice(project_id=project.id, profiling=False))
    session.flush()
    assert queries.list_for_profile(actor_of(owner), profile.id).total == 0
    assert queries.list_for_project(actor_of(leader), project.id, ProfileKind.INVESTOR) == []
    assert queries.feed(profile.id, FeedFilter()).total == 0
    assert not queries.is_recommended(project.id, profile.id)
    with pytest.raises(NotFound):
        get_winner(project.id, profile.id)
    assert queries.is_due(season.id)
    run(season)
    if how != "profiling_off":  # then texts stay for the neutral search of the team itself, as a winner's do
        assert embedded(session) == set()


def test_introductions_open_for_residents_and_not_after_their_place_ended(
    session: Session, actor_of: ActorOf
) -> None:
    season, leader, owner = factories.a_season(), factories.a_user(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    place = factories.a_place(project, factories.a_base())
    first, second = (factories.a_profile(ProfileKind.INVESTOR, owner) for _ in range(2))
    asked = introductions.ask(actor=actor_of(leader), project_id=project.id, profile_id=first.id)
    assert introductions.accept(actor=actor_of(owner), introduction_id=asked.id).state == "open"
    pool.leave(actor=actor_of(leader), project_id=project.id)
    assert place.ended_at is not None
    with pytest.raises(NotAvailable):
        introductions.ask(actor=actor_of(leader), project_id=project.id, profile_id=second.id)


def test_plans_place_winners_of_every_contest_and_no_residents_whose_own_places_count(
    session: Session,
) -> None:
    season = factories.a_season()
    winner, other, resident = (
        factories.a_winner(season),
        factories.a_project(season),
        factories.a_project(season),
    )
    factories.a_place(other)
    factories.a_place(resident, factories.a_base())
    mentor = factories.a_profile(ProfileKind.MENTOR, factories.a_user(), capacity=3)
    an_open_introduction(resident, mentor)
    now = situation(season.id, ProfileKind.MENTOR, Terms(usual_room=3))
    assert now.winners == (winner.id, other.id)
    assert now.room[mentor.id] == 2, "one place is the resident's"


def test_a_season_with_residents_alone_has_nobody_to_place(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    factories.a_place(factories.a_project(season), factories.a_base())
    office = actor_of(factories.a_user(Role.ORGANISER))
    with pytest.raises(AssignmentOff):
        request_plan(actor=office, season_id=season.id, kind=ProfileKind.PARK, terms=Terms())


def test_people_who_offered_themselves_to_winners_alone_are_not_shown_to_the_pool(session: Session) -> None:
    season = factories.a_season()
    resident, winner = factories.a_project(season), factories.a_winner(season)
    factories.a_place(resident, factories.a_base())
    a_gap(resident), a_gap(winner)
    person = factories.a_user()
    an_offer(person)
    assert len(people_for(gaps_of(winner.id)[0])) == 1
    assert people_for(gaps_of(resident.id)[0]) == []
    word = {"user_id": person.id, "purpose": Purpose.TALENT, "given": True, "text_sha256": "0" * 64}
    session.add(Consent(id=new_id(), version=2, **word))
    session.flush()
    assert len(people_for(gaps_of(resident.id)[0])) == 1


def test_pages_say_how_a_project_came_in_and_the_feed_is_narrowed_by_it(
    session: Session, signed_in: SignedIn
) -> None:
    season, owner = factories.a_season(), factories.a_user()
    base = factories.a_base(name=LocalizedText("张江示例基地", ""))
    resident, other, winner = (
        factories.a_project(season),
        factories.a_project(season),
        factories.a_winner(season),
    )
    factories.a_place(resident, base)
    factories.a_place(other)
    profile = factories.a_profile(ProfileKind.INVESTOR, owner)
    browser = signed_in(owner)
    page = browser.get(f"/candidates/{profile.id}/all").text
    for words in ("基地入驻 · 张江示例基地", "其他大赛优胜 · 示例市创业大赛", "大赛优胜"):
        assert words in page
    narrowed = browser.get(f"/candidates/{profile.id}/all?way=resident").text
    assert resident.name.zh in narrowed
    assert winner.name.zh not in narrowed
    assert [item.project.id for item in queries.feed(profile.id, FeedFilter(way=Way.OTHER_CONTEST))] == [
        other.id
    ]
    one = browser.get(f"/candidates/{profile.id}/projects/{resident.id}").text
    assert "基地入驻 · 张江示例基地" in one
    assert base.name.zh in one


def test_lists_take_as_many_statements_for_three_of_each_as_for_one(
    session: Session, signed_in: SignedIn, count_queries: Any
) -> None:
    season, owner = factories.a_season(), factories.a_user()
    profile = factories.a_profile(ProfileKind.INVESTOR, owner)
    browser = signed_in(owner)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            resident = factories.a_project(season)
            factories.a_place(resident, factories.a_base())
            factories.a_recommendation(resident, profile)
            factories.a_place(factories.a_project(season))
        session.commit()
        counts.append(
            [
                count_queries(lambda path=path: browser.get(path))
                for path in (f"/candidates/{profile.id}", f"/candidates/{profile.id}/all")
            ]
        )
    assert counts[0] == counts[1]


@pytest.mark.committed
def test_a_place_that_ends_while_lists_are_made_is_shown_nowhere_afterwards(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    season, owner = factories.a_season(), factories.a_user()
    project = factories.a_project(season)
    place = factories.a_place(project, factories.a_base())
    profile = factories.a_profile(ProfileKind.INVESTOR, owner)
    session.commit()
    season_id, project_id, place_id, profile_id = season.id, project.id, place.id, profile.id
    reading, ended = threading.Event(), threading.Event()
    made = queries.load_winners

    def slowly(ids: Any) -> Any:
        found = made(ids)
        reading.set()
        assert ended.wait(30)
        return found

    monkeypatch.setattr(queries, "load_winners", slowly)

    def work() -> None:
        with app.app_context():
            with transaction():
                retrieval.refresh(encoder=ENCODER)
                services.run(actor=SYSTEM, season_id=season_id)
            db.session.remove()

    worker = threading.Thread(target=work)
    worker.start()
    assert reading.wait(30)
    with transaction():
        pool.end(actor=SYSTEM, place_id=place_id, reason="搬离")
    ended.set()
    worker.join(60)
    assert not worker.is_alive()
    session.expire_all()
    assert session.query(Recommendation).filter_by(project_id=project_id).count() == 1, (
        "the run had begun before"
    )
    assert queries.list_for_profile(SYSTEM, profile_id).total == 0
    assert queries.feed(profile_id, FeedFilter()).total == 0
    assert queries.is_due(season_id)
    monkeypatch.undo()
    with transaction():
        retrieval.refresh(encoder=ENCODER)
        services.run(actor=SYSTEM, season_id=season_id)
    assert session.query(Recommendation).filter_by(project_id=project_id).count() == 0
    assert embedded(session) == set()


def test_lists_go_with_the_last_project_of_a_season(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    place = factories.a_place(factories.a_project(season))
    factories.a_profile(ProfileKind.PARK)
    services.run_due()
    assert session.query(Recommendation).count() == 1
    pool.end(actor=actor_of(factories.a_user(Role.ORGANISER)), place_id=place.id, reason="不符合条件")
    assert list(services.run_due()) == [season.id]
    assert (session.query(Recommendation).count(), services.run_due()) == (0, {})


def test_what_investors_said_of_a_resident_is_not_learned_from_once_its_place_ended(
    session: Session, actor_of: ActorOf
) -> None:
    resident = factories.a_project(factories.a_season())
    place = factories.a_place(resident, factories.a_base())
    an_open_introduction(resident, factories.a_profile(ProfileKind.INVESTOR, factories.a_user()))
    assert [answer.project_id for answer in answers()] == [resident.id]
    pool.end(actor=actor_of(factories.a_user(Role.ORGANISER)), place_id=place.id, reason="搬离")
    assert answers() == []
