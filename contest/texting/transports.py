"""The one interface to whoever carries short messages, and the transport that keeps them here."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from contest.texting.domain import Carrier

RECORDED = "recorded"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a transport is given.

    `id` stays the same in every attempt: a provider that takes a client's number makes one message of them.
    `template` and `params` are for providers that know approved templates only; `body` is the whole text.
    """

    id: UUID
    carrier: Carrier
    recipient: str
    locale: str
    template: str
    params: Mapping[str, Any]
    body: str


class Refused(Exception):
    """The provider will never deliver this message; the reason is kept with it."""


class Transport(Protocol):
    """Hands messages to a provider. Returns when it is taken, raises Refused for good and anything else for now."""

    def send(self, message: Outgoing) -> None: ...


class RecordedTransport:
    """Sends nothing: the outbox itself is the record, and a demonstration's mailbox shows it."""

    def send(self, message: Outgoing) -> None:
        del message


def load_transport(name: str) -> Transport:
    """Return the transport a setting names: `recorded`, or `package.module:Class`, made without arguments."""
    if name == RECORDED:
        return RecordedTransport()
    module, _, attribute = name.partition(":")
    transport: Transport = getattr(importlib.import_module(module), attribute)()
    return transport
