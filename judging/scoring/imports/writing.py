"""Write imported sheets: judges into the round, assignments, sheets and their versions, a few statements in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from contest.imports.bulk import insert_rows, upsert_rows
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import new_id
from contest.kernel.db import db
from judging.judges.domain import Invitation
from judging.judges.models import RoundJudge
from judging.panels.models import Assignment
from judging.scoring.models import ScoreSheet, ScoreSheetVersion


@dataclass(frozen=True, slots=True)
class SheetChange:
    """One sheet to write, submitted. `joins`: the judge is not in the round yet; `version` is the new one."""

    round_id: UUID
    entry_id: UUID
    judge_id: UUID
    assignment_id: UUID | None
    joins: bool
    marks: dict[str, str]
    comment: str
    total: Decimal
    version: int
    rubric: str
    differs: bool


def write_sheets(*, actor: Actor, changes: Sequence[SheetChange]) -> None:
    """Write sheets that were checked. Whoever judged elsewhere takes part in the round without an invitation."""
    now = clock.now()
    joining = dict.fromkeys((change.round_id, change.judge_id) for change in changes if change.joins)
    insert_rows(
        RoundJudge,
        [
            {
                "id": new_id(),
                "round_id": round_id,
                "judge_id": judge_id,
                "invitation": Invitation.ACCEPTED,
                "answered_at": now,
            }
            for round_id, judge_id in joining
        ],
        ignore=True,
    )
    keyed = [(change.assignment_id or new_id(), change) for change in changes]
    insert_rows(
        Assignment,
        [
            {"id": key, "round_id": one.round_id, "judge_id": one.judge_id, "entry_id": one.entry_id}
            for key, one in keyed
            if one.assignment_id is None
        ],
    )
    common = [
        {
            "assignment_id": key,
            "version": one.version,
            "marks": one.marks,
            "comment": one.comment,
            "total": one.total,
        }
        for key, one in keyed
    ]
    upsert_rows(
        ScoreSheet,
        [
            {**row, "round_id": one.round_id, "submitted_at": now, "updated_at": now}
            for row, (_key, one) in zip(common, keyed, strict=True)
        ],
        ["assignment_id"],
    )
    insert_rows(
        ScoreSheetVersion,
        [
            {
                **row,
                "id": new_id(),
                "submitted": True,
                "rubric": one.rubric,
                "saved_by": actor.user_id,
                "saved_at": now,
            }
            for row, (_key, one) in zip(common, keyed, strict=True)
        ],
    )
    db.session.expire_all()
