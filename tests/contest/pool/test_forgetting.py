"""What is kept of invitations and residents, for how long, and what goes with a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import ANONYMOUS
from contest.kernel.columns import LocalizedText
from contest.kernel.ties import ties
from contest.mail.models import Letter
from contest.pool import services
from contest.pool.domain import (
    NO_ADDRESS,
    PlaceState,
)
from contest.pool.models import PoolPlace
from contest.privacy.domain import AccountInUse
from contest.privacy.queries import held_about
from contest.privacy.services import close_account, end_retention
from contest.seasons.domain import SeasonState
from tests import factories
from tests.contest.pool.inviting import TITLE, ActorOf, invited
from tests.contest.privacy.test_retention import archived_for


def test_an_invitation_nobody_answered_is_forgotten_after_a_quarter(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season, base = factories.a_season(), factories.a_base()
    old, young = (
        invited(actor_of, base, season, f"{name}@example.com", LocalizedText(name))
        for name in ("old", "young")
    )
    old.expires_at, young.expires_at = (clock.now() - timedelta(days=days) for days in (91, 89))
    session.flush()
    assert end_retention()["invitations"] == 1
    assert session.execute(select(PoolPlace.email)).scalars().all() == ["young@example.com"]


def test_whoever_works_for_a_base_is_tied_to_its_residents_also_after_they_left(
    session: Session, actor_of: ActorOf
) -> None:
    keeper = factories.a_user()
    base = factories.a_base(keeper)
    project = factories.a_project(factories.a_season(), submitted=True)
    place = factories.a_place(project, base)
    assert [(tie.kind, tie.source) for tie in ties.between([keeper.id], [project.id])] == [
        ("same_base", str(base.id))
    ]
    services.end(actor=actor_of(keeper), place_id=place.id, reason="搬离")
    assert len(ties.between([keeper.id], [project.id])) == 1
    assert ties.between([factories.a_user().id], [project.id]) == []


def test_nothing_of_an_invitation_that_came_to_nothing_is_kept_for_good(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season, base = factories.a_season(), factories.a_base()
    declined, young = (
        invited(actor_of, base, season, f"{name}@example.com", LocalizedText(name))
        for name in ("old", "young")
    )
    services.decline(actor=ANONYMOUS, place_id=declined.id)
    asked = select(Letter.recipient).where(Letter.template == "pool_invitation")
    assert session.execute(asked).scalars().all() == ["young@example.com"]
    services.decline(actor=ANONYMOUS, place_id=young.id)
    declined.ended_at, young.ended_at = (clock.now() - timedelta(days=days) for days in (91, 89))
    session.flush()
    assert end_retention()["invitations"] == 1
    assert session.execute(select(PoolPlace.id)).scalars().all() == [young.id]


def test_the_company_goes_with_the_project_at_the_end_of_retention(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season = factories.a_season()
    place = invited(actor_of, factories.a_base(), season)
    services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)
    season.state = SeasonState.ARCHIVED
    archived_for(session, season, years=4)
    assert end_retention()["projects"] == 1
    session.expire_all()
    assert (place.company, place.title, place.email) == (LocalizedText(), TITLE, "")


def test_a_copy_of_ones_data_holds_the_place_and_closing_asks_to_leave_it_first(
    session: Session, actor_of: ActorOf
) -> None:
    season, leader, asked = factories.a_season(), factories.a_user(), factories.a_user()
    place = invited(actor_of, factories.a_base(), season)
    services.accept(actor=actor_of(leader), place_id=place.id, agrees=True)
    waiting = invited(actor_of, factories.a_base(), season, asked.email)
    for person in (leader, asked):
        held = {one.holding.table for one in held_about(person.id)}
        assert "pool_places" in held
    with pytest.raises(AccountInUse) as refused:
        close_account(actor=actor_of(leader), password=factories.PASSWORD)
    assert refused.value.params["obstacles"] == ["leads_pooled_project"]
    close_account(actor=actor_of(asked), password=factories.PASSWORD)
    session.refresh(waiting)
    assert (waiting.state, waiting.email) == (PlaceState.INVITED, NO_ADDRESS)
    services.leave(actor=actor_of(leader), project_id=place.project_id)
    close_account(actor=actor_of(leader), password=factories.PASSWORD)
    session.refresh(place)
    assert place.email == NO_ADDRESS
