"""What an entry is compared with: found by index and by vectors, never by reading every entry."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from contest.duplicates.models import Fingerprint, SuspectedPair
from contest.kernel.db import db

# What so many entries share (a template of the office, a university's switchboard) tells nothing apart.
MOST_HOLDERS = 25
BY_TEXT = 25

# A key's holders, unless there are too many of them.
HOLDERS = """
SELECT k AS key, array_agg(project_id) AS holders
FROM (SELECT project_id, unnest(keys) AS k FROM duplicate_fingerprints
      WHERE keys && CAST(:keys AS text[]) AND project_id <> :project_id) AS held
WHERE k = ANY(CAST(:keys AS text[])) GROUP BY k
"""
# Each hash of the sample finds its holders; a rare one says more than one that hundreds share.
NEAREST_BY_TEXT = """
WITH hits AS (
    SELECT wanted.hash, entry.project_id
    FROM unnest(CAST(:sketch AS integer[])) AS wanted (hash)
    JOIN duplicate_fingerprints AS entry ON entry.sketch @> ARRAY[wanted.hash]
    WHERE entry.project_id <> :project_id
), common AS (SELECT hash, count(*) AS holders FROM hits GROUP BY hash)
SELECT project_id, sum(1 / ln(2 + holders)) AS weight
FROM hits JOIN common USING (hash)
GROUP BY project_id ORDER BY weight DESC, project_id LIMIT :size
"""
HOLDERS_OF_RUNS = """
SELECT wanted.hash, count(*) AS holders
FROM unnest(CAST(:sketch AS integer[])) AS wanted (hash)
JOIN duplicate_fingerprints AS entry ON entry.sketch @> ARRAY[wanted.hash]
WHERE entry.project_id <> :project_id GROUP BY wanted.hash
"""


def holders_of(project_id: UUID, keys: Collection[str]) -> dict[str, list[UUID]]:
    """Return key -> other entries that have it too; keys nobody else has are absent."""
    if not keys:
        return {}
    rows = db.session.execute(text(HOLDERS), {"keys": list(keys), "project_id": project_id})
    return {row.key: list(row.holders) for row in rows}


def nearest_by_text(project_id: UUID, sketch: Sequence[int], size: int = BY_TEXT) -> list[UUID]:
    """Return the entries that share most of a sample of a text, rare parts counting most."""
    if not sketch:
        return []
    values = {"sketch": list(sketch), "project_id": project_id, "size": size}
    return [row.project_id for row in db.session.execute(text(NEAREST_BY_TEXT), values)]


def holders_of_runs(project_id: UUID, sketch: Sequence[int]) -> dict[int, int]:
    """Return hash -> how many other entries have it in their samples; what nobody else has is absent."""
    if not sketch:
        return {}
    values = {"sketch": list(sketch), "project_id": project_id}
    return {row.hash: row.holders for row in db.session.execute(text(HOLDERS_OF_RUNS), values)}


def paired_with(project_id: UUID) -> list[UUID]:
    """Return whoever shares a pair with the entry, whatever was decided."""
    pairs = select(SuspectedPair.first_id, SuspectedPair.second_id).where(
        (SuspectedPair.first_id == project_id) | (SuspectedPair.second_id == project_id)
    )
    rows = db.session.execute(pairs)
    return [row.second_id if row.first_id == project_id else row.first_id for row in rows]


def digests_of(project_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return entry -> digest of what was compared; only of those that were compared to the end."""
    rows = db.session.execute(
        select(Fingerprint.project_id, Fingerprint.digest).where(
            Fingerprint.project_id.in_(list(project_ids)), Fingerprint.checked_at.is_not(None)
        )
    )
    return {row.project_id: row.digest for row in rows}


def crowds_of(project_ids: Collection[UUID]) -> dict[UUID, Mapping[str, Any]]:
    """Return entry -> what is usual around it, by languages."""
    rows = db.session.execute(
        select(Fingerprint.project_id, Fingerprint.crowds).where(
            Fingerprint.project_id.in_(list(project_ids))
        )
    )
    return {row.project_id: row.crowds for row in rows}
