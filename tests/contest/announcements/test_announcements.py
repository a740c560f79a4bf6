"""Announcements reach exactly the people of their preview, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from contest.announcements import queries, services
from contest.announcements.domain import AnnouncementSent, Audience, RecipientsChanged
from contest.announcements.services import Words
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Invalid, StaleVersion
from contest.notices.models import Notice
from contest.permissions import Role
from contest.seasons.domain import StageCode
from tests import factories

SignedIn = Callable[..., Any]
TITLE, BODY = (
    LocalizedText("截止时间提醒", "Deadline"),
    LocalizedText("请于周五前提交。", "Hand in by Friday."),
)


def words(audience: Audience, **more: Any) -> Words:
    return Words(TITLE, BODY, audience, **more)


def test_each_audience_is_who_its_name_says_once_each(session: Any, actor_of: Any) -> None:
    season, office = factories.a_season(), actor_of(factories.a_user(Role.ORGANISER))
    drafting, entered, judge = factories.a_user(), factories.a_user(), factories.a_user(Role.JUDGE)
    factories.a_project(season, factories.a_team(drafting), zone_code="yangpu")
    factories.a_project(season, factories.a_team(drafting), zone_code="city")
    project = factories.a_project(season, factories.a_team(entered), submitted=True, zone_code="city")
    factories.an_entry(project, StageCode.SECOND_ROUND)
    factories.a_project(factories.a_season(), factories.a_team(factories.a_user()))

    def reached(audience: Audience, **more: Any) -> set[Any]:
        found = services.begin(actor=office, season_id=season.id, words=words(audience, **more))
        people = queries.recipients(found)
        assert len(people) == len({person.id for person in people})
        return {person.id for person in people}

    assert reached(Audience.DRAFTS) == {drafting.id}
    assert reached(Audience.HANDED_IN) == {entered.id}
    assert reached(Audience.TEAMS) == {drafting.id, entered.id}
    assert reached(Audience.TEAMS, zone_code="yangpu") == {drafting.id}
    assert reached(Audience.STAGE, stage_code="second_round") == {entered.id}
    assert reached(Audience.STAGE, stage_code="final") == set()
    assert reached(Audience.JUDGES) == {judge.id}


def test_it_is_sent_to_the_previewed_people_once_and_not_when_the_list_has_changed(
    session: Any, actor_of: Any
) -> None:
    season, office = factories.a_season(), actor_of(factories.a_user(Role.ORGANISER))
    first = factories.a_user()
    factories.a_project(season, factories.a_team(first))
    found = services.begin(actor=office, season_id=season.id, words=words(Audience.TEAMS))
    previewed = queries.fingerprint(queries.recipients(found), found.version)
    second = factories.a_user()
    factories.a_project(season, factories.a_team(second))
    with pytest.raises(RecipientsChanged):
        services.send(actor=office, announcement_id=found.id, previewed=previewed)
    assert session.query(Notice).count() == 0
    previewed = queries.fingerprint(queries.recipients(found), found.version)
    assert services.send(actor=office, announcement_id=found.id, previewed=previewed) == 2
    with pytest.raises(AnnouncementSent):
        services.send(actor=office, announcement_id=found.id, previewed=previewed)
    told = {row.user_id for row in session.query(Notice).filter_by(code="announcement.sent")}
    assert told == {first.id, second.id}
    assert queries.get_announcement(actor_of(second), found.id).title == TITLE
    with pytest.raises(AnnouncementSent):
        services.change(actor=office, announcement_id=found.id, version=1, words=words(Audience.TEAMS))


def test_a_change_in_between_and_a_missing_title_are_refused(session: Any, actor_of: Any) -> None:
    season, office = factories.a_season(), actor_of(factories.a_user(Role.ORGANISER))
    found = services.begin(actor=office, season_id=season.id, words=words(Audience.TEAMS))
    services.change(actor=office, announcement_id=found.id, version=1, words=words(Audience.DRAFTS))
    with pytest.raises(StaleVersion):
        services.change(actor=office, announcement_id=found.id, version=1, words=words(Audience.TEAMS))
    with pytest.raises(Invalid):
        services.begin(actor=office, season_id=season.id, words=Words(LocalizedText(), BODY, Audience.TEAMS))
    with pytest.raises(Invalid):
        services.begin(actor=office, season_id=season.id, words=words(Audience.STAGE))


def test_the_office_writes_previews_and_sends_in_the_browser_and_the_public_reads(
    session: Any, client: FlaskClient, signed_in: SignedIn
) -> None:
    season = factories.a_season()
    factories.a_project(season, factories.a_team(factories.a_user(name="林溪")))
    office = signed_in(factories.a_user(Role.ORGANISER))
    typed = {"title_zh": "截止时间提醒", "body_zh": "请于周五前提交。", "audience": "teams", "is_public": "y"}
    assert office.post("/office/announcements/new", data={**typed, "title_zh": ""}).status_code == 422
    preview = office.post("/office/announcements/new", data=typed).headers["Location"]
    page = office.get(preview).text
    assert "林溪" in page
    key = page.split('name="previewed" value="', 1)[1].split('"', 1)[0]
    shown = preview.replace("/office", "").replace("/preview", "")
    assert client.get(shown).status_code == 404, "not before it is sent"
    sent = office.post(preview.replace("/preview", "/send"), data={"previewed": key})
    assert sent.headers["Location"] == shown
    assert "请于周五前提交。" in client.get(shown).text
    assert "截止时间提醒" in client.get("/announcements").text
    assert signed_in(factories.a_user()).get(preview).status_code == 403
