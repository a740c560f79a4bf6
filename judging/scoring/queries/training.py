"""Whether a judge did the practice exercise of a round. The feature above scoring keeps it; its model is not named."""

from __future__ import annotations

from sqlalchemy import exists, select

from contest.kernel.db import db
from judging.rounds.queries.outside import PRACTICE
from judging.scoring.queries.desk import QueueItem


def is_trained(item: QueueItem) -> bool:
    """Say whether the judge of an assignment finished the exercise of its round."""
    done = exists().where(PRACTICE.c.round_id == item.round_id, PRACTICE.c.judge_id == item.judge_id)
    return bool(db.session.execute(select(done)).scalar_one())
