"""Jobs of team gaps."""

from __future__ import annotations

import logging

from contest.embeddings.encoder import EncoderUnavailable, current_encoder
from matching.team_gaps import services

log = logging.getLogger(__name__)


def refresh() -> None:
    """Cut and embed what changed; without a model the pages compare words."""
    services.refresh_words()
    try:
        services.refresh(encoder=current_encoder())
    except EncoderUnavailable as error:
        log.warning("team gaps are compared by words: %s", error)


def keep() -> None:
    """End what nobody answered, remind whose offer lapses, forget what lapsed long ago."""
    services.expire_overdue()
    services.remind_lapsing()
    services.forget_lapsed()
