"""Jobs: compare one entry soon after it is handed in, and all of the open seasons every night."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from uuid import UUID

from contest.duplicates import services
from contest.duplicates.queries import entries
from contest.duplicates.services import SWEEP
from contest.embeddings.encoder import Encoder, EncoderUnavailable, current_encoder
from contest.kernel.access import SYSTEM
from contest.kernel.jobs import defer

if TYPE_CHECKING:
    from contest.embeddings.encoder import TextEncoder

log = logging.getLogger(__name__)


def check(project_id: str) -> None:
    """Compare one entry with all others, or take one that left the contest out of the comparison."""
    encoder = _encoder()
    if isinstance(encoder, Encoder):
        _one_thread()
    services.check(actor=SYSTEM, project_ids=[UUID(project_id)], encoder=encoder)


def sweep(season_id: str | None = None, after: str | None = None) -> None:
    """Compare some of a season's entries and go on in a job of its own; without a season, begin with every open one.

    A job that is stopped loses some minutes' work at most, and entries that did not change cost next to nothing.
    """
    if season_id is None:
        for season in entries.seasons_to_watch():
            defer(SWEEP, queueing_lock=f"{SWEEP}:{season}", season_id=season)
        return
    done = services.sweep(
        actor=SYSTEM,
        season_id=UUID(season_id),
        after=UUID(after) if after else None,
        encoder=_encoder(),
    )
    if done.last is not None:
        defer(SWEEP, queueing_lock=f"{SWEEP}:{season_id}:{done.last}", season_id=season_id, after=done.last)


def _encoder() -> TextEncoder | None:
    try:
        return current_encoder()
    except EncoderUnavailable as error:
        # Words and keys still compare; the next night with a model finds what only meaning shows.
        log.warning("duplicates are looked for without a model: %s", error)
        return None


def _one_thread() -> None:
    """Embed in one thread: for two short texts a second one mostly waits, and beside other work for a long time.

    Measured on 2 busy cores: 1.0 s with two threads, 0.25 s with one.
    """
    import torch  # noqa: PLC0415 - engine, loaded with the encoder

    torch.set_num_threads(1)
