"""Reads about the pool of judges and about judges in rounds."""

from judging.judges.queries.days import asked_days, away_from, days_of
from judging.judges.queries.pool import (
    JudgeFilter,
    JudgeRow,
    find_judge_of,
    get_judge,
    get_own_judge,
    judges_by_id,
    pool,
)
from judging.judges.queries.rounds import (
    InvitableRow,
    RoundJudgeRow,
    accepted_judges,
    chief_judges,
    find_round_judge,
    get_own_invitation,
    invitable,
    invitation_counts,
    judges_of_round,
    uninvited_ids,
)

__all__ = [
    "InvitableRow",
    "JudgeFilter",
    "JudgeRow",
    "RoundJudgeRow",
    "accepted_judges",
    "asked_days",
    "away_from",
    "chief_judges",
    "days_of",
    "find_judge_of",
    "find_round_judge",
    "get_judge",
    "get_own_invitation",
    "get_own_judge",
    "invitable",
    "invitation_counts",
    "judges_by_id",
    "judges_of_round",
    "pool",
    "uninvited_ids",
]
