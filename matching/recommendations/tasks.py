"""Jobs: bring vectors and recommendations up to date."""

from __future__ import annotations

import logging
from uuid import UUID

from contest.embeddings.encoder import EncoderUnavailable, current_encoder
from contest.kernel import jobs
from contest.kernel.access import SYSTEM
from contest.seasons.queries import get_season
from matching.profiles.services import REFRESH
from matching.recommendations import services
from matching.recommendations.queries import due_seasons
from matching.recommendations.services import RUN, RunOutcome
from matching.retrieval.services import refresh, refresh_words

log = logging.getLogger(__name__)

TEXTS_AT_ONCE = 2_000


def refresh_vectors() -> None:
    """Cut and embed what changed, then make the lists anew that depend on it."""
    refresh_words()
    if _up_to_date():
        for season_id, outcome in services.run_due().items():
            _say_ready(season_id, outcome)
    else:
        jobs.defer(REFRESH, queueing_lock=REFRESH)


def run(season_id: str | None = None) -> None:
    """Make the lists of one season (somebody asked), or of every season in which something changed."""
    if season_id is None:
        # Only when due: loading a model for nothing would cost every idle hour some seconds and a lot of memory.
        if due_seasons():
            refresh_vectors()
    elif _up_to_date():
        _say_ready(UUID(season_id), services.run(actor=SYSTEM, season_id=UUID(season_id)))
    else:
        jobs.defer(RUN, queueing_lock=f"{RUN}:{season_id}", season_id=season_id)


def _up_to_date() -> bool:
    """Embed some of what changed, and tell whether that was all.

    What is left goes into a job of its own, so that a worker that is stopped loses a minute's work at most.
    """
    try:
        return not refresh(encoder=current_encoder(), limit=TEXTS_AT_ONCE).remaining
    except EncoderUnavailable as error:
        # Winners without vectors are compared by words, which is better than no list at all.
        log.warning("matching goes on without a model: %s", error)
        return True


def _say_ready(season_id: UUID, outcome: RunOutcome) -> None:
    log.info(
        "Matches of %s are ready: %d winners, %d recommendations.",
        get_season(season_id).slug,
        outcome.winners,
        outcome.recommendations,
    )
