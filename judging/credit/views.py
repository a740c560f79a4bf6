"""A judge reads the own record in plain words; the office reads that of any judge."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template

from contest.web.guards import current_actor, requires
from judging.credit import queries
from judging.judges.queries import JudgeRow, get_judge, get_own_judge
from judging.permissions import Permission

blueprint = Blueprint("credit", __name__)


@blueprint.get("/judging/record")
@requires(Permission.OWN_JUDGE_PROFILE)
def mine() -> str:
    """Show one's own record."""
    return _page(get_own_judge(current_actor()), own=True)


@blueprint.get("/judges/<uuid:judge_id>/record")
@requires(Permission.VIEW_JUDGES)
def of_judge(judge_id: UUID) -> str:
    """Show the record of a judge."""
    return _page(get_judge(current_actor(), judge_id), own=False)


def _page(judge: JudgeRow, *, own: bool) -> str:
    records = queries.record_of(judge.id)
    return render_template(
        "judging/credit/record.html",
        judge=judge,
        records=records,
        own=own,
        training=queries.training_of(judge.id),
    )
