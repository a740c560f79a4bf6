"""The job that works a plan out."""

from __future__ import annotations

from uuid import UUID

from matching.assignment import services


def assign(plan_id: str) -> None:
    """Work out a plan; run twice, the second time does nothing."""
    services.solve(plan_id=UUID(plan_id))
