"""Records of judges. Published rounds alone count: nothing of a running one can be told from them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.credit.domain import SeasonRecord, Training

RECORD = text("""
WITH mine AS (
    SELECT a.id, a.round_id, a.entry_id, a.state, r.season_id, s.total, s.submitted_at,
        e.state = 'active' AS judged
    FROM assignments a JOIN rounds r ON r.id = a.round_id JOIN entries e ON e.id = a.entry_id
    LEFT JOIN score_sheets s ON s.assignment_id = a.id
    WHERE a.judge_id = :judge AND r.state = 'published'
), beside AS (
    SELECT m.id, avg(o.total) AS mean
    FROM mine m JOIN assignments b ON b.round_id = m.round_id AND b.entry_id = m.entry_id AND b.id <> m.id
        AND b.state = 'assigned'
    JOIN score_sheets o ON o.assignment_id = b.id AND o.submitted_at IS NOT NULL
    WHERE m.state = 'assigned' AND m.submitted_at IS NOT NULL
    GROUP BY m.id
)
SELECT z.id AS season_id, z.name AS season_name, count(DISTINCT m.round_id) AS rounds,
    count(*) FILTER (WHERE m.state = 'assigned' AND m.judged) AS assigned,
    count(m.submitted_at) FILTER (WHERE m.state = 'assigned' AND m.judged) AS handed_in,
    count(*) FILTER (WHERE m.state = 'recused') AS recused,
    count(m.submitted_at) FILTER (WHERE m.state <> 'assigned') AS set_aside,
    count(DISTINCT m.entry_id) FILTER (WHERE m.state = 'assigned' AND m.submitted_at IS NOT NULL AND EXISTS (
        SELECT FROM objections o WHERE o.round_id = m.round_id AND o.entry_id = m.entry_id
            AND o.state = 'upheld' AND o.consequence <> 'none'
    )) AS overturned,
    count(b.mean) AS compared, avg(abs(m.total - b.mean)) AS distance, avg(m.total - b.mean) AS lean
FROM mine m JOIN seasons z ON z.id = m.season_id LEFT JOIN beside b ON b.id = m.id
GROUP BY z.id ORDER BY z.year DESC, z.id DESC
""")


TRAINING = text("SELECT count(*), max(finished_at) FROM practice_runs WHERE judge_id = :judge")


def training_of(judge_id: UUID) -> Training:
    """Return how often a judge did the practice exercise, and when last. The caller decides who may ask."""
    times, last = db.session.execute(TRAINING, {"judge": judge_id}).one()
    return Training(times, last)


def record_of(judge_id: UUID) -> list[SeasonRecord]:
    """Return a judge's record season by season, the latest first; one statement. The caller decides who may ask."""
    rows = db.session.execute(RECORD, {"judge": judge_id}).mappings()
    return [SeasonRecord(**{**row, "season_name": LocalizedText.of(row["season_name"])}) for row in rows]
