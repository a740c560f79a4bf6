"""What comparing gives."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Near:
    """One thing near a winner, by cosine (or by likeness of words).

    `public`: how near it is to what everybody may read of the winner; None where that was not compared.
    """

    subject_id: UUID
    similarity: float
    public: float | None = None
