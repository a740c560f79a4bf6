"""Indexes for nearest neighbours, one per kind and model, made when there are so many vectors that it pays.

Vectors of different models have different lengths, so that one column without a fixed length holds them all; an
index needs a length, and covers one model of one kind.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import func, select, text

from contest.embeddings.models import TextVector
from contest.kernel.db import db

PAYS_FROM = 50_000  # vectors of a kind; up to then comparing all of them is fast and misses nothing
# Richer than the usual 16 and 64: profiles of one field are near twins, and a thin graph loses the way between them
# (ten nearest of 100,000: 0.83 found with 16 and 64).
LINKS, EFFORT = 24, 200
PREFIX = "ix_text_vectors_near_"


def index_name(kind: str, model: str) -> str:
    """Return the name of the index of a kind and a model."""
    return PREFIX + hashlib.sha256(f"{kind}\n{model}".encode()).hexdigest()[:16]


def keep_index(kind: str, model: str, dimensions: int, *, pays_from: int = PAYS_FROM) -> bool:
    """Make the index of a kind and model if there are enough vectors, drop those of other models; say if it is there.

    Making one takes about half a minute for 100,000 vectors, in which no other worker writes vectors; nobody waits for
    that but workers.
    """
    statement = select(func.count()).where(TextVector.kind == kind, TextVector.model == model)
    count = db.session.execute(statement).scalar_one()
    wanted = index_name(kind, model)
    stored = set(
        db.session.execute(
            text(
                "SELECT indexname FROM pg_indexes WHERE tablename = 'text_vectors' AND indexname LIKE :some"
            ),
            {"some": PREFIX.replace("_", "\\_") + "%"},
        ).scalars()
    )
    for stale in stored - {index_name(*pair) for pair in _pairs()}:
        db.session.execute(text(f'DROP INDEX "{stale}"'))
    if wanted in stored:
        return True
    if count < pays_from:
        return False
    quoted = {name: "'" + value.replace("'", "''") + "'" for name, value in (("k", kind), ("m", model))}
    db.session.execute(text("SELECT set_config('maintenance_work_mem', '256MB', true)"))
    db.session.connection().exec_driver_sql(
        f'CREATE INDEX "{wanted}" ON text_vectors USING hnsw '
        f"((embedding::halfvec({dimensions:d})) halfvec_cosine_ops) WITH (m = {LINKS}, ef_construction = {EFFORT}) "
        f"WHERE kind = {quoted['k']} AND model = {quoted['m']}"
    )
    db.session.connection().exec_driver_sql("ANALYZE text_vectors")
    return True


def _pairs() -> list[tuple[str, str]]:
    rows = db.session.execute(select(TextVector.kind, TextVector.model).distinct())
    return [(row.kind, row.model) for row in rows]
