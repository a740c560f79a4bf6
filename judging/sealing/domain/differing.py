"""What a check of a file finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a file is not what it says it is: a code (see sealing.texts) and its parameters."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)
