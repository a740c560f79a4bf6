"""The way in: register, prove the address, forget the password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from contest.accounts import links, services, tasks
from contest.accounts.domain import LinkInvalid, TooManyLetters
from contest.accounts.models import User
from contest.accounts.queries import find_user_by_email
from contest.kernel.db import db
from contest.kernel.errors import Invalid
from contest.mail.models import Letter
from tests import factories

GOOD = "seven quiet herons 9"


def letters(recipient: str) -> list[Letter]:
    query = select(Letter).where(Letter.recipient == recipient).order_by(Letter.created_at, Letter.id)
    return list(db.session.execute(query).scalars())


def register(client: FlaskClient, email: str = "new@example.com", **more: str) -> Any:
    person = {"name": "周行", "email": email, "password": GOOD, "agree": "y"}
    return client.post("/account/register", data={**person, **more})


def test_a_newcomer_registers_confirms_and_signs_in(client: FlaskClient) -> None:
    answer = register(client, "New@Example.com")
    assert (answer.status_code, answer.location) == (303, "/account/letter-sent")
    assert "New@Example.com" in client.get("/account/letter-sent").text
    (letter,) = letters("new@example.com")
    assert letter.template == "verify_email"

    page = client.get(letter.params["link"])
    assert page.status_code == 200
    user = find_user_by_email("new@example.com")
    assert user is not None
    assert user.email_verified_at is None, "following a link must not confirm: mail scanners follow links"

    assert client.post(letter.params["link"]).status_code == 303
    db.session.refresh(user)
    assert user.email_verified_at is not None
    assert [item.template for item in letters("new@example.com")] == ["verify_email", "welcome"]

    answer = client.post("/account/sign-in", data={"email": "new@example.com", "password": GOOD})
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert client.get("/desk").status_code == 200


def test_registering_a_known_address_answers_exactly_like_a_new_one_and_tells_its_owner(
    client: FlaskClient,
) -> None:
    factories.a_user(email="known@example.com")
    fresh, known = register(client, "fresh@example.com"), register(client, "known@example.com")
    assert (fresh.status_code, fresh.location, fresh.text) == (known.status_code, known.location, known.text)
    assert [letter.template for letter in letters("known@example.com")] == ["already_registered"]


def test_somebody_elses_mailbox_is_not_flooded_by_registering_again_and_again(client: FlaskClient) -> None:
    factories.a_user(email="known@example.com")
    for _attempt in range(5):
        assert register(client, "known@example.com").status_code == 303
    assert len(letters("known@example.com")) == 3


def test_a_rejected_registration_keeps_what_was_typed_and_says_what_is_wrong(client: FlaskClient) -> None:
    answer = register(client, "somebody@example.com", password="zhouzhouzhou")
    assert answer.status_code == 422
    assert 'value="somebody@example.com"' in answer.text
    assert 'value="周行"' in answer.text
    assert "zhouzhouzhou" not in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert find_user_by_email("somebody@example.com") is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_too_short"),
        ("a" * 201 + "bcdefg", "password_too_long"),
        ("ababababab", "password_too_simple"),
        ("margaret-2026", "password_guessable"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(session: Any, password: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.register(email="margaret@example.com", name="Margaret", password=password, locale="en")
    assert [(error.field, error.code) for error in refused.value.errors] == [("password", code)]


def test_an_address_is_confirmed_once_however_often_the_button_is_pressed(client: FlaskClient) -> None:
    register(client)
    link = letters("new@example.com")[0].params["link"]
    for _press in range(3):
        assert client.post(link).status_code == 303
    assert [item.template for item in letters("new@example.com")] == ["verify_email", "welcome"]


def test_a_link_works_for_its_purpose_only_and_not_after_its_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = factories.a_user()
    token = links.make_link(links.VERIFY, user)
    assert links.read_link(links.VERIFY, token) is user
    for purpose, text in ((links.RESET, token), (links.VERIFY, token[:-2]), (links.VERIFY, "")):
        with pytest.raises(LinkInvalid):
            links.read_link(purpose, text)
    assert client.get(f"/account/reset/{token}").status_code == 410
    monkeypatch.setitem(links.LIFETIMES, links.VERIFY, timedelta(seconds=-1))
    with pytest.raises(LinkInvalid):
        links.read_link(links.VERIFY, token)


def test_an_unconfirmed_person_sees_a_banner_and_can_have_the_letter_sent_again(signed_in: Any) -> None:
    user = factories.a_user(verified=False)
    client = signed_in(user)
    assert "/account/verify-again" in client.get("/desk").text
    assert client.post("/account/verify-again").status_code == 303
    assert [letter.template for letter in letters(user.email)] == ["verify_email"]
    user.email_verified_at = user.created_at
    db.session.commit()
    assert "/account/verify-again" not in client.get("/desk").text


def test_the_confirmation_letter_is_sent_three_times_an_hour_at_most(session: Any) -> None:
    user = factories.a_user(verified=False)
    for _time in range(3):
        services.send_verification_again(user=user)
    with pytest.raises(TooManyLetters):
        services.send_verification_again(user=user)


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(client: FlaskClient) -> None:
    user = factories.a_user(verified=False)
    epoch = user.session_epoch
    db.session.commit()
    answer = client.post("/account/forgot", data={"email": user.email.upper()})
    assert (answer.status_code, answer.location) == (303, "/account/letter-sent")
    tasks.send_reset(email=user.email)
    (letter,) = letters(user.email)
    link = letter.params["link"]
    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": "short"}).status_code == 422
    assert client.post(link, data={"password": "eleven silver boats"}).status_code == 303
    db.session.refresh(user)
    assert (user.session_epoch, user.email_verified_at is not None) == (epoch + 1, True)
    assert client.post(link, data={"password": "twelve silver boats"}).status_code == 410
    answer = client.post("/account/sign-in", data={"email": user.email, "password": "eleven silver boats"})
    assert answer.status_code == 303


def test_asking_for_a_reset_tells_nobody_whether_there_is_an_account(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    known = client.post("/account/forgot", data={"email": user.email})
    unknown = client.post("/account/forgot", data={"email": "nobody@example.com"})
    assert (known.status_code, known.location, known.text) == (
        unknown.status_code,
        unknown.location,
        unknown.text,
    )
    tasks.send_reset(email="nobody@example.com")
    assert letters("nobody@example.com") == []


def test_two_registrations_of_one_address_make_one_account(session: Any) -> None:
    made = [
        services.register(email="twice@example.com", name="甲", password=GOOD, locale="zh")
        for _time in range(2)
    ]
    assert [user is None for user in made] == [False, True]
    assert len(session.execute(select(User).where(User.email == "twice@example.com")).all()) == 1
