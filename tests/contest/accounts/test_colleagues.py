"""Colleagues act for the same organisation."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from contest.accounts import services
from contest.accounts.domain import TooManyLetters
from contest.accounts.queries import colleagues, find_user_by_email
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, NotFound
from contest.mail.models import Letter
from contest.organisations.domain import LastManager, MembershipRole, OrganisationKind
from contest.organisations.models import OrganisationInvitation
from contest.permissions import Role
from tests import factories


def letters(recipient: str) -> list[str]:
    query = (
        select(Letter.template).where(Letter.recipient == recipient).order_by(Letter.created_at, Letter.id)
    )
    return list(db.session.execute(query).scalars())


def test_a_manager_adds_a_colleague_who_has_an_account(signed_in: Any, actor_of: Any) -> None:
    manager, colleague = factories.a_user(), factories.a_user()
    organisation = factories.an_organisation(OrganisationKind.BASE_OPERATOR, manager)
    browser = signed_in(manager)
    url = f"/organisations/{organisation.id}/colleagues"
    answer = browser.post(url, data={"email": colleague.email.upper(), "role": "member"})
    assert (answer.status_code, answer.location) == (303, f"/organisations/{organisation.id}")
    assert letters(colleague.email) == ["colleague_added"]
    assert Role.BASE in actor_of(colleague).roles
    assert browser.post(url, data={"email": colleague.email, "role": "member"}).status_code == 422
    fragment = browser.get(url, headers={"HX-Request": "true"}).text
    assert colleague.email in fragment
    assert "<html" not in fragment


def test_an_unknown_address_is_invited_and_belongs_once_it_is_registered_and_confirmed(
    signed_in: Any, client: FlaskClient, actor_of: Any
) -> None:
    manager = factories.a_user()
    organisation = factories.an_organisation(OrganisationKind.INVESTOR, manager)
    browser = signed_in(manager)
    url = f"/organisations/{organisation.id}/colleagues"
    assert browser.post(url, data={"email": "later@example.com", "role": "manager"}).status_code == 303
    assert "later@example.com" in browser.get(url).text
    client.post(
        "/account/register",
        data={"name": "后来", "email": "later@example.com", "password": "three red lanterns", "agree": "y"},
    )
    user = find_user_by_email("later@example.com")
    assert user is not None
    assert organisation.id not in actor_of(user).organisation_ids, "an address somebody typed proves nothing"
    services.verify_email(user=user)
    assert organisation.id in actor_of(user).organisation_ids
    members = {item.user_id: item.role for item in colleagues(actor_of(manager), organisation.id)}
    assert members[user.id] is MembershipRole.MANAGER
    assert letters("later@example.com")[0] == "colleague_invited"


def test_an_invitation_can_be_withdrawn_and_is_then_worth_nothing(signed_in: Any, actor_of: Any) -> None:
    manager = factories.a_user()
    organisation = factories.an_organisation(OrganisationKind.INVESTOR, manager)
    late = factories.a_user(verified=False)
    browser = signed_in(manager)
    browser.post(f"/organisations/{organisation.id}/colleagues", data={"email": late.email, "role": "member"})
    invitation = db.session.execute(select(OrganisationInvitation)).scalar_one()
    url = f"/organisations/{organisation.id}/invitations/{invitation.id}/withdraw"
    assert browser.post(url).status_code == 303
    services.verify_email(user=late)
    assert actor_of(late).organisation_ids == frozenset()


def test_an_organisation_keeps_a_manager(signed_in: Any, actor_of: Any) -> None:
    manager, member = factories.a_user(), factories.a_user()
    organisation = factories.an_organisation(OrganisationKind.COMPANY, manager)
    actor = actor_of(manager)
    services.add_colleague(
        actor=actor, organisation_id=organisation.id, email=member.email, role=MembershipRole.MEMBER
    )
    with pytest.raises(LastManager):
        services.remove_colleague(actor=actor, organisation_id=organisation.id, user_id=manager.id)
    services.remove_colleague(actor=actor, organisation_id=organisation.id, user_id=member.id)
    assert [item.user_id for item in colleagues(actor, organisation.id)] == [manager.id]


def test_members_and_strangers_add_and_remove_nobody(signed_in: Any, actor_of: Any) -> None:
    manager, member, stranger = factories.a_user(), factories.a_user(), factories.a_user()
    organisation = factories.an_organisation(OrganisationKind.COMPANY, manager)
    services.add_colleague(
        actor=actor_of(manager),
        organisation_id=organisation.id,
        email=member.email,
        role=MembershipRole.MEMBER,
    )
    for person, error in ((member, Forbidden), (stranger, NotFound)):
        with pytest.raises(error):
            services.add_colleague(
                actor=actor_of(person),
                organisation_id=organisation.id,
                email="x@example.com",
                role=MembershipRole.MEMBER,
            )
        with pytest.raises(error):
            services.remove_colleague(
                actor=actor_of(person), organisation_id=organisation.id, user_id=manager.id
            )
    url = f"/organisations/{organisation.id}/colleagues"
    assert [signed_in(person).get(url).status_code for person in (member, stranger)] == [200, 404]


def test_one_address_is_invited_a_few_times_a_day_at_most(actor_of: Any) -> None:
    manager = factories.a_user()
    organisation = factories.an_organisation(OrganisationKind.COMPANY, manager)
    actor = actor_of(manager)
    values: Any = {"actor": actor, "organisation_id": organisation.id, "email": "a@example.com"}
    for _time in range(3):
        services.add_colleague(**values, role=MembershipRole.MEMBER)
    with pytest.raises(TooManyLetters):
        services.add_colleague(**values, role=MembershipRole.MEMBER)
