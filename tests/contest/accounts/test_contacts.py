"""Several addresses and numbers per person: claimed by anybody, proved by one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from contest.accounts import services, tasks
from contest.accounts.domain import (
    MOST_CONTACTS,
    CodeWrong,
    ContactHeld,
    ContactTaken,
    NotProved,
    TooManyContacts,
)
from contest.accounts.models import User, UserEmail, UserPhone
from contest.accounts.queries import accounts_by_address, find_user_by_email
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.mail.models import Letter
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import OrganisationInvitation
from contest.texting.domain import NumberInvalid
from contest.texting.models import TextMessage
from tests import factories

SECRET = "not a secret"


def work() -> None:
    jobs = text("DELETE FROM procrastinate_jobs WHERE task_name = 'accounts.send_code' RETURNING args")
    for args in db.session.execute(jobs).scalars().all():
        tasks.send_code(**args)
    db.session.commit()


def last_code() -> str:
    for table in (TextMessage, Letter):
        query = (
            select(table.params).where(table.template == "one_time_code").order_by(table.id.desc()).limit(1)
        )
        if params := db.session.execute(query).scalar_one_or_none():
            return str(params["code"])
    raise AssertionError("no code was sent")


def a_proved(user: User, contact: str) -> UserEmail | UserPhone:
    at = datetime.now(UTC)
    made: UserEmail | UserPhone = (
        UserEmail(id=new_id(), user_id=user.id, email=contact, verified_at=at)
        if "@" in contact
        else UserPhone(id=new_id(), user_id=user.id, number=contact, verified_at=at)
    )
    db.session.add(made)
    db.session.flush()
    return made


def prove(actor: Any, contact: Any) -> None:
    code_id = services.send_contact_code(actor=actor, contact_id=contact.id, network="here")
    work()
    services.prove_contact(
        actor=actor, contact_id=contact.id, code_id=code_id, code=last_code(), secret=SECRET
    )


def test_an_address_and_a_number_are_added_and_proved_in_the_browser(signed_in: Any) -> None:
    user = factories.a_user(locale="en")
    browser = signed_in(user)
    for typed, shown in (("138 1234 5678", "+86 138****5678"), ("Second@Example.com", "second@example.com")):
        answer = browser.post("/account/contacts", data={"contact": typed})
        assert answer.status_code == 303
        page = browser.get(answer.location).text
        assert shown in page
        work()
        if "@" in typed:
            db.session.execute(text("DELETE FROM text_messages"))
            db.session.commit()
        assert browser.post(answer.location, data={"code": last_code()}).location == "/account/contacts"
    browser.get("/account/contacts")  # takes the message of success along
    page = browser.get("/account/contacts").text
    assert page.count("Confirmed") == 3
    assert "13812345678" not in page
    assert find_user_by_email("second@example.com") is not None
    assert accounts_by_address(["second@example.com"])["second@example.com"].id == user.id


def test_a_wrong_code_proves_nothing_and_a_code_for_one_proves_no_other(session: Any, actor_of: Any) -> None:
    actor = actor_of(factories.a_user())
    first = services.add_contact(actor=actor, typed="first@example.com")
    second = services.add_contact(actor=actor, typed="second@example.com")
    code_id = services.send_contact_code(actor=actor, contact_id=first.id, network="here")
    work()
    code = last_code()
    for contact, typed in ((first, f"{(int(code) + 1) % 1_000_000:06}"), (second, code)):
        with pytest.raises(CodeWrong):
            services.prove_contact(
                actor=actor, contact_id=contact.id, code_id=code_id, code=typed, secret=SECRET
            )
    services.prove_contact(actor=actor, contact_id=first.id, code_id=code_id, code=code, secret=SECRET)
    assert (first.verified_at is not None, second.verified_at) == (True, None)


def test_what_somebody_else_has_proved_can_be_claimed_but_not_proved(session: Any, actor_of: Any) -> None:
    owner, other = factories.a_user(), factories.a_user()
    a_proved(owner, "shared@example.com")
    a_proved(owner, "+8613800001234")
    actor = actor_of(other)
    for typed in ("shared@example.com", "13800001234", owner.email):
        contact = services.add_contact(actor=actor, typed=typed)
        with pytest.raises(ContactTaken):
            prove(actor, contact)
        db.session.execute(text("DELETE FROM text_messages"))


def test_what_is_wrong_with_a_new_contact_is_told(session: Any, actor_of: Any) -> None:
    user = factories.a_user()
    actor = actor_of(user)
    services.add_contact(actor=actor, typed="13800001234")
    for typed, error in (
        (user.email, ContactHeld),
        ("+86 138 0000 1234", ContactHeld),
        ("021 5555", NumberInvalid),
    ):
        with pytest.raises(error):
            services.add_contact(actor=actor, typed=typed)
    for number in range(MOST_CONTACTS - 1):
        services.add_contact(actor=actor, typed=f"more{number}@example.com")
    with pytest.raises(TooManyContacts):
        services.add_contact(actor=actor, typed="toomany@example.com")


def test_the_main_address_changes_to_a_proved_one_and_the_old_one_is_told(
    signed_in: Any, actor_of: Any
) -> None:
    user = factories.a_user()
    old = user.email
    unproved = services.add_contact(actor=actor_of(user), typed="unproved@example.com")
    proved = a_proved(user, "new@example.com")
    browser, elsewhere = signed_in(user), signed_in(user)
    assert browser.post(f"/account/contacts/{unproved.id}/main").status_code == 409
    assert browser.post(f"/account/contacts/{proved.id}/main").status_code == 303
    db.session.refresh(user)
    assert user.email == "new@example.com"
    assert browser.get("/account/tokens").status_code == 200
    assert elsewhere.get("/account/tokens").status_code == 303, "other devices are signed out"
    letter = db.session.execute(select(Letter).where(Letter.recipient == old)).scalar_one()
    assert letter.template == "address_changed"
    assert "new@example.com" not in str(letter.params)
    kept = (
        db.session.execute(select(UserEmail.email).where(UserEmail.verified_at.is_not(None))).scalars().all()
    )
    assert list(kept) == [old]
    sign_in = browser.application.test_client().post(
        "/account/sign-in", data={"email": old, "password": factories.PASSWORD}
    )
    assert sign_in.status_code == 303, "the old address still opens the door until it is removed"


def test_a_number_never_becomes_the_main_address(session: Any, actor_of: Any) -> None:
    user = factories.a_user()
    phone = a_proved(user, "+8613800001234")
    with pytest.raises(NotProved):
        services.make_main(actor=actor_of(user), contact_id=phone.id)


def test_nobody_touches_somebody_elses_contacts(signed_in: Any, actor_of: Any) -> None:
    owner, other = factories.a_user(), factories.a_user()
    contact_id = a_proved(owner, "mine@example.com").id
    browser = signed_in(other)
    for action in ("code", "prove", "remove", "main"):
        assert browser.post(f"/account/contacts/{contact_id}/{action}").status_code == 404
    assert "mine@example.com" not in browser.get("/account/contacts").text
    with pytest.raises(NotFound):
        services.remove_contact(actor=actor_of(other), contact_id=contact_id)
    assert signed_in(owner).post(f"/account/contacts/{contact_id}/remove").status_code == 303
    assert db.session.get(UserEmail, contact_id) is None


def test_an_organisation_that_invited_a_further_address_is_joined_when_it_is_proved(
    session: Any, actor_of: Any
) -> None:
    user = factories.a_user()
    organisation = factories.an_organisation(OrganisationKind.INVESTOR)
    session.add(
        OrganisationInvitation(
            id=new_id(),
            organisation_id=organisation.id,
            email="second@example.com",
            role=MembershipRole.MEMBER,
        )
    )
    actor = actor_of(user)
    contact = services.add_contact(actor=actor, typed="second@example.com")
    assert organisation.id not in actor_of(user).organisation_ids
    prove(actor, contact)
    assert organisation.id in actor_of(user).organisation_ids


@pytest.mark.committed
def test_two_people_proving_one_number_at_once_make_one_owner(
    app: Flask, session: Any, actor_of: Any
) -> None:
    people = [factories.a_user() for _ in range(4)]
    rows = [UserPhone(id=new_id(), user_id=user.id, number="+8613800001234") for user in people]
    session.add_all(rows)
    session.commit()
    actors = [actor_of(user) for user in people]
    codes = []
    for actor, row in zip(actors, rows, strict=True):
        code_id = services.send_contact_code(actor=actor, contact_id=row.id, network="here")
        session.commit()
        work()
        codes.append((code_id, last_code()))
    ids = [row.id for row in rows]

    def claim(number: int) -> bool:
        from contest.kernel.db import transaction

        with app.app_context():
            try:
                with transaction():
                    services.prove_contact(
                        actor=actors[number],
                        contact_id=ids[number],
                        code_id=codes[number][0],
                        code=codes[number][1],
                        secret=SECRET,
                    )
            except ContactTaken:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(claim, range(4))) == [False, False, False, True]


def test_the_page_takes_as_many_queries_for_one_contact_as_for_many(
    session: Any, signed_in: Any, count_queries: Any
) -> None:
    user = factories.a_user()
    browser = signed_in(user)
    a_proved(user, "one@example.com")
    session.commit()
    one = count_queries(lambda: browser.get("/account/contacts"))
    for number in range(4):
        a_proved(user, f"more{number}@example.com")
        a_proved(user, f"+861380000123{number}")
    session.commit()
    assert count_queries(lambda: browser.get("/account/contacts")) == one
