"""The signature of this installation under what it publishes: Ed25519, so that a stranger can check it years later.

The private key is no part of the database and is never shown; the public one is published, and travels in every file.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PEM = "-----BEGIN"
RAW_LENGTH = 32
GROUP = 4


class KeyUnreadable(ValueError):
    """What was given is no Ed25519 key; the message says what was expected, never what was given."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whoever has it can tell what was signed; `raw` are its 32 bytes."""

    raw: bytes

    @classmethod
    def load(cls, pem: bytes) -> PublicKey:
        """Read a key as PEM; raise KeyUnreadable."""
        from cryptography.exceptions import (  # noqa: PLC0415 - bindings most requests never need
            UnsupportedAlgorithm,
        )
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
            Ed25519PublicKey,
        )
        from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above
            load_pem_public_key,
        )

        try:
            found = load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm):
            raise KeyUnreadable("an Ed25519 public key as PEM is expected") from None
        if not isinstance(found, Ed25519PublicKey):
            raise KeyUnreadable("an Ed25519 public key as PEM is expected")
        return cls(found.public_bytes_raw())

    @property
    def pem(self) -> str:
        """Return the key as PEM, always written the same way."""
        # RFC 8410: the raw key behind a prefix that never changes.
        wrapped = base64.b64encode(bytes.fromhex("302a300506032b6570032100") + self.raw).decode()
        return f"-----BEGIN PUBLIC KEY-----\n{wrapped}\n-----END PUBLIC KEY-----\n"

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the raw key in hexadecimal: what is printed and compared by eye."""
        return hashlib.sha256(self.raw).hexdigest()

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Say whether the signature was made with the private half of this key for exactly this message."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - see load
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - see load
            Ed25519PublicKey,
        )

        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


def grouped(fingerprint: str) -> str:
    """Return a fingerprint in groups of four for reading."""
    return " ".join(fingerprint[at : at + GROUP] for at in range(0, len(fingerprint), GROUP))


class Signer:
    """The signing key of this installation; installed once by the composition root, opened when first needed."""

    def __init__(self) -> None:
        self._secret = ""
        self._made: Ed25519PrivateKey | None = None

    def install(self, secret: str) -> None:
        """Use this secret: a private key as PEM (PKCS 8), or any long random text a key is derived from."""
        self._secret, self._made = secret, None

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature; the same for the same message."""
        return self._key().sign(message)

    @property
    def public(self) -> PublicKey:
        """Return the public half."""
        return PublicKey(self._key().public_key().public_bytes_raw())

    def _key(self) -> Ed25519PrivateKey:
        if self._made is None:
            self._made = _opened(self._secret)
        return self._made


def _opened(secret: str) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - bindings most requests never need
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as above
        Ed25519PrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import (  # noqa: PLC0415 - as above
        load_pem_private_key,
    )

    if not secret:
        raise RuntimeError("no signing key is installed")
    if PEM not in secret:
        seed = hashlib.blake2b(secret.encode(), digest_size=RAW_LENGTH, person=b"signing").digest()
        return Ed25519PrivateKey.from_private_bytes(seed)
    try:
        found = load_pem_private_key(secret.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyUnreadable("an Ed25519 private key as PEM without a password is expected") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise KeyUnreadable("an Ed25519 private key as PEM without a password is expected")
    return found


signer = Signer()
