"""Which projects wait in the queue of possible double entries."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, union

from contest.duplicates.domain.evidence import PairState
from contest.duplicates.models import SuspectedPair
from contest.kernel.db import db


def suspected_among(project_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the projects that share an open pair with another one, in one statement."""
    wanted = list(project_ids)
    sides = (
        select(column).where(SuspectedPair.state == PairState.OPEN, column.in_(wanted))
        for column in (SuspectedPair.first_id, SuspectedPair.second_id)
    )
    return frozenset(db.session.execute(union(*sides)).scalars())
