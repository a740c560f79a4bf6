"""Letters are rendered in their reader's language and handed to a real mail server."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import text

from contest.kernel.db import db
from contest.kernel.settings import ROOT, MailSettings
from contest.mail.models import Letter
from contest.mail.services import post
from contest.mail.tasks import send

PARK = {"zh": "望江园", "en": "Wangjiang"}
PARAMS: dict[str, dict[str, Any]] = {
    "verify_email": {"name": "周行", "link": "/account/verify/x"},
    "already_registered": {"name": "周行", "link": "/account/sign-in", "reset_link": "/account/forgot"},
    "reset_password": {"name": "周行", "link": "/account/reset/x"},
    "welcome": {"name": "周行", "link": "/desk"},
    "role_granted": {"name": "周行", "role": "officer", "district": "310110", "link": "/desk"},
    "colleague_added": {"name": "周行", "organisation": PARK, "link": "/organisations/x"},
    "colleague_invited": {"inviter": "沈知微", "organisation": PARK, "link": "/account/register"},
}


class Mailbox:
    """An SMTP server's memory; `refusing` is what it answers to every recipient."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refusing = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refusing:
            return self.refusing
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(message)  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox(app: Flask, session: Any) -> Iterator[Mailbox]:
    """A mail server on the loopback that the application sends to."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings = app.extensions["settings"]
    mail = MailSettings(host="127.0.0.1", port=port, sender="contest@haiju.example")
    app.extensions["settings"] = replace(settings, mail=mail, public_url="https://haiju.example")
    yield box
    app.extensions["settings"] = settings
    controller.stop()


def a_letter(template: str = "verify_email", locale: str = "en", **more: Any) -> Letter:
    params = {**PARAMS[template], **more}
    letter_id = post(recipient="reader@example.com", locale=locale, template=template, **params)
    return db.session.get_one(Letter, letter_id)


def test_a_letter_arrives_in_both_forms_with_absolute_links(mailbox: Mailbox) -> None:
    letter = a_letter()
    send(str(letter.id))
    (message,) = mailbox.messages
    assert (message["To"], message["Subject"]) == ("reader@example.com", "Confirm your e-mail address")
    assert "contest@haiju.example" in message["From"]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "https://haiju.example/account/verify/x" in plain.get_content()
    assert 'href="https://haiju.example/account/verify/x"' in html.get_content()
    assert letter.sent_at is not None
    assert letter.text is not None
    assert letter.text.strip() == plain.get_content().replace("\r\n", "\n").strip()


def test_a_letter_sent_twice_has_the_same_message_id(mailbox: Mailbox) -> None:
    letter = a_letter()
    send(str(letter.id))
    letter.sent_at = None  # as after a crash between the mail server's yes and the commit
    send(str(letter.id))
    first, second = (message["Message-ID"] for message in mailbox.messages)
    assert first == second == f"<{letter.id}@haiju.example>"


def test_a_sent_or_cancelled_letter_is_not_sent_again(mailbox: Mailbox) -> None:
    sent, cancelled = a_letter(), a_letter()
    send(str(sent.id))
    cancelled.cancelled_at = sent.sent_at
    for letter in (sent, cancelled):
        send(str(letter.id))
    send("01990000-0000-7000-8000-000000000000")
    assert len(mailbox.messages) == 1


def test_an_address_the_server_will_never_take_is_given_up_and_a_busy_server_is_tried_again(
    mailbox: Mailbox,
) -> None:
    mailbox.refusing = "550 no such person"
    refused = a_letter()
    send(str(refused.id))
    assert (refused.sent_at, refused.cancelled_at is not None) == (None, True)
    mailbox.refusing = "451 try again later"
    busy = a_letter()
    with pytest.raises(Exception, match="451"):
        send(str(busy.id))
    assert (busy.sent_at, busy.cancelled_at) == (None, None)


def test_without_a_mail_server_the_letter_is_kept_and_counts_as_sent(session: Any) -> None:
    letter = a_letter(locale="zh")
    send(str(letter.id))
    assert letter.sent_at is not None
    assert letter.subject != "Confirm your e-mail address", "a Chinese reader gets Chinese"


@pytest.mark.parametrize("template", sorted(PARAMS))
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_letter_has_a_subject_a_text_and_a_link(session: Any, template: str, locale: str) -> None:
    letter = a_letter(template, locale)
    send(str(letter.id))
    assert letter.subject
    assert letter.text
    assert letter.html
    assert letter.text.count("http://127.0.0.1:8000/") >= 1
    if locale == "zh":
        assert any("\u4e00" <= character <= "\u9fff" for character in letter.subject)


def test_codes_become_words_of_the_readers_language(session: Any) -> None:
    letter = a_letter("role_granted", "en")
    send(str(letter.id))
    assert letter.text is not None
    assert "Role: District and park officer" in letter.text
    assert "District: Yangpu" in letter.text


def test_what_people_typed_cannot_become_markup_or_headers(mailbox: Mailbox) -> None:
    name = {"zh": "<script>x</script>\nBcc: a@example.com", "en": ""}
    letter = a_letter("colleague_added", organisation=name)
    send(str(letter.id))
    (message,) = mailbox.messages
    assert message["Bcc"] is None
    assert letter.html is not None
    assert "<script>" not in letter.html
    assert "<script>x</script> Bcc" in message["Subject"]


def test_every_template_of_accounts_letters_comes_in_both_forms() -> None:
    folder = Path(ROOT) / "templates" / "email"
    assert {template for template in PARAMS if not (folder / f"{template}.txt").exists()} == set()


@pytest.mark.committed
def test_a_letter_is_enqueued_with_the_fact_it_tells_and_not_without(app: Flask, session: Any) -> None:
    waiting = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'mail.send'")
    a_letter()
    session.rollback()
    assert session.execute(waiting).scalar_one() == 0
    a_letter()
    session.commit()
    assert session.execute(waiting).scalar_one() == 1


def test_a_letter_with_the_same_key_is_posted_once(session: Any) -> None:
    values: dict[str, Any] = {
        "recipient": "a@example.com",
        "locale": "zh",
        "template": "welcome",
        "once_key": "k",
    }
    assert post(**values, **PARAMS["welcome"]) is not None
    assert post(**values, **PARAMS["welcome"]) is None


def test_a_letter_somebody_waits_for_goes_before_a_thousand_notices(session: Any) -> None:
    for template in ("notice", "verify_email"):
        post(recipient="a@example.com", locale="zh", template=template, name="林溪", link="/")
    rows = session.execute(
        text("SELECT priority FROM procrastinate_jobs WHERE task_name = 'mail.send' ORDER BY id")
    ).scalars()
    assert list(rows)[-2:] == [0, 10]
