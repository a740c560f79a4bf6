"""What is open for matching, in what order, by which door, and what shuts it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.columns import LocalizedText
from contest.pool import queries
from contest.pool.domain import TO_PLACE, PlaceEnd, PlaceState, Way, WayIn, invitation_lapsed, read_way
from contest.pool.models import PoolPlace
from contest.projects.models import Project
from tests import factories


def ended(place: PoolPlace) -> None:
    moment = clock.now()
    place.state, place.ended_how, place.ended_at = PlaceState.ENDED, PlaceEnd.BY_OFFICE, moment


def ways(session: Session) -> dict[Any, WayIn | None]:
    rows = session.execute(select(Project.id, queries.way_in().label("way")))
    return {row.id: read_way(row.way) for row in rows}


def test_winners_come_first_by_track_and_rank_then_other_contests_then_residents(session: Session) -> None:
    season = factories.a_season()
    resident = factories.a_project(season)
    factories.a_place(resident, factories.a_base())
    others = [factories.a_project(season, track_code=track) for track in ("life_health", "green")]
    for project in others:
        factories.a_place(project)
    late, early = factories.a_winner(season), factories.a_winner(season, track_code="green")
    factories.a_project(season)
    session.flush()
    assert queries.open_projects(season.id) == [early.id, late.id, others[1].id, others[0].id, resident.id]
    assert queries.open_projects(season.id, ways=TO_PLACE) == [early.id, late.id, others[1].id, others[0].id]
    assert queries.open_projects(season.id, ways=(Way.RESIDENT,)) == [resident.id]


def test_whoever_won_here_too_is_listed_once_and_as_a_winner(session: Session) -> None:
    season, base = factories.a_season(), factories.a_base()
    project = factories.a_winner(season)
    factories.a_place(project, base)
    assert queries.open_projects(season.id) == [project.id]
    assert queries.open_projects(season.id, ways=(Way.WON,)) == [project.id]
    assert ways(session) == {project.id: WayIn(Way.WON)}
    bases = session.execute(select(queries.own_bases()).where(Project.id == project.id)).scalar_one()
    assert bases == [base.id]


def test_every_door_says_by_whom_a_project_came_in(session: Session) -> None:
    season = factories.a_season()
    base = factories.a_base(name=LocalizedText("张江基地", "Zhangjiang"))
    resident, other, nothing = (factories.a_project(season) for _ in range(3))
    factories.a_place(resident, base)
    factories.a_place(other, contest=LocalizedText("示例市大赛", ""))
    assert ways(session) == {
        resident.id: WayIn(Way.RESIDENT, base.name),
        other.id: WayIn(Way.OTHER_CONTEST, LocalizedText("示例市大赛", "")),
        nothing.id: None,
    }


def test_only_the_teams_own_word_that_speaks_of_the_pool_opens_a_place(session: Session) -> None:
    season = factories.a_season()
    project = factories.a_project(season, consent_matching=True)  # ticked by a list
    factories.a_place(project, consent=False)
    assert queries.open_projects(season.id) == []
    factories.agreed(project, version=1)  # to be matched once it wins
    assert queries.open_projects(season.id) == []
    assert queries.count_without_consent(season.id) == 1
    factories.agreed(project)
    assert queries.open_projects(season.id) == [project.id]
    assert queries.count_without_consent(season.id) == 0
    factories.agreed(project, given=False)
    assert queries.open_projects(season.id) == []
    project.consent_matching = True  # a list says so again
    session.flush()
    assert queries.open_projects(season.id) == []


@pytest.mark.parametrize("shut", ["withdrawn", "erased", "ended", "unticked"])
def test_whatever_shuts_a_place_shuts_it_at_once(session: Session, shut: str) -> None:
    season = factories.a_season()
    project = factories.a_project(season)
    place = factories.a_place(project, factories.a_base())
    assert queries.open_projects(season.id) == [project.id]
    if shut == "withdrawn":
        project.withdrawn_at = clock.now()
    elif shut == "erased":
        project.erased_at = clock.now()
    elif shut == "unticked":
        project.consent_matching = False
    else:
        ended(place)
    session.flush()
    assert queries.open_projects(season.id) == []
    assert session.execute(select(Project.id).where(queries.is_open())).all() == []


def test_seasons_with_results_of_their_own_come_before_seasons_with_places_alone(session: Session) -> None:
    pool, won, nothing = (factories.a_season() for _ in range(3))
    factories.a_winner(won)
    factories.a_place(factories.a_project(pool))
    ended(factories.a_place(factories.a_project(nothing)))
    session.flush()
    assert queries.open_seasons() == [won.id, pool.id]
    assert len(queries.all_open()) == 2


def test_a_project_has_one_open_place_whichever_door(session: Session) -> None:
    project = factories.a_project(factories.a_season())
    place = factories.a_place(project)
    with pytest.raises(IntegrityError, match="uq_pool_places_project"), session.begin_nested():
        factories.a_place(project, factories.a_base())
    ended(place)
    session.flush()
    factories.a_place(project, factories.a_base())


def test_one_statement_says_what_is_open_however_many_there_are(session: Session, count_queries: Any) -> None:
    season = factories.a_season()
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.a_winner(season)
            factories.a_place(factories.a_project(season), factories.a_base())
        session.flush()
        counts.append(count_queries(lambda: queries.open_projects(season.id)))
    assert counts == [1, 1]
    assert len(queries.open_projects(season.id)) == 6


@given(state=st.sampled_from(PlaceState), expires_at=st.none() | st.datetimes(), now=st.datetimes())
def test_only_an_invitation_lapses_and_only_once_its_time_is_over(
    state: PlaceState, expires_at: datetime | None, now: datetime
) -> None:
    lapsed = invitation_lapsed(state, expires_at, now)
    assert lapsed == (state is PlaceState.INVITED and expires_at is not None and expires_at <= now)
