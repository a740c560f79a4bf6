"""What the pool knows of ties: the people of a base and the projects that are, or were, its residents."""

from __future__ import annotations

from contest.kernel.ties import TieSource

RESIDENCE = """
SELECT m.user_id AS person, r.project_id AS subject, r.base_id::text AS source, NULL::date AS since
FROM pool_places r JOIN bases b ON b.id = r.base_id JOIN memberships m ON m.organisation_id = b.organisation_id
WHERE r.opened_at IS NOT NULL AND r.project_id IS NOT NULL AND m.user_id = ANY(:people)
"""

SOURCES = (TieSource(RESIDENCE, "same_base"),)
