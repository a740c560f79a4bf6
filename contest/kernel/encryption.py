"""Numbers that must not lie readable in the database or in a copy of it: telephone, identity and bank numbers.

Authenticated encryption (Fernet) under keys that are no part of the database. What has to be found again by its value
(whose telephone is this?) has a blind index beside it: a keyed digest, of no use without the key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy.engine import Dialect
from sqlalchemy.types import Text, TypeDecorator

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class Undecipherable(RuntimeError):
    """A stored value was encrypted under none of the keys that are configured now."""


class Keyring:
    """The keys of this installation. The first encrypts, all decrypt, the last makes the indexes, so it must stay."""

    def __init__(self) -> None:
        self._index_key = b""
        self._opened: Callable[[str], str] = self._open
        self._fernet: MultiFernet | None = None

    def install(self, secrets: Sequence[str]) -> None:
        """Use these secrets (any long random texts), the newest first; called once by the composition root."""
        from cryptography.fernet import Fernet, MultiFernet  # noqa: PLC0415 - bindings some commands never need

        keys = [_derived(secret, b"encryption") for secret in secrets]
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
        # A list of people's conflicts opens the same few hundred numbers for every page.
        self._opened = lru_cache(maxsize=8192)(self._open)
        self._index_key = _derived(secrets[-1], b"index")

    def encrypt(self, text: str) -> str:
        """Return the text as a token that only these keys open; never twice the same."""
        return self._ready().encrypt(text.encode()).decode()

    def decrypt(self, token: str) -> str:
        """Return the text of a token; raise Undecipherable."""
        self._ready()
        return self._opened(token)

    def _open(self, token: str) -> str:
        from cryptography.fernet import InvalidToken  # noqa: PLC0415 - bindings some commands never need

        try:
            return self._ready().decrypt(token.encode()).decode()
        except InvalidToken as error:
            raise Undecipherable("no configured key opens this value") from error

    def index(self, purpose: str, text: str) -> str:
        """Return the blind index of a text: equal for equal texts of one purpose, and telling nothing else."""
        return hmac.new(self._index_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def _ready(self) -> MultiFernet:
        if self._fernet is None:
            raise RuntimeError("no keys are installed")
        return self._fernet


def _derived(secret: str, use: bytes) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=32, person=use).digest()


keyring = Keyring()


class EncryptedText(TypeDecorator[str]):
    """Text that is stored encrypted; an empty one stays empty. The database can neither compare nor sort it: keep a
    blind index for that.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        return keyring.encrypt(value) if value else value

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        del dialect
        return keyring.decrypt(value) if value else value


class EncryptedList(TypeDecorator[list[str]]):
    """A short list of texts that is stored encrypted as one; an empty one stays empty."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        del dialect
        return value if value is None else keyring.encrypt(json.dumps(list(value))) if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str] | None:
        del dialect
        return value if value is None else list(json.loads(keyring.decrypt(value))) if value else []
