"""Bring the vectors and the words of winners, profiles and companies up to date."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from contest.embeddings import services as embeddings
from contest.embeddings.encoder import configured_model
from contest.embeddings.indexes import keep_index
from contest.embeddings.segmenter import current_segmenter
from contest.pool.queries import all_open
from matching.profiles.services import follow_bases
from matching.retrieval import queries
from matching.retrieval.domain import COMPANY, DIRECTORY, PLAN, PROFILE, WINNER

if TYPE_CHECKING:
    from contest.embeddings.encoder import TextEncoder

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Texts embedded, texts that were up to date, how long it took, and texts left for the next time."""

    embedded: int
    unchanged: int
    seconds: float
    remaining: int = 0


def refresh(*, encoder: TextEncoder, progress: Progress | None = None, limit: int | None = None) -> Refreshed:
    """Embed what changed, and forget projects that left the pool or took their consent back and profiles that are gone.

    `encoder` is an encoder of contest.embeddings; `progress` hears the texts done and their total, kind by kind;
    `limit` bounds the texts embedded this time.
    """
    started = time.monotonic()
    follow_bases()
    projects = all_open()
    texts = {
        WINNER: queries.public_texts(projects),
        PLAN: queries.plan_texts(projects),
        PROFILE: queries.profile_texts(),
        DIRECTORY: queries.profile_texts(reference=True),
        COMPANY: queries.company_texts(),
    }
    embedded = unchanged = remaining = 0
    for kind, wanted in texts.items():
        _forget_others(kind, {subject_id for subject_id, _ in wanted})
        left = None if limit is None else limit - embedded
        outcome = embeddings.refresh(kind, wanted, encoder, progress=progress, limit=left, keep_earlier=True)
        embedded += outcome.embedded
        unchanged += outcome.unchanged
        remaining += outcome.remaining
    if not remaining:
        embeddings.switch(list(texts), encoder.model_name, source=configured_model())
        keep_index(PROFILE, encoder.model_name, encoder.dimensions)
    return Refreshed(embedded, unchanged, round(time.monotonic() - started, 3), remaining)


def refresh_words() -> int:
    """Cut what changed into words, for the search; return how many texts did. Needs no model."""
    follow_bases()
    segmenter = current_segmenter()
    texts = {
        WINNER: queries.winner_words(all_open()),
        PROFILE: queries.profile_words(),
        DIRECTORY: queries.profile_words(reference=True),
    }
    changed = 0
    for kind, wanted in texts.items():
        _forget_others(kind, set(wanted))
        changed += embeddings.index_words(kind, wanted, segmenter)
    return changed


def _forget_others(kind: str, kept: set[UUID]) -> None:
    if stray := queries.stray_subjects(kind, kept):
        embeddings.forget(kind, stray)
