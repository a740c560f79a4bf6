"""What proves a submission: its number and the digest of its canonical content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SCHEMA = 2  # 1 knew one form only and named no form_version


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the one byte form of a content: JSON with sorted keys, no spaces, UTF-8 (RFC 8785 for what we hold)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical content, in hex."""
    return hashlib.sha256(canonical(content)).hexdigest()


def prefix(year: int) -> str:
    """Return what numbers of a year begin with: `HJ26`."""
    return f"HJ{year % 100:02d}"


def numbered(year: int, count: int) -> str:
    """Return a project's number: `HJ26-000123`."""
    return f"{prefix(year)}-{count:06d}"
