"""A draw of the pitch order that anybody can repeat.

Before the draw only the digest of a secret is known; a word called out in the room is joined to it. Neither the
office, which cannot choose the word, nor the room, which does not know the secret, can steer the order.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

MAX_WORD = 80


@dataclass(frozen=True, slots=True)
class Lot:
    """What is drawn: the number of an entry, and the section that pitches together."""

    number: str
    section: str = ""


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def new_secret() -> str:
    """Return a secret nobody can guess, as it will be published after the draw."""
    return secrets.token_hex(32)


def commitment(secret: str) -> str:
    """Return what is published before the draw: the SHA-256 of the secret's text."""
    return _digest(secret)


def seed_of(secret: str, word: str) -> str:
    """Return the seed: the SHA-256 of `secret|word`. Spaces around and between count once."""
    return _digest(f"{secret}|{' '.join(word.split())}")


def drawn(lots: Iterable[Lot], seed: str) -> list[str]:
    """Return the numbers in the order they pitch: section by section, in each by the SHA-256 of `seed|number`."""
    ordered = sorted(lots, key=lambda lot: (lot.section, _digest(f"{seed}|{lot.number}")))
    return [lot.number for lot in ordered]
