"""The job that renders a letter in its reader's language and sends it."""

from __future__ import annotations

import html
import re
import smtplib
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from uuid import UUID

from flask import current_app, render_template
from flask_babel import force_locale

from contest.kernel import clock
from contest.kernel.db import db
from contest.kernel.settings import MailSettings, Settings
from contest.mail.models import FLEETING, Letter
from contest.mail.rendering import template_values

TIMEOUT_SECONDS = 30
SENDER_NAME = "海聚 Haiju"


def send(letter_id: str) -> None:
    """Render the letter, keep its text, hand it to the mail server, note when.

    Without a mail server the kept text is all (a demonstration's mailbox page shows it). Run twice, it does nothing
    the second time; killed between the mail server's yes and the commit, it sends again with the same Message-ID.
    """
    letter = db.session.get(Letter, UUID(letter_id), with_for_update=True)
    if letter is None or letter.sent_at is not None or letter.cancelled_at is not None:
        return
    settings: Settings = current_app.extensions["settings"]
    _render(letter, settings.public_url)
    if settings.mail.host and not _deliver(_message(letter, settings.mail.sender), settings.mail):
        letter.cancelled_at = clock.now()
    else:
        letter.sent_at = clock.now()
    if settings.mail.host and letter.template in FLEETING:
        letter.html, letter.text, letter.params = None, None, {}


def _render(letter: Letter, public_url: str) -> None:
    """Fill subject, text and html."""
    with force_locale(letter.locale):
        values = template_values(letter.params, public_url)
        letter.html = render_template(f"email/{letter.template}.html", **values)
        letter.text = render_template(f"email/{letter.template}.txt", **values).strip() + "\n"
    title = re.search(r"<title>(.*?)</title>", letter.html, re.DOTALL)
    letter.subject = " ".join(html.unescape(title.group(1)).split()) if title else letter.template


def _message(letter: Letter, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject or ""
    message["From"] = formataddr((SENDER_NAME, sender))
    message["To"] = letter.recipient
    message["Date"] = format_datetime(letter.created_at)
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "zh-CN" if letter.locale == "zh" else "en"
    message.set_content(letter.text or "")
    message.add_alternative(letter.html or "", subtype="html")
    return message


def _deliver(message: EmailMessage, settings: MailSettings) -> bool:
    """Hand over the message; False when the server will never take it. Passing troubles raise: the job runs again."""
    with smtplib.SMTP(settings.host or "", settings.port, timeout=TIMEOUT_SECONDS) as server:
        if settings.starttls:
            server.starttls()
        if settings.username:
            server.login(settings.username, settings.password or "")
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            if any(code < 500 for code, _text in refused.recipients.values()):
                raise
            current_app.logger.warning("the mail server refuses the recipient of %s", message["Message-ID"])
            return False
    return True
