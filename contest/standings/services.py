"""How results come back to the contest: judging reports, everybody else reads contest.standings.queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from contest.entries.models import Entry
from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.seasons.domain import StageCode
from contest.seasons.models import Stage
from contest.standings.domain import Outcome
from contest.standings.models import Standing


@dataclass(frozen=True, slots=True)
class Result:
    """What a judged round says of one entry. `score` is unrounded, on a scale of 100."""

    entry_id: UUID
    outcome: Outcome
    rank: int | None = None
    score: Decimal | None = None


def report(
    *,
    actor: Actor,
    season_id: UUID,
    stage_code: StageCode,
    source: str,
    results: Sequence[Result],
    public_from: datetime | None,
    final_from: datetime | None,
    objections_until: datetime | None = None,
) -> int:
    """Record the results of `source` (such as "round:<id>"), replacing what it reported before; return how many.

    A standing is matchable when its entry advanced (or was promoted) in a stage whose winners the season opens for
    matching.
    """
    db.session.execute(delete(Standing).where(Standing.source == source))
    if not results:
        return 0
    stage = db.session.execute(
        select(Stage.matchable).where(Stage.season_id == season_id, Stage.code == stage_code)
    ).scalar_one()
    entries = {
        row.id: row
        for row in db.session.execute(
            select(Entry.id, Entry.kind, Entry.subject_id, Entry.track_code).where(
                Entry.id.in_([result.entry_id for result in results])
            )
        )
    }
    winning = {Outcome.ADVANCED, Outcome.PROMOTED}
    rows = [
        {
            "id": new_id(),
            "season_id": season_id,
            "stage_code": stage_code,
            "entry_id": result.entry_id,
            "kind": entries[result.entry_id].kind,
            "subject_id": entries[result.entry_id].subject_id,
            "track_code": entries[result.entry_id].track_code,
            "rank": result.rank,
            "score": result.score,
            "outcome": result.outcome,
            "matchable": stage and result.outcome in winning,
            "source": source,
            "public_from": public_from,
            "objections_until": objections_until,
            "final_from": final_from,
        }
        for result in results
    ]
    db.session.execute(insert(Standing), rows)
    audit.record(actor, "standings.reported", None, source=source, stage=stage_code, results=len(rows))
    return len(rows)


def make_final(*, actor: Actor, source: str, moment: datetime) -> int:
    """Note that the results of `source` are final from `moment` on; return how many."""
    rows = db.session.execute(
        update(Standing).where(Standing.source == source).values(final_from=moment).returning(Standing.id)
    ).all()
    audit.record(actor, "standings.final", None, source=source, results=len(rows))
    return len(rows)
