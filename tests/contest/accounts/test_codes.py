"""Signing in by a code: six digits, one browser, five tries, and nothing to learn for a stranger."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text, update

from contest.accounts import tasks
from contest.accounts.domain import CODE_TRIES, CODES_PER_HOUR, CODES_PER_NETWORK
from contest.accounts.models import OneTimeCode, SignInFailure, UserEmail, UserPhone
from contest.accounts.services import forget_old_codes
from contest.accounts.services.passwords import fits
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.mail.models import Letter
from contest.texting.models import TextMessage
from tests import factories

NUMBER = "+8613800001234"


def ask(client: FlaskClient, contact: str, **more: str) -> Any:
    return client.post("/account/sign-in/code", data={"contact": contact, **more})


def work() -> None:
    """Send every code that waits, as the worker would."""
    jobs = text("DELETE FROM procrastinate_jobs WHERE task_name = 'accounts.send_code' RETURNING args")
    for args in db.session.execute(jobs).scalars().all():
        tasks.send_code(**args)
    db.session.commit()


def mailed() -> str:
    query = (
        select(Letter.params).where(Letter.template == "one_time_code").order_by(Letter.id.desc()).limit(1)
    )
    return str(db.session.execute(query).scalar_one()["code"])


def texted() -> str:
    query = select(TextMessage.params).order_by(TextMessage.id.desc()).limit(1)
    return str(db.session.execute(query).scalar_one()["code"])


def enter(client: FlaskClient, code: str) -> Any:
    return client.post("/account/sign-in/code/enter", data={"code": code})


def copy_of(app: Flask, browser: FlaskClient) -> FlaskClient:
    """A browser with the same cookie."""
    other = app.test_client()
    with browser.session_transaction() as own, other.session_transaction() as cookie:
        cookie.update(own)
    return other


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def is_in(client: FlaskClient) -> bool:
    return client.get("/account/tokens").status_code == 200


def test_a_code_by_letter_opens_a_session_and_leads_on(client: FlaskClient) -> None:
    user = factories.a_user(verified=False)
    db.session.commit()
    assert (
        ask(client, f" {user.email.upper()} ", next="/account/tokens").location
        == "/account/sign-in/code/enter"
    )
    work()
    code = mailed()
    assert re.fullmatch(r"\d{6}", code)
    answer = enter(client, f"{code[:3]} {code[3:]}")
    assert (answer.status_code, answer.location) == (303, "/account/tokens")
    assert is_in(client)
    db.session.refresh(user)
    assert user.email_verified_at is not None, "whoever read the code reads the mailbox"


def test_a_code_ends_the_session_of_whoever_took_the_address_before_its_owner(client: FlaskClient) -> None:
    taken = factories.a_user(verified=False)
    epoch = taken.session_epoch
    db.session.commit()
    ask(client, taken.email)
    work()
    assert enter(client, mailed()).status_code == 303
    db.session.refresh(taken)
    assert taken.session_epoch > epoch
    assert not fits(taken, factories.PASSWORD), "the password was the other one's"


def test_a_code_by_text_reaches_a_proved_number_only(client: FlaskClient) -> None:
    proved, claimed = factories.a_user(), factories.a_user()
    phones = ((proved, NUMBER, datetime.now(UTC)), (claimed, "+8613900001234", None))
    for user, number, at in phones:
        db.session.add(UserPhone(id=new_id(), user_id=user.id, number=number, verified_at=at))
    db.session.commit()
    for typed in ("138 0000 1234", "139 0000 1234"):
        assert ask(client, typed).status_code == 303
        work()
    messages = db.session.execute(select(TextMessage.recipient)).scalars().all()
    assert list(messages) == [NUMBER]
    ask(client, NUMBER)
    work()
    assert enter(client, texted()).status_code == 303
    assert is_in(client)


def test_a_further_address_serves_once_it_is_proved(client: FlaskClient) -> None:
    user = factories.a_user()
    further = UserEmail(id=new_id(), user_id=user.id, email="second@example.com")
    db.session.add(further)
    db.session.commit()
    ask(client, "second@example.com")
    work()
    assert db.session.execute(select(func.count(Letter.id))).scalar_one() == 0
    further.verified_at = datetime.now(UTC)
    db.session.commit()
    ask(client, "second@example.com")
    work()
    assert enter(client, mailed()).status_code == 303


def test_only_the_browser_that_asked_can_use_the_code(app: Flask, client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    ask(client, user.email)
    work()
    thief = app.test_client()
    assert enter(thief, mailed()).location == "/account/sign-in/code"
    ask(thief, user.email)  # an asking of its own, to which another code belongs
    assert enter(thief, mailed()).status_code == 422
    assert not is_in(thief)


def test_a_code_works_once(app: Flask, client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    ask(client, user.email)
    work()
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    code = mailed()
    assert enter(client, code).status_code == 303
    again = app.test_client()
    with again.session_transaction() as cookie:
        cookie.update(kept)
    assert enter(again, code).status_code == 422


def test_after_five_tries_the_right_code_is_wrong(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    ask(client, user.email)
    work()
    code = mailed()
    assert [enter(client, wrong(code)).status_code for _try in range(CODE_TRIES)] == [422] * CODE_TRIES
    assert enter(client, code).status_code == 422
    assert not is_in(client)


def test_a_code_holds_for_ten_minutes(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    ask(client, user.email)
    work()
    row = db.session.execute(select(OneTimeCode)).scalar_one()
    assert row.expires_at - row.created_at == timedelta(minutes=10)
    db.session.execute(update(OneTimeCode).values(expires_at=func.clock_timestamp()))
    db.session.commit()
    assert enter(client, mailed()).status_code == 422


def test_only_a_keyed_digest_of_the_code_is_kept(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    ask(client, user.email)
    work()
    row = db.session.execute(text("SELECT one_time_codes::text FROM one_time_codes")).scalar_one()
    assert mailed() not in row
    assert user.email not in row


def test_a_stranger_learns_nothing_from_any_answer(app: Flask, session: Any) -> None:
    user, closed = factories.a_user(), factories.a_user(disabled_at=datetime.now(UTC))
    session.commit()
    answers = []
    for contact in (user.email, closed.email, "nobody@example.com", "13911112222"):
        browser = app.test_client()
        asked = ask(browser, contact)
        work()
        page = browser.get("/account/sign-in/code/enter").text.replace(contact, "X")
        # The token of the form is each session's own; a number's page leads to the messages instead of the letters.
        page = re.sub(r'(csrf[-_]token"[^>]*(content|value))="[^"]+"', r"\1", page)
        page = page.replace("/demo/mailbox/texts", "/demo/mailbox")
        tried = enter(browser, "000000")
        answers.append((asked.status_code, asked.location, page, tried.status_code))
    assert answers.count(answers[0]) == len(answers)
    assert db.session.execute(select(Letter.recipient)).scalars().all() == [user.email]


def test_askings_are_counted_alike_with_and_without_an_account(app: Flask, session: Any) -> None:
    user = factories.a_user()
    session.commit()
    for contact in (user.email, "nobody@example.com"):
        found = [ask(app.test_client(), contact).status_code for _asking in range(CODES_PER_HOUR + 2)]
        assert found == [303] * CODES_PER_HOUR + [429] * 2
    session.execute(update(OneTimeCode).values(created_at=func.now() - text("interval '61 minutes'")))
    session.commit()
    assert ask(app.test_client(), user.email).status_code == 303


def test_one_network_asks_so_often_and_no_more(app: Flask, session: Any) -> None:
    for number in range(CODES_PER_NETWORK):
        assert ask(app.test_client(), f"person{number}@example.org").status_code == 303
    assert ask(app.test_client(), "one.more@example.org").status_code == 429


@pytest.mark.parametrize("contact", ["", "12", "call me"])
def test_what_is_neither_an_address_nor_a_number_is_refused_beside_the_field(
    client: FlaskClient, contact: str
) -> None:
    answer = ask(client, contact)
    assert answer.status_code == 422
    assert "is-invalid" in answer.text


def test_old_codes_are_forgotten(client: FlaskClient) -> None:
    for contact in ("a@example.com", "b@example.com"):
        ask(client, contact)
    oldest = db.session.execute(select(OneTimeCode.id).order_by(OneTimeCode.id).limit(1)).scalar_one()
    long_ago = func.now() - text("interval '2 days'")
    db.session.execute(update(OneTimeCode).where(OneTimeCode.id == oldest).values(created_at=long_ago))
    assert (forget_old_codes(), forget_old_codes()) == (1, 0)


@pytest.mark.committed
def test_askings_and_tries_sent_all_at_once_are_all_counted(app: Flask, session: Any) -> None:
    user = factories.a_user()
    session.commit()
    address = user.email
    with ThreadPoolExecutor(8) as pool:
        asked = Counter(pool.map(lambda _n: ask(app.test_client(), address).status_code, range(12)))
    assert asked == {303: CODES_PER_HOUR, 429: 12 - CODES_PER_HOUR}
    browser = app.test_client()
    session.execute(text("DELETE FROM one_time_codes"))
    session.commit()
    ask(browser, address)
    work()
    code, guesses = mailed(), [copy_of(app, browser) for _ in range(16)]

    def guess(other: FlaskClient) -> int:
        return int(enter(other, wrong(code)).status_code)

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(guess, guesses)) == {422: 16}
    tries = session.execute(select(OneTimeCode.tries)).scalar_one()
    assert tries == CODE_TRIES
    assert enter(browser, code).status_code == 422


@pytest.mark.committed
def test_the_right_code_at_the_same_moment_opens_one_session(app: Flask, session: Any) -> None:
    user = factories.a_user()
    session.commit()
    browser = app.test_client()
    ask(browser, user.email)
    work()
    code, tries = mailed(), [copy_of(app, browser) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert Counter(pool.map(lambda other: int(enter(other, code).status_code), tries)) == {303: 1, 422: 3}


def test_a_code_opens_sign_in_again_for_whoever_forgot_the_password(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    for _time in range(6):
        client.post("/account/sign-in", data={"email": user.email, "password": "wrong"})
    ask(client, user.email)
    work()
    assert enter(client, mailed()).status_code == 303
    left = select(func.count(SignInFailure.id)).where(SignInFailure.key.startswith("email:"))
    assert db.session.execute(left).scalar_one() == 0


def test_the_code_in_the_cookie_is_an_id_and_no_secret(client: FlaskClient) -> None:
    user = factories.a_user()
    db.session.commit()
    ask(client, user.email)
    work()
    with client.session_transaction() as cookie:
        asked = cookie["asked_code"]
    assert UUID(asked["id"])
    assert mailed() not in str(asked)
