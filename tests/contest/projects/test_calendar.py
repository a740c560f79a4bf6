"""The dates that matter to a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from icalendar import Calendar

from contest.seasons.domain import WindowKind
from tests import factories

SignedIn = Callable[..., Any]


def test_a_team_takes_its_own_zones_deadline_along_with_a_reminder(session: Any, signed_in: SignedIn) -> None:
    season, leader = factories.a_season(), factories.a_user()
    window = factories.a_window(season, WindowKind.SUBMISSION, zone_code="yangpu")
    project = factories.a_project(season, factories.a_team(leader), zone_code="yangpu")
    session.commit()
    answer = signed_in(leader).get(f"/projects/{project.id}/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.data)
    closing = [
        event
        for event in calendar.walk("VEVENT")
        if str(event["uid"]).startswith("submission") and "closes" in event["uid"]
    ]
    assert [event.decoded("dtstart") for event in closing] == [window.closes_at.replace(microsecond=0)]
    assert len(closing[0].walk("VALARM")) == 1
    assert signed_in(factories.a_user()).get(f"/projects/{project.id}/calendar.ics").status_code == 404
