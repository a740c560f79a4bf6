"""The hash chain over audit rows. Pure: rows in, digest out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

GENESIS = "0" * 64


def link(previous: str, rows: Iterable[dict[str, Any]]) -> str:
    """Return the SHA-256 (hex) that chains `rows`, in their order, to the `previous` digest."""
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        digest.update(b"\n")
        digest.update(json.dumps(row, sort_keys=True, ensure_ascii=False, default=str).encode())
    return digest.hexdigest()
