"""Leaders accept with their team's consent, or decline; what races and strangers get."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.consents.domain import Purpose
from contest.consents.queries import find_latest
from contest.kernel import clock
from contest.kernel.access import ANONYMOUS
from contest.kernel.errors import DomainError, Forbidden, Invalid
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.pool import queries, services
from contest.pool.domain import (
    AlreadyInPool,
    InvitationUnusable,
    PlaceEnd,
    PlaceState,
)
from contest.pool.links import path_of
from contest.pool.models import PoolPlace
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.seasons.domain import SeasonState, WindowKind
from contest.seasons.models import Window
from tests import factories
from tests.contest.pool.inviting import COMPANY, TITLE, ActorOf, invited
from tests.races import DONE, at_once


def test_a_leader_is_written_to_accepts_and_has_a_project_of_the_pool(
    session: Session, actor_of: ActorOf
) -> None:
    season, base = factories.a_season(), factories.a_base()
    place = invited(actor_of, base, season, " Lead@Example.com ")
    letter = session.execute(select(Letter).where(Letter.template == "pool_invitation")).scalar_one()
    assert (letter.recipient, letter.params["link"]) == ("lead@example.com", path_of(place.id))
    leader = factories.a_user()
    project = services.accept(actor=actor_of(leader), place_id=place.id, agrees=True)
    assert (project.name, project.company_name, project.state) == (TITLE, COMPANY, ProjectState.DRAFT)
    assert (place.state, place.project_id, place.opened_by) == (PlaceState.OPEN, project.id, leader.id)
    assert queries.open_projects(season.id) == [project.id]
    word = find_latest(leader.id, Purpose.MATCHING, project.id)
    assert word is not None
    assert (word.given, word.version) == (True, 2)
    codes = session.execute(select(Notice.code)).scalars().all()
    assert codes == ["pool.accepted"]
    with pytest.raises(InvitationUnusable):
        services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)


def test_it_needs_no_open_submissions_but_the_teams_yes(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    place = invited(actor_of, factories.a_base(), season)
    session.query(Window).filter_by(season_id=season.id, kind=WindowKind.SUBMISSION).update(
        {"closes_at": clock.now() - timedelta(days=1)}
    )
    with pytest.raises(Invalid):
        services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=False)
    assert session.execute(select(Project.id)).all() == []
    assert services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True).id


def test_a_project_that_is_in_the_contest_comes_in_and_stays_in_it(
    session: Session, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader), submitted=True, consent_matching=False)
    foreign = factories.a_project(season)
    place = invited(actor_of, factories.a_base(), season)
    assert [key for key, _name in queries.projects_to_bring(actor_of(leader), season.id)] == [project.id]
    with pytest.raises(DomainError):
        services.accept(actor=actor_of(leader), place_id=place.id, agrees=True, project_id=foreign.id)
    services.accept(actor=actor_of(leader), place_id=place.id, agrees=True, project_id=project.id)
    assert project.state is ProjectState.SUBMITTED
    assert queries.open_projects(season.id) == [project.id]
    other = invited(actor_of, factories.a_base(), season)
    with pytest.raises(AlreadyInPool):
        services.accept(actor=actor_of(leader), place_id=other.id, agrees=True, project_id=project.id)
    assert queries.projects_to_bring(actor_of(leader), season.id) == []


def test_nobody_of_the_base_accepts_in_a_teams_stead(session: Session, actor_of: ActorOf) -> None:
    keeper = factories.a_user()
    base = factories.a_base(keeper)
    place = invited(actor_of, base, factories.a_season())
    with pytest.raises(Forbidden):
        services.accept(actor=actor_of(keeper), place_id=place.id, agrees=True)


def test_whoever_holds_the_link_declines_and_the_address_is_forgotten(
    session: Session, actor_of: ActorOf
) -> None:
    place = invited(actor_of, factories.a_base(), factories.a_season())
    services.decline(actor=ANONYMOUS, place_id=place.id)
    assert (place.state, place.ended_how, place.email) == (PlaceState.ENDED, PlaceEnd.DECLINED, "")
    assert session.execute(select(Notice.code)).scalars().all() == ["pool.declined"]
    with pytest.raises(InvitationUnusable):
        services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)


@pytest.mark.committed
def test_of_two_bases_that_want_one_project_at_the_same_moment_one_has_it(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    places = [invited(actor_of, factories.a_base(), season).id for _ in range(2)]
    session.commit()
    actor, project_id, season_id = actor_of(leader), project.id, season.id
    asked = {"actor": actor, "agrees": True, "project_id": project_id}
    presses = [partial(services.accept, place_id=place_id, **asked) for place_id in places]
    assert sorted(at_once(app, presses)) == ["already_in_project_pool", DONE]
    session.expire_all()
    assert queries.open_projects(season_id) == [project_id]
    states = session.execute(select(PoolPlace.state)).scalars().all()
    assert sorted(states) == ["invited", "open"]


@pytest.mark.committed
def test_a_link_that_two_people_use_at_once_lets_one_in(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season = factories.a_season()
    place_id = invited(actor_of, factories.a_base(), season).id
    actors = [actor_of(factories.a_user()) for _ in range(2)]
    session.commit()
    presses = [partial(services.accept, actor=actor, place_id=place_id, agrees=True) for actor in actors]
    assert sorted(at_once(app, presses)) == [DONE, "pool_invitation_unusable"]
    session.expire_all()
    assert session.query(Project).count() == 1


def test_nobody_comes_into_the_pool_of_an_archived_season(session: Session, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    place = invited(actor_of, factories.a_base(), season)
    season.state = SeasonState.ARCHIVED
    session.flush()
    for project_id in (project.id, None):
        with pytest.raises(InvitationUnusable):
            services.accept(actor=actor_of(leader), place_id=place.id, agrees=True, project_id=project_id)
