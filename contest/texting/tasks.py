"""The job that words a message in its reader's language and hands it to the transport."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, render_template
from flask_babel import force_locale

from contest.kernel import clock, jobs
from contest.kernel.db import db
from contest.kernel.settings import Settings
from contest.mail.rendering import template_values
from contest.texting.domain import FLEETING, MOST_ATTEMPTS, MessageState, pause_after
from contest.texting.models import TextMessage
from contest.texting.services import SEND
from contest.texting.transports import RECORDED, Outgoing, Refused, load_transport


def send(message_id: str) -> None:
    """Word the message, hand it over, note how it went. Run twice, it does nothing the second time.

    A provider in trouble is asked again later, a few times; each attempt is kept.
    """
    message = db.session.get(TextMessage, UUID(message_id), with_for_update=True)
    if message is None or message.state is not MessageState.QUEUED:
        return
    settings: Settings = current_app.extensions["settings"]
    message.body = _body(message, settings.public_url)
    message.attempts += 1
    try:
        load_transport(settings.texting_transport).send(_outgoing(message))
    except Refused as refused:
        message.state, message.failure = MessageState.FAILED, str(refused)
    except Exception:
        # Whatever a provider's client raises: the attempt counts, and is told where operators look.
        current_app.logger.exception("the transport did not take message %s", message.id)
        _again_or_never(message)
    else:
        message.state, message.sent_at = MessageState.SENT, clock.now()
    if settings.texting_transport != RECORDED and message.template in FLEETING:
        message.body, message.params = None, message.params if message.state is MessageState.QUEUED else {}


def _body(message: TextMessage, public_url: str) -> str:
    with force_locale(message.locale):
        values = template_values(message.params, public_url)
        return " ".join(render_template(f"text/{message.template}.txt", **values).split())


def _outgoing(message: TextMessage) -> Outgoing:
    return Outgoing(
        id=message.id,
        carrier=message.carrier,
        recipient=message.recipient,
        locale=message.locale,
        template=message.template,
        params=message.params,
        body=message.body or "",
    )


def _again_or_never(message: TextMessage) -> None:
    if message.attempts >= MOST_ATTEMPTS:
        message.state, message.failure = MessageState.FAILED, "unreachable"
        return
    later = clock.now() + pause_after(message.attempts)
    jobs.defer(SEND, schedule_at=later, message_id=str(message.id))
