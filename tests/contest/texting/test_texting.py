"""Short messages: numbers as people write them, the outbox, and transports that fail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from contest.kernel.db import db
from contest.kernel.settings import SettingsError, from_environ
from contest.texting.domain import (
    MOST_ATTEMPTS,
    Carrier,
    MessageState,
    NumberInvalid,
    mask_number,
    mask_recipient,
    normalise_number,
    pause_after,
)
from contest.texting.models import TextMessage
from contest.texting.services import cancel_texts, post_text
from contest.texting.tasks import send
from contest.texting.transports import Outgoing, RecordedTransport, Refused, load_transport

NUMBER = "+8613800001234"
CODE = {"code": "123456", "minutes": 10, "purpose": "sign_in"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("138 0000 1234", NUMBER),
        ("+86 138-0000-1234", NUMBER),
        ("008613800001234", NUMBER),
        ("8613800001234", NUMBER),
        ("１３８００００１２３４", NUMBER),
        ("+44 (7700) 900123", "+447700900123"),
        ("+1 202 555 0147", "+12025550147"),
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_written(typed: str, number: str) -> None:
    assert normalise_number(typed) == number


@pytest.mark.parametrize(
    "typed", ["", "12345", "call me", "021 5555 0000", "+86 21 5555 0000", "+0123456789", "1" * 30]
)
def test_what_takes_no_messages_is_refused(typed: str) -> None:
    with pytest.raises(NumberInvalid):
        normalise_number(typed)


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
@settings(max_examples=50, derandomize=True)
def test_normalising_twice_is_normalising_once_and_a_mask_hides_four_digits(mobile: str) -> None:
    number = normalise_number(mobile)
    assert normalise_number(number) == number == "+86" + mobile
    assert mask_number(number) == f"+86 {mobile[:3]}****{mobile[-4:]}"


def test_an_openid_is_shown_in_part() -> None:
    assert mask_recipient(Carrier.WECHAT, "oAbCdEfGhIjKl") == "oAbC****jKl"


def test_waits_between_attempts_grow() -> None:
    assert [pause_after(count) for count in (1, 2, 3)] == [timedelta(seconds=n) for n in (10, 40, 160)]


def a_message(**more: Any) -> TextMessage:
    values: dict[str, Any] = {
        "carrier": Carrier.SMS,
        "recipient": NUMBER,
        "locale": "en",
        "template": "one_time_code",
        **CODE,
    }
    message_id = post_text(**{**values, **more})
    return db.session.get_one(TextMessage, message_id)


class Failing:
    """A provider that is in trouble, or refuses for good."""

    error: ClassVar[Exception] = OSError("no route")
    seen: ClassVar[list[Outgoing]] = []

    def send(self, message: Outgoing) -> None:
        self.seen.append(message)
        raise self.error


class Taking:
    """A provider that takes everything."""

    def send(self, message: Outgoing) -> None:
        assert message.body


@pytest.fixture
def through(app: Flask) -> Any:
    """`through(name)` sends by another transport."""
    kept = app.extensions["settings"]

    def use(transport: type) -> None:
        name = f"{transport.__module__}:{transport.__name__}"
        app.extensions["settings"] = replace(kept, texting_transport=name)

    yield use
    app.extensions["settings"] = kept


def test_the_recorded_transport_keeps_what_would_have_been_sent(session: Any) -> None:
    message = a_message()
    send(str(message.id))
    assert (message.state, message.attempts) == (MessageState.SENT, 1)
    assert message.body == ("[Haiju] Your code is 123456. It holds for 10 minutes; never tell it to anybody.")
    send(str(message.id))
    assert message.attempts == 1, "the second run does nothing"


def test_a_message_in_chinese_is_chinese(session: Any) -> None:
    message = a_message(locale="zh")
    send(str(message.id))
    assert message.body is not None
    assert message.body.startswith("【海聚】")


def test_a_provider_in_trouble_is_asked_again_and_given_up_in_the_end(session: Any, through: Any) -> None:
    through(Failing)
    Failing.error = OSError("no route")
    message = a_message()
    for attempt in range(1, MOST_ATTEMPTS):
        send(str(message.id))
        assert (message.state, message.attempts) == (MessageState.QUEUED, attempt)
    send(str(message.id))
    assert (message.state, message.failure) == (MessageState.FAILED, "unreachable")
    assert {seen.id for seen in Failing.seen} == {message.id}, "one client's number for all attempts"
    waiting = text(
        "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'texting.send' AND scheduled_at > now()"
    )
    assert session.execute(waiting).scalar_one() == MOST_ATTEMPTS - 1


def test_what_a_provider_refuses_for_good_is_not_tried_again(session: Any, through: Any) -> None:
    through(Failing)
    Failing.error = Refused("blocked number")
    message = a_message()
    send(str(message.id))
    assert (message.state, message.failure, message.attempts) == (MessageState.FAILED, "blocked number", 1)


def test_a_code_that_has_left_is_forgotten(session: Any, through: Any) -> None:
    through(Taking)
    message = a_message()
    send(str(message.id))
    assert (message.state, message.body, message.params) == (MessageState.SENT, None, {})


def test_a_message_with_the_same_key_is_posted_once_and_can_be_cancelled_before_it_leaves(
    session: Any,
) -> None:
    message = a_message(once_key="k")
    again = post_text(
        carrier=Carrier.SMS, recipient=NUMBER, locale="zh", template="one_time_code", once_key="k", **CODE
    )
    assert again is None
    sent = a_message(once_key="sent")
    send(str(sent.id))
    assert cancel_texts(["k", "sent", "unknown"]) == 1
    send(str(message.id))
    session.refresh(message)
    assert (message.state, message.attempts) == (MessageState.CANCELLED, 0)
    assert sent.state is MessageState.SENT


def test_a_transport_is_named_by_the_settings() -> None:
    assert isinstance(load_transport("recorded"), RecordedTransport)
    assert isinstance(load_transport(f"{__name__}:Taking"), Taking)
    environ = {"SECRET_KEY": "x", "TEXTING_TRANSPORT": "acme.sms:Provider"}
    assert from_environ(environ).texting_transport == "acme.sms:Provider"
    with pytest.raises(SettingsError, match="TEXTING_TRANSPORT"):
        from_environ({**environ, "TEXTING_TRANSPORT": "not a name"})


def test_the_demonstration_shows_messages_and_hides_numbers(app: Flask, client: FlaskClient) -> None:
    message = a_message(recipient="+8613812345678")
    send(str(message.id))
    db.session.commit()
    page = client.get("/demo/mailbox/texts?to=138 1234", headers={"Accept-Language": "en"}).text
    assert "+86 138****5678" in page
    assert "13812345678" not in page
    assert "123456" in page
    assert (
        "No text messages" in client.get("/demo/mailbox/texts?to=999", headers={"Accept-Language": "en"}).text
    )
    kept = app.extensions["settings"]
    app.extensions["settings"] = replace(kept, demo=False)
    try:
        assert client.get("/demo/mailbox/texts").status_code == 404
    finally:
        app.extensions["settings"] = kept


def test_the_list_takes_as_many_queries_for_one_as_for_many(client: FlaskClient, count_queries: Any) -> None:
    a_message()
    db.session.commit()
    one = count_queries(lambda: client.get("/demo/mailbox/texts"))
    for _time in range(5):
        a_message()
    db.session.commit()
    assert count_queries(lambda: client.get("/demo/mailbox/texts")) == one
