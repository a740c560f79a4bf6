"""An account is closed: what goes, what stays, what keeps it open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contest.accounts.domain import CodePurpose
from contest.accounts.models import OneTimeCode, User, UserEmail, UserPhone
from contest.channels.models import ProjectClaim
from contest.consents.domain import Purpose
from contest.consents.queries import consents_of
from contest.consents.services import record_consent
from contest.exports.models import Export
from contest.kernel import clock
from contest.kernel.columns import new_id
from contest.kernel.errors import Invalid
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.permissions import Role
from contest.privacy import queries, services
from contest.privacy.domain import AccountInUse
from contest.texting.domain import Carrier
from contest.texting.models import TextMessage
from tests import factories
from tests.contest.privacy.copies import asked_for

SignedIn = Callable[..., Any]


def a_letter(recipient: str) -> Letter:
    return Letter(recipient=recipient, locale="zh", template="x", params={})


def a_text(once_key: str, recipient: str = "+8613900000000") -> TextMessage:
    return TextMessage(
        carrier=Carrier.SMS,
        recipient=recipient,
        locale="zh",
        template="notice",
        params={},
        once_key=once_key,
    )


def test_a_closed_account_names_nobody_and_leaves_what_others_need(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    person, leader = factories.a_user(email="gone@example.com", name="林溪"), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, person)
    record_consent(user_id=person.id, purpose=Purpose.ACCOUNT, given=True)
    browser = signed_in(person)
    page = browser.post("/account/data/close", data={"password": "wrong wrong wrong", "sure": "y"})
    assert page.status_code == 422
    answer = browser.post("/account/data/close", data={"password": factories.PASSWORD, "sure": "y"})
    assert answer.status_code == 303
    session.expire_all()
    closed = session.get(User, person.id)
    assert (closed.name, closed.phone, closed.closed_at is not None) == ("已注销用户", "", True)
    assert "gone@example.com" not in (closed.email, closed.name)
    assert browser.get("/account/data").status_code == 303, "signed out"
    assert [consent.purpose for consent in consents_of(person.id)] == [Purpose.ACCOUNT]
    held = {held.holding.table for held in queries.held_about(person.id)}
    assert held <= {"users", "consents", "audit_events"}
    assert session.get(type(team), team.id) is not None


def test_noting_somebody_elses_address_shows_and_erases_nothing_of_theirs(
    session: Any, actor_of: Any
) -> None:
    victim = factories.a_user(email="victim@example.com")
    curious = factories.a_user()
    session.add_all(
        [
            UserEmail(user_id=curious.id, email=victim.email),
            a_letter(victim.email),
        ]
    )
    session.flush()
    assert "letters" not in {held.holding.table for held in queries.held_about(curious.id)}
    services.close_account(actor=actor_of(curious), password=factories.PASSWORD)
    assert session.query(Letter).filter_by(recipient=victim.email).count() == 1


def test_what_went_to_further_addresses_and_numbers_goes_with_the_account(
    session: Any, actor_of: Any
) -> None:
    person = factories.a_user()
    project = factories.a_project(factories.a_season())
    further = "further@example.com"
    told = Notice(id=new_id(), user_id=person.id, code="x", params={}, once_key="x")
    session.add_all(
        [
            UserEmail(user_id=person.id, email=further, verified_at=clock.now()),
            told,
            a_text(f"notice:{told.id}:sms"),
            UserPhone(user_id=person.id, number="+8613911112222", verified_at=clock.now()),
            UserPhone(user_id=person.id, number="+8613933334444"),  # only noted, not proved
            a_text("code:1", "+8613911112222"),
            a_text("code:2", "+8613933334444"),
            a_text(f"notice:{new_id()}:sms"),  # somebody else's
            a_letter(further),
            ProjectClaim(project_id=project.id, email=further, sent_at=clock.now()),
            OneTimeCode(
                purpose=CodePurpose.SIGN_IN,
                target="t",
                network="n",
                user_id=person.id,
                expires_at=clock.now(),
            ),
        ]
    )
    session.flush()
    ready = asked_for(actor_of(person))
    ready.storage_key, ready.expires_at = "0" * 64, clock.now() + timedelta(days=6)
    ready.created_at = clock.now() - timedelta(days=1)
    session.flush()
    waiting = asked_for(actor_of(person))
    assert waiting.id != ready.id
    services.close_account(actor=actor_of(person), password=factories.PASSWORD)
    session.expire_all()
    assert session.query(Letter).filter_by(recipient=further).count() == 0
    assert session.query(OneTimeCode).count() == 0
    assert {row.recipient for row in session.query(TextMessage)} == {"+8613900000000", "+8613933334444"}
    assert session.query(ProjectClaim).one().email == ""
    copy = session.query(Export).filter_by(asked_by=person.id).one()
    assert copy.expires_at is not None
    assert copy.expires_at <= clock.now()


def test_who_leads_an_imported_project_in_the_contest_passes_it_on_first(session: Any, actor_of: Any) -> None:
    leader = factories.a_user()
    factories.a_project(factories.a_season(), factories.a_team(leader), submitted=True, external_id="P-1")
    with pytest.raises(AccountInUse) as refused:
        services.close_account(actor=actor_of(leader), password=factories.PASSWORD)
    assert refused.value.params["obstacles"] == ["leads_project"]


def test_who_leads_a_project_in_the_contest_or_holds_an_office_is_told_what_to_do_first(
    session: Any, actor_of: Any
) -> None:
    leader = factories.a_user()
    project = factories.a_project(factories.a_season(), factories.a_team(leader), submitted=True)
    project.leader_id = leader.id
    session.flush()
    officer = factories.a_user(Role.ORGANISER)
    for person, code in ((leader, "leads_project"), (officer, "holds_office")):
        with pytest.raises(AccountInUse) as refused:
            services.close_account(actor=actor_of(person), password=factories.PASSWORD)
        assert refused.value.params["obstacles"] == [code]
    with pytest.raises(Invalid):
        services.close_account(actor=actor_of(factories.a_user()), password="not it, not at all")
