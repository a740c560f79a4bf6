"""Whoever was introduced to a team as a possible partner knows it, and does not judge it."""

from __future__ import annotations

from contest.kernel.ties import TieSource

INTRODUCED = """
SELECT user_id AS person, project_id AS subject, '' AS source, since::date AS since
FROM talent_ties WHERE user_id = ANY(:people)
"""
SOURCES = (TieSource(INTRODUCED, "mentoring"),)
