"""A fingerprint of plain values, to hold a decision to what was previewed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any


def digest(rows: Sequence[Any]) -> str:
    """Return the SHA-256 (hex) of JSON values; the order of rows does not matter."""
    lines = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
