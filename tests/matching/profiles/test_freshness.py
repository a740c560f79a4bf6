"""How current a profile is: said to everybody, asked of its owner, never hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText, new_id
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone
from contest.notices.models import Notice
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership
from contest.permissions import Role
from matching.profiles import queries, services
from matching.profiles.domain import (
    FRESH_FOR,
    REMIND_AGAIN,
    REMIND_MOST,
    Activity,
    ProfileData,
    ProfileKind,
    activity,
    reminder_due,
)
from matching.profiles.presentation import confirmed
from matching.recommendations.queries import pool
from tests import factories

ActorOf = Callable[..., Actor]
NOW = datetime(2026, 11, 1, 12, tzinfo=clock.SHANGHAI)


@given(st.integers(0, 2_000))
def test_an_owner_is_asked_after_half_a_year_and_three_times_at_most(days: int) -> None:
    number = reminder_due(NOW - timedelta(days=days), NOW)
    over = days - FRESH_FOR.days
    assert number == (None if over <= 0 else min(REMIND_MOST - 1, over // REMIND_AGAIN.days))


@pytest.mark.parametrize(
    ("last", "expected"),
    [(None, Activity.UNKNOWN), (date(2025, 1, 1), Activity.ACTIVE), (date(2024, 1, 1), Activity.DORMANT)],
)
def test_an_investor_is_active_for_two_years_after_its_last_activity(
    last: date | None, expected: Activity
) -> None:
    assert activity(last, date(2026, 11, 1)) is expected


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (0, "今日确认", "Confirmed today"),
        (21, "3周前确认", "Confirmed 3 weeks ago"),
        (210, "7个月前确认", "Confirmed 7 months ago"),
    ],
)
def test_it_says_when_it_was_confirmed_as_people_do(app: Flask, days: int, zh: str, en: str) -> None:
    moment = datetime.now(clock.SHANGHAI) - timedelta(days=days)
    with app.test_request_context():
        for locale, text in (("zh", zh), ("en", en)):
            with force_locale(locale):
                assert confirmed(moment) == text


def old_profile(kind: ProfileKind, *owners: Any, days: int = 200, **more: Any) -> Any:
    return factories.a_profile(kind, *owners, confirmed_at=clock.now() - timedelta(days=days), **more)


def told(session: Session, user: Any) -> list[Notice]:
    query = session.query(Notice).filter_by(user_id=user.id, code="profile.stale").order_by(Notice.id)
    return [notice for notice in query if notice.superseded_at is None]


def test_everybody_of_a_firm_is_asked_once_and_one_press_is_an_answer(
    session: Session, actor_of: ActorOf
) -> None:
    first, second, mentor = factories.a_user(), factories.a_user(), factories.a_user(Role.MENTOR)
    profile = old_profile(ProfileKind.INVESTOR, first)
    session.add(
        Membership(organisation_id=profile.organisation_id, user_id=second.id, role=MembershipRole.MEMBER)
    )
    old_profile(ProfileKind.MENTOR, mentor)
    session.flush()
    assert services.remind() == 3
    assert services.remind() == 0
    (notice,) = told(session, second)
    assert notice.params["profile"] == profile.name.as_dict()
    services.confirm_profile(actor=actor_of(second), profile_id=profile.id)
    assert told(session, first) == told(session, second) == []
    assert len(told(session, mentor)) == 1
    assert services.remind() == 0


def test_a_later_reminder_takes_the_place_of_the_earlier(session: Session) -> None:
    user = factories.a_user()
    profile = old_profile(ProfileKind.INVESTOR, user, days=FRESH_FOR.days + 1)
    assert services.remind() == 1
    profile.confirmed_at -= REMIND_AGAIN
    session.flush()
    assert services.remind() == 1
    profile.confirmed_at -= 50 * REMIND_AGAIN
    session.flush()
    services.remind()
    assert services.remind() == 0


def test_nobody_is_asked_about_what_is_out_of_matching_or_the_directory(session: Session) -> None:
    user = factories.a_user()
    old_profile(ProfileKind.INVESTOR, user, active=False)
    factories.a_profile(ProfileKind.INVESTOR, user)
    factories.a_profile(ProfileKind.PARK, reference_only=True, created_at=clock.now() - timedelta(days=900))
    assert services.remind() == 0


def test_an_old_profile_stays_in_the_pool(session: Session) -> None:
    profile = old_profile(ProfileKind.INVESTOR, days=3_000)
    assert [one.id for one in pool(ProfileKind.INVESTOR)] == [profile.id]


def test_what_both_sides_confirmed_counts_as_activity(session: Session) -> None:
    profile = factories.a_profile()
    factories.a_deal(profile, "甲公司", day=date(2023, 5, 1))
    assert queries.last_active(profile.id) == date(2023, 5, 1)
    project = factories.a_winner(factories.a_season())
    session.add(
        ProjectMilestone(
            id=new_id(),
            project_id=project.id,
            milestone=Milestone.MET,
            happened_on=date(2026, 10, 1),
            counterpart_kind="investor",
            counterpart_id=profile.id,
            source="outcome:test",
        )
    )
    session.flush()
    assert queries.last_active(profile.id) == date(2026, 10, 1)
    assert [one.facts.last_deal for one in pool(ProfileKind.INVESTOR)] == [date(2026, 10, 1)]


def test_colleagues_edit_one_profile_and_see_who_changed_it_last(session: Session, actor_of: ActorOf) -> None:
    factories.a_season()
    first, second = factories.a_user(), factories.a_user()
    profile = factories.a_profile(ProfileKind.INVESTOR, first)
    session.add(
        Membership(organisation_id=profile.organisation_id, user_id=second.id, role=MembershipRole.MEMBER)
    )
    session.flush()
    data = ProfileData(name=LocalizedText("海屿资本", "Haiyu"))
    for number, user in enumerate((first, second), 1):
        services.edit_profile(actor=actor_of(user), profile_id=profile.id, data=data, version=number)
        seen = queries.get_profile(actor_of(first), profile.id).changed_by
        assert seen == LocalizedText(user.name, user.name_en)
