"""Jobs: bring vectors and recommendations up to date."""

from __future__ import annotations

import logging
from uuid import UUID

from contest.embeddings.encoder import EncoderUnavailable, current_encoder
from contest.kernel.access import SYSTEM
from matching.recommendations import services
from matching.recommendations.queries import is_due
from matching.retrieval.queries import seasons_with_winners
from matching.retrieval.services import refresh

log = logging.getLogger(__name__)


def refresh_vectors() -> None:
    """Embed what changed, then make the lists anew that depend on it."""
    _refresh()
    services.run_due()


def run(season_id: str | None = None) -> None:
    """Make the lists of one season (somebody asked), or of every season in which something changed."""
    if season_id is not None:
        _refresh()
        services.run(actor=SYSTEM, season_id=UUID(season_id))
    elif any(is_due(season) for season in seasons_with_winners()):
        # Only now: loading a model for nothing would cost every idle hour some seconds and a lot of memory.
        _refresh()
        services.run_due()


def _refresh() -> None:
    try:
        refresh(encoder=current_encoder())
    except EncoderUnavailable as error:
        # Winners without vectors are compared by words, which is better than no list at all.
        log.warning("matching goes on without a model: %s", error)
