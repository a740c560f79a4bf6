"""The meaning of gaps and offers, kept up to date; what is not shown any more has none."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from contest.embeddings import services as embeddings
from contest.embeddings.segmenter import current_segmenter
from contest.kernel import jobs
from matching.retrieval.queries import stray_subjects
from matching.team_gaps import queries
from matching.team_gaps.domain import GAP, OFFER

if TYPE_CHECKING:
    from contest.embeddings.encoder import TextEncoder

REFRESH = "team_gaps.refresh"


def ask_for_refresh() -> None:
    """Let a worker embed what changed; many changes at once ask once."""
    jobs.defer(REFRESH, queueing_lock=REFRESH)


def refresh(*, encoder: TextEncoder) -> int:
    """Embed what changed, and forget gaps and offers that are shown no longer; return how many texts were embedded."""
    embedded = 0
    for kind, texts in ((GAP, queries.gap_texts()), (OFFER, queries.offer_texts())):
        if stray := stray_subjects(kind, {subject_id for subject_id, _ in texts}):
            embeddings.forget(kind, stray)
        embedded += embeddings.refresh(kind, texts, encoder).embedded
    return embedded


def refresh_words() -> int:
    """Cut what people who are shown say into words, for the search; return how many texts changed. Needs no model."""
    wanted = queries.offer_words()
    if stray := stray_subjects(OFFER, set(wanted)):
        embeddings.forget(OFFER, stray)
    return embeddings.index_words(OFFER, wanted, current_segmenter())


def forget(kind: str, subject_ids: Collection[UUID]) -> None:
    """Forget the meaning of gaps or offers at once, in the transaction that ends them."""
    embeddings.forget(kind, list(subject_ids))
