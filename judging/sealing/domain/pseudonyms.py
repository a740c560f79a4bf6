"""Names in a sealed file that only this installation can lead back to people, and that differ from round to round."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

KEY_BYTES = 32


def new_key() -> str:
    """Return a fresh secret for the pseudonyms of one round, as hexadecimal text."""
    return secrets.token_hex(KEY_BYTES)


def pseudonym(key: str, kind: str, id_: UUID) -> UUID:
    """Return what stands for a judge or an entry (`kind`) in one round's file: half an HMAC, shaped as a key."""
    made = hmac.new(bytes.fromhex(key), f"{kind}\0{id_}".encode(), hashlib.sha256).digest()
    return UUID(bytes=made[:16])
