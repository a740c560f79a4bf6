"""Contacts in one form, so that the same mailbox or line is found however it is written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

KEPT = 4096  # contacts in their normal form: a desk compares the same hundreds again and again


@lru_cache(maxsize=KEPT)
def normalise_email(text: str) -> str | None:
    """Return the mailbox an address reaches, None if it is no address.

    Case, full-width forms and a `+tag` make no difference; at Gmail dots make none either. Used to compare,
    never to send.
    """
    local, at, host = unicodedata.normalize("NFKC", text).strip().casefold().rpartition("@")
    local = local.split("+")[0]
    host = host.rstrip(".")
    if host in {"gmail.com", "googlemail.com"}:
        local, host = local.replace(".", ""), "gmail.com"
    return f"{local}{at}{host}" if local and "." in host and not re.search(r"\s", local + host) else None


@lru_cache(maxsize=KEPT)
def normalise_phone(text: str) -> str | None:
    """Return a number with its country (+8613800000000), None if it is too short or long to be one.

    Chinese numbers may come with +86, 0086, 86 or nothing, landlines with 0 and the area; eight digits
    alone are a Shanghai landline. An extension is dropped: it shares its line. Used to compare, never to
    dial.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    plain = re.split(r"转|ext|x|#|,|;|/", plain)[0].replace("(0)", "")
    digits = re.sub(r"[^0-9]", "", plain)
    if plain.lstrip("( ").startswith("+"):
        international = digits
    elif digits.startswith("00"):
        international = digits[2:]
    else:
        international = _with_country(digits)
    international = re.sub(r"^860+", "86", international)
    return f"+{international}" if 8 <= len(international) <= 15 else None


def _with_country(digits: str) -> str:
    """Return a number dialled within China with the country code in front."""
    if re.fullmatch(r"86(1[3-9]\d{9}|[2-9]\d{8,10})", digits):
        return digits
    if len(digits) == 8:
        return f"8621{digits}"
    return f"86{digits.removeprefix('0')}" if len(digits) >= 9 else ""


def mask(contact: str) -> str:
    """Return enough of an e-mail or phone to recognise it by: l***@example.org, +86138****1234."""
    local, at, host = contact.partition("@")
    return f"{local[:1]}***@{host}" if at else f"{contact[:-8]}****{contact[-4:]}"
