"""A team that advanced is told once what its stage asks for and by when; handed in, the reminder is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from contest.accounts.models import User
from contest.entries import tasks
from contest.entries.queries import EntryView
from contest.entries.services import advance
from contest.entries.windows import own_updates
from contest.entry_forms import services as forms
from contest.entry_forms.domain import FieldKind, editing
from contest.entry_forms.queries import get_draft
from contest.kernel import clock
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.db import db
from contest.mail.models import Letter
from contest.mail.tasks import send
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects import services
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.seasons.models import Season, Stage
from contest.standings.domain import Outcome
from contest.standings.services import Result, report
from contest.teams.models import Team
from tests import factories
from tests.contest.entry_forms.test_domain import a_spec
from tests.factories.screening import close_submissions, handed_in


@pytest.fixture
def season(session: Any, actor_of: Any) -> Season:
    """A season whose preliminary round is open for updates: of the plan, and for a line it asks for."""
    season, office = factories.a_season(), actor_of(factories.a_user(Role.ORGANISER))
    forms.begin_draft(actor=office, season_id=season.id)
    spec = a_spec(FieldKind.LINE, "clinical_trial", required_for=StageCode.PRELIMINARY)
    forms.edit_draft(
        actor=office,
        season_id=season.id,
        revision=get_draft(season.id).revision,
        edit=lambda form: editing.add_field(form, "market", spec),
        what="a field of a later stage",
    )
    forms.publish(actor=office, season_id=season.id, revision=get_draft(season.id).revision)
    open_window(season, timedelta(days=3))
    return season


def open_window(season: Season, left: timedelta, since: timedelta = timedelta(hours=1)) -> None:
    stage = db.session.query(Stage).filter_by(season_id=season.id, code=StageCode.PRELIMINARY).one()
    stage.revision_opens_at, stage.revision_closes_at = clock.now() - since, clock.now() + left
    stage.revision_fields = ["plan"]
    db.session.flush()


def advanced(season: Season, leader: User | None = None) -> EntryView:
    entry = handed_in(factories.a_ready_project(season, leader or factories.a_user()))
    (later,) = advance(actor=SYSTEM, entry_ids=[entry.id], to_stage=StageCode.PRELIMINARY)
    return later


def work() -> None:
    """Tick, and do what it deferred."""
    tasks.remind_advanced()
    jobs = text("DELETE FROM procrastinate_jobs WHERE task_name = 'entries.remind' RETURNING args")
    for args in db.session.execute(jobs).scalars().all():
        tasks.remind(**args)


def told(person: User) -> list[str]:
    query = select(Notice.code).where(
        Notice.user_id == person.id, Notice.superseded_at.is_(None), Notice.code.like("project.stage%")
    )
    return list(db.session.execute(query.order_by(Notice.id)).scalars())


def leader_of(entry: EntryView) -> Actor:
    return replace(SYSTEM, user_id=db.session.get_one(Project, entry.subject_id).leader_id)


def fill_in(entry: EntryView) -> None:
    project = db.session.get_one(Project, entry.subject_id)
    values = {"clinical_trial": "三期临床"}
    services.save_fields(
        actor=leader_of(entry), project_id=project.id, values=values, version=project.version
    )


def test_every_member_is_told_once_what_is_missing_for_the_stage_and_by_when(
    season: Season, session: Any
) -> None:
    leader, member = factories.a_user(locale="en"), factories.a_user()
    entry = advanced(season, leader)
    factories.a_member(session.get_one(Team, session.get_one(Project, entry.subject_id).team_id), member)
    close_submissions(season)
    for _tick in range(2):
        work()
    assert told(leader) == told(member) == ["project.stage_needs"]
    letter = session.execute(
        select(Letter).where(Letter.recipient == leader.email).order_by(Letter.id.desc()).limit(1)
    ).scalar_one()
    send(str(letter.id))
    assert "has reached Preliminary" in letter.subject
    assert "(Shanghai time)" in letter.subject
    assert "Still missing: Label." in letter.text


def test_handing_the_update_in_takes_the_reminder_back(season: Season, session: Any) -> None:
    leader = factories.a_user()
    entry = advanced(season, leader)
    close_submissions(season)
    work()
    fill_in(entry)
    assert told(leader) == ["project.stage_needs"], "saved is not handed in"
    services.submit(actor=leader_of(entry), project_id=entry.subject_id)
    assert told(leader) == []
    work()
    assert told(leader) == [], "nor is it given again"


def test_a_team_with_everything_is_told_what_it_may_update(season: Season, session: Any) -> None:
    leader = factories.a_user()
    entry = advanced(season, leader)
    close_submissions(season)
    fill_in(entry)
    work()
    assert told(leader) == ["project.stage_open"]
    (params,) = session.execute(
        select(Notice.params).where(Notice.user_id == leader.id, Notice.code == "project.stage_open")
    ).scalars()
    assert (len(params["parts"]), params["missing"]) == (2, [])


def test_a_window_that_moves_is_told_anew_and_one_that_is_shut_is_not(season: Season, session: Any) -> None:
    leader = factories.a_user()
    advanced(season, leader)
    close_submissions(season)
    open_window(season, timedelta(days=-1), since=timedelta(days=9))
    work()
    assert told(leader) == []
    for left in (timedelta(days=2), timedelta(days=4)):
        open_window(season, left)
        work()
    assert told(leader) == ["project.stage_needs"], "the later one takes the earlier one's place"


def test_who_withdrew_or_did_not_advance_is_left_alone(season: Season, session: Any) -> None:
    gone, out = factories.a_user(), factories.a_user()
    entry = advanced(season, gone)
    handed_in(factories.a_ready_project(season, out))
    close_submissions(season)
    services.withdraw(actor=leader_of(entry), project_id=entry.subject_id, reason="合伙人离开")
    work()
    assert (told(gone), told(out)) == ([], [])


@pytest.mark.parametrize(
    ("locale", "words"), [("zh", ("初赛", "还缺", "名称")), ("en", ("Preliminary", "missing", "Label"))]
)
def test_the_desk_and_the_timeline_say_it_until_it_is_done(
    season: Season, session: Any, signed_in: Any, locale: str, words: tuple[str, str, str]
) -> None:
    leader = factories.a_user(locale=locale)
    entry = advanced(season, leader)
    close_submissions(season)
    browser = signed_in(leader)
    desk, timeline = "/desk/updates", f"/projects/{entry.subject_id}/timeline"
    for page in (desk, timeline):
        told_here = browser.get(page).text
        assert words[0] in told_here
        assert words[2] in told_here
    assert words[1] in browser.get(desk).text
    fill_in(entry)
    services.submit(actor=leader_of(entry), project_id=entry.subject_id)
    session.commit()
    done = {"zh": "已提交", "en": "handed in"}[locale]
    assert done in browser.get(timeline).text
    assert own_updates(leader_of(entry))[0].done_at is not None


def test_the_desk_is_silent_for_who_has_nothing_open(session: Any, signed_in: Any) -> None:
    answer = signed_in(factories.a_user()).get("/desk/updates")
    assert (answer.text, answer.headers["HX-Reswap"]) == ("", "delete")


def test_the_list_costs_the_same_for_one_and_three(season: Season, session: Any, count_queries: Any) -> None:
    leader = factories.a_user()
    first = advanced(season, leader)
    actor = leader_of(first)
    one = count_queries(lambda: own_updates(actor))
    team = session.get_one(Project, first.subject_id).team_id
    for _ in range(2):
        other = advanced(season)
        session.get_one(Project, other.subject_id).team_id = team
    session.flush()
    assert len(own_updates(actor)) == 3
    assert count_queries(lambda: own_updates(actor)) == one


def test_a_stage_whose_result_is_public_is_not_said_to_be_judged_still(
    season: Season, session: Any, signed_in: Any
) -> None:
    leader = factories.a_user(locale="zh")
    entry = advanced(season, leader)
    browser = signed_in(leader)
    url = f"/projects/{entry.subject_id}/timeline/latest"
    assert "评审中" in browser.get(url).text
    report(
        actor=SYSTEM,
        season_id=season.id,
        stage_code=StageCode.PRELIMINARY,
        source="test",
        results=[Result(entry.id, Outcome.PROMOTED, 1, None)],
        public_from=clock.now(),
        final_from=clock.now(),
    )
    session.commit()
    assert "评审中" not in browser.get(url).text
    assert "评审中" not in browser.get(f"/projects/{entry.subject_id}/stages").text


def test_in_an_archived_season_nothing_is_judged_any_more(
    season: Season, session: Any, signed_in: Any
) -> None:
    leader = factories.a_user(locale="zh")
    entry = advanced(season, leader)
    season.state = "archived"
    session.commit()
    page = signed_in(leader).get(f"/projects/{entry.subject_id}/timeline/latest").text
    assert "评审中" not in page
    assert "赛季已结束" in page
