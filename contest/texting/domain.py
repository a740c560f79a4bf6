"""Rules of short messages: how numbers are written, and how much of them is shown."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum

from contest.kernel.errors import DomainError

HOME_COUNTRY = "86"
MOST_ATTEMPTS = 5
# What expires within minutes is of no use later: its text is forgotten as soon as it has left.
FLEETING = frozenset({"one_time_code"})


class Carrier(StrEnum):
    """What carries a message: a mobile network to a number, WeChat to a follower's openid."""

    SMS = "sms"
    WECHAT = "wechat"


class MessageState(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class NumberInvalid(DomainError):
    """This is no telephone number that a message could reach."""

    code = "number_invalid"
    status = 422


def normalise_number(raw: str) -> str:
    """Return the number in E.164 (+8613800000000); without a country it is one of mainland China.

    Raises NumberInvalid. Chinese numbers must be mobile ones, for no other takes messages.
    """
    plain = re.sub(r"[\s().\-–]", "", unicodedata.normalize("NFKC", raw))
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    if re.fullmatch(r"(86)?1[3-9]\d{9}", plain):
        plain = "+" + HOME_COUNTRY + plain[-11:]
    home = f"+{HOME_COUNTRY}"
    fits = r"\+861[3-9]\d{9}" if plain.startswith(home) else r"\+[1-9]\d{7,14}"
    if not re.fullmatch(fits, plain, re.ASCII):
        raise NumberInvalid()
    return plain


def mask_number(number: str) -> str:
    """Return enough of a number to recognise one's own: +86 138****1234."""
    if number.startswith("+" + HOME_COUNTRY):
        return f"+{HOME_COUNTRY} {number[3:6]}****{number[-4:]}"
    return f"{number[:3]}****{number[-3:]}"


def mask_recipient(carrier: Carrier, recipient: str) -> str:
    """Return enough of a number or openid to recognise it by."""
    return mask_number(recipient) if carrier is Carrier.SMS else f"{recipient[:4]}****{recipient[-3:]}"


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts in vain: 10 seconds, 40, 160, 640."""
    return timedelta(seconds=10 * 4 ** (attempts - 1))
