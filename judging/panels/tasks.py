"""The job that works panels out."""

from __future__ import annotations

from uuid import UUID

from judging.panels import services


def propose_panels(run_id: str) -> None:
    """Work out the proposal of a run; run twice, the second time does nothing."""
    services.solve(run_id=UUID(run_id))
