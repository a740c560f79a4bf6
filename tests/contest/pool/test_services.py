"""Winners of other contests come in by a list, teams agree and leave, the office ends places."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import User
from contest.consents.domain import Purpose
from contest.consents.queries import find_latest
from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.notices.models import Notice
from contest.permissions import Role
from contest.pool import queries, services
from contest.pool.domain import PlaceEnd, PlaceEnded, PlaceKind, PlaceState
from contest.pool.models import PoolPlace
from contest.projects import queries as project_queries
from contest.projects import services as project_services
from contest.projects.domain.wins import Win
from contest.projects.events import WonElsewhere
from contest.projects.models import Project
from contest.projects.services.reminding import remind, remind_unfinished
from contest.seasons.domain import WindowClosed, WindowKind
from contest.seasons.models import Window
from contest.teams.models import TeamMember
from tests import factories
from tests.contest.imports.sheets import bring_in, named

WIN = {
    "won_contest_zh": "示例市创业大赛",
    "won_contest_en": "Example City Contest",
    "won_award_zh": "一等奖",
    "won_year": "2025",
}


def row(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "external_id": f"W-{number}",
        "name_zh": f"外赛项目{number}",
        "contact_email": f"winner{number}@example.com",
        **WIN,
        **more,
    }


def place_of(session: Session) -> PoolPlace:
    return session.execute(select(PoolPlace)).scalar_one()


def close_submissions(session: Session, season: Any) -> None:
    session.query(Window).filter_by(season_id=season.id, kind=WindowKind.SUBMISSION).update(
        {"closes_at": clock.now() - timedelta(seconds=1)}
    )


def test_a_row_that_names_another_contest_makes_a_draft_with_a_place_and_no_entry(session: Session) -> None:
    season = factories.a_season()
    outcome = bring_in("projects", [row()]).outcome
    assert (outcome.created, outcome.updated, outcome.unchanged) == (1, 0, 0)
    place = place_of(session)
    project = session.get_one(Project, place.project_id)
    assert (project.number, project.season_id) == (None, season.id)
    assert (place.kind, place.state, place.year) == (PlaceKind.OTHER_CONTEST, PlaceState.OPEN, 2025)
    assert place.contest == LocalizedText("示例市创业大赛", "Example City Contest")
    assert place.award == LocalizedText("一等奖", "")
    assert queries.open_projects(season.id) == [], "its team has said nothing yet"


def test_the_same_list_again_changes_nothing_even_after_the_place_ended(
    session: Session, actor_of: Any
) -> None:
    factories.a_season()
    bring_in("projects", [row(1), row(2)])
    again = bring_in("projects", [row(1), row(2)]).outcome
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert len(session.execute(select(PoolPlace)).all()) == 2
    for place in session.execute(select(PoolPlace)).scalars():
        services.end(actor=actor_of(factories.a_user(Role.ORGANISER)), place_id=place.id, reason="不符合条件")
    again = bring_in("projects", [row(1), row(2)]).outcome
    assert (again.updated, again.unchanged) == (0, 2)
    states = session.execute(select(PoolPlace.state)).scalars().all()
    assert states == [PlaceState.ENDED, PlaceState.ENDED]


def test_a_corrected_award_changes_the_place_and_a_new_win_after_the_end_opens_another(
    session: Session, actor_of: Any
) -> None:
    factories.a_season()
    bring_in("projects", [row()])
    assert bring_in("projects", [row(won_award_zh="特等奖")]).outcome.updated == 1
    assert place_of(session).award.zh == "特等奖"
    office = actor_of(factories.a_user(Role.ORGANISER))
    services.end(actor=office, place_id=place_of(session).id, reason="重复")
    bring_in("projects", [row(won_contest_zh="另一城市大赛", won_contest_en="")])
    places = session.execute(select(PoolPlace).order_by(PoolPlace.created_at, PoolPlace.id)).scalars().all()
    assert [place.state for place in places] == [PlaceState.ENDED, PlaceState.OPEN]


@pytest.mark.parametrize(
    ("more", "column", "code"),
    [
        ({"won_contest_zh": "", "won_contest_en": ""}, "won_contest_zh", "required"),
        ({"won_year": "1989"}, "won_year", "import_out_of_range"),
        ({"won_year": "后年"}, "won_year", "not_a_number"),
        ({"consent_matching": "是"}, "consent_matching", "consent_is_the_teams"),
        ({"won_award_zh": "奖" * 81}, "won_award_zh", "too_long"),
    ],
)
def test_a_bad_row_is_rejected_with_its_column(
    session: Session, more: dict[str, str], column: str, code: str
) -> None:
    factories.a_season()
    assert named(bring_in("projects", [row(**more)])) == [(2, column, code)]
    assert session.execute(select(Project.id)).all() == []


def test_a_list_without_these_columns_leaves_the_win_as_it_is(session: Session) -> None:
    factories.a_season()
    bring_in("projects", [row()])
    plain = {"external_id": "W-1", "name_zh": "改名后的项目"}
    assert bring_in("projects", [plain]).outcome.updated == 1
    assert place_of(session).contest.zh == "示例市创业大赛"


def test_a_resident_does_not_come_in_a_second_time_by_a_list(session: Session) -> None:
    project = factories.a_project(factories.a_season(), external_id="W-1")
    factories.a_place(project, factories.a_base())
    assert named(bring_in("projects", [row()])) == [(2, "won_contest_zh", "already_in_project_pool")]


def test_the_team_agrees_in_todays_words_and_takes_its_word_back(session: Session, actor_of: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader), consent_matching=False)
    factories.a_place(project, consent=False)
    services.agree(actor=actor_of(leader), project_id=project.id)
    assert queries.open_projects(season.id) == [project.id]
    word = find_latest(leader.id, Purpose.MATCHING, project.id)
    assert word is not None
    assert (word.given, word.version) == (True, 2)
    project_services.take_back_consent(actor=actor_of(leader), project_id=project.id, code="consent_matching")
    assert queries.open_projects(season.id) == []


def test_an_earlier_yes_to_being_matched_after_a_win_is_asked_for_anew(
    session: Session, actor_of: Any
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    factories.agreed(project, version=1)
    factories.a_place(project, consent=False)
    version = project.version
    services.agree(actor=actor_of(leader), project_id=project.id)
    assert queries.open_projects(season.id) == [project.id]
    assert project.version == version, "the box was ticked already"


def test_nobody_else_agrees_for_a_team_nor_leaves_for_it(session: Session, actor_of: Any) -> None:
    base = factories.a_base()
    project = factories.a_project(factories.a_season(), consent_matching=False)
    factories.a_place(project, base, consent=False)
    strangers = [factories.a_user(), factories.a_user(Role.ORGANISER), factories.a_user(Role.ADMINISTRATOR)]
    for person in strangers:
        with pytest.raises(Forbidden):
            services.agree(actor=actor_of(person), project_id=project.id)
        with pytest.raises(Forbidden):
            services.leave(actor=actor_of(person), project_id=project.id)


def test_the_office_ends_a_place_with_a_reason_the_team_reads(session: Session, actor_of: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    place = factories.a_place(project)
    office = actor_of(factories.a_user(Role.ORGANISER))
    with pytest.raises(Invalid):
        services.end(actor=office, place_id=place.id, reason="  ")
    services.end(actor=office, place_id=place.id, reason="材料  不实")
    assert (place.state, place.ended_how, place.reason) == (PlaceState.ENDED, PlaceEnd.BY_OFFICE, "材料 不实")
    told = session.execute(select(Notice).where(Notice.user_id == leader.id)).scalar_one()
    assert (told.code, told.params["reason"]) == ("pool.ended", "材料 不实")
    assert "pool_place.ended" in session.execute(select(AuditEvent.action)).scalars().all()
    with pytest.raises(PlaceEnded):
        services.end(actor=office, place_id=place.id, reason="再次")


def test_a_base_ends_its_own_residents_places_and_knows_of_no_others(session: Session, actor_of: Any) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base = factories.a_base(keeper)
    own = factories.a_place(factories.a_project(season), base)
    foreign = factories.a_place(factories.a_project(season), factories.a_base())
    other = factories.a_place(factories.a_project(season))
    for place in (foreign, other):
        with pytest.raises(NotFound):
            services.end(actor=actor_of(keeper), place_id=place.id, reason="搬离")
    services.end(actor=actor_of(keeper), place_id=own.id, reason="搬离")
    assert own.ended_how is PlaceEnd.BY_BASE


def test_the_leader_leaves_the_base_is_told_and_a_withdrawn_project_is_out(
    session: Session, actor_of: Any
) -> None:
    season, leader, keeper = factories.a_season(), factories.a_user(), factories.a_user()
    base = factories.a_base(keeper)
    first = factories.a_project(season, factories.a_team(leader))
    place = factories.a_place(first, base)
    services.leave(actor=actor_of(leader), project_id=first.id)
    assert place.ended_how is PlaceEnd.LEFT
    told = session.execute(select(Notice.code).where(Notice.user_id == keeper.id)).scalars().all()
    assert told == ["pool.residence_over"]
    second = factories.a_project(season, factories.a_team(leader))
    other = factories.a_place(second)
    project_services.withdraw(actor=actor_of(leader), project_id=second.id)
    session.refresh(other)
    assert other.state is PlaceState.ENDED


def test_a_project_in_the_pool_is_kept_up_after_the_deadline_but_not_entered(
    session: Session, actor_of: Any
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(season, leader)
    factories.a_place(project, factories.a_base())
    close_submissions(session, season)
    saved = {"actor": actor_of(leader), "project_id": project.id, "version": project.version}
    project_services.save_fields(**saved, values={"intro.zh": "更新后的简介"})
    assert project.intro.zh == "更新后的简介"
    with pytest.raises(WindowClosed):
        project_services.submit(actor=actor_of(leader), project_id=project.id)


def test_what_was_handed_in_stays_frozen_although_it_is_in_the_pool(session: Session, actor_of: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_ready_project(season, leader)
    factories.a_place(project, factories.a_base())
    project_services.submit(actor=actor_of(leader), project_id=project.id)
    assert queries.open_projects(season.id) == [project.id], "the place stays"
    close_submissions(session, season)
    saved = {"actor": actor_of(leader), "project_id": project.id, "version": project.version}
    with pytest.raises(WindowClosed):
        project_services.save_fields(**saved, values={"intro.zh": "截止后再改"})


def test_a_project_in_the_pool_is_no_unfinished_entry(session: Session, actor_of: Any) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(
        season, factories.a_team(leader), created_at=clock.now() - timedelta(days=30)
    )
    session.query(Window).filter_by(season_id=season.id, kind=WindowKind.SUBMISSION).update(
        {"closes_at": clock.now() + timedelta(hours=12)}
    )
    assert remind_unfinished() == 1, "without a place it is"
    place = factories.a_place(project, factories.a_base())
    assert remind_unfinished() == 0
    assert remind(project_ids=[project.id]) == 0
    office = actor_of(factories.a_user(Role.ORGANISER))
    assert project_queries.counts_by_track(office, season.id) == {}
    assert project_queries.own_projects(actor_of(leader))[0].pooled
    services.end(actor=office, place_id=place.id, reason="搬离")
    assert remind_unfinished() == 1


def test_who_left_is_not_shown_again_because_a_list_names_another_win(
    session: Session, actor_of: Any
) -> None:
    season = factories.a_season()
    bring_in("projects", [row()])
    project = session.get_one(Project, place_of(session).project_id)
    member = session.query(TeamMember).filter_by(team_id=project.team_id).one()
    leader = session.get_one(User, member.user_id)
    leader.email_verified_at = clock.now()
    actor = actor_of(leader)
    services.agree(actor=actor, project_id=project.id)
    assert queries.open_projects(season.id) == [project.id]
    services.leave(actor=actor, project_id=project.id)
    bring_in("projects", [row(won_award_zh="特等奖")])
    assert queries.find_open(project.id) is not None
    assert queries.open_projects(season.id) == [], "nobody of the team has said so since"
    assert queries.count_without_consent(season.id) == 1
    services.agree(actor=actor, project_id=project.id)
    assert queries.open_projects(season.id) == [project.id]


def test_a_base_is_told_when_its_residents_project_is_withdrawn(session: Session, actor_of: Any) -> None:
    season, leader, keeper = factories.a_season(), factories.a_user(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    factories.a_place(project, factories.a_base(keeper))
    project_services.withdraw(actor=actor_of(leader), project_id=project.id)
    told = session.execute(select(Notice.code).where(Notice.user_id == keeper.id)).scalars().all()
    assert told == ["pool.residence_over"]


def test_a_list_that_names_somebody_who_became_a_resident_meanwhile_leaves_that_place(
    session: Session, actor_of: Any
) -> None:
    season = factories.a_season()
    project = factories.a_project(season)
    place = factories.a_place(project, factories.a_base())
    won = [WonElsewhere(project.id, Win(LocalizedText("示例市创业大赛", "")))]
    office = actor_of(factories.a_user(Role.ORGANISER))
    assert services.take_in(actor=office, season_id=season.id, projects=won) == 0
    assert (place_of(session).id, place.contest) == (place.id, LocalizedText())


def test_a_list_whose_consent_cells_are_empty_takes_no_teams_word_back(
    session: Session, actor_of: Any
) -> None:
    season = factories.a_season()
    bring_in("projects", [row(consent_matching="")])
    project = session.get_one(Project, place_of(session).project_id)
    member = session.query(TeamMember).filter_by(team_id=project.team_id).one()
    leader = session.get_one(User, member.user_id)
    leader.email_verified_at = clock.now()
    services.agree(actor=actor_of(leader), project_id=project.id)
    assert bring_in("projects", [row(consent_matching="")]).outcome.unchanged == 1
    bring_in("projects", [row(consent_matching="", won_award_zh="特等奖")])
    assert queries.open_projects(season.id) == [project.id]
