"""Tables of features that build on rounds, named without their models: who judges, and what is done.

Features import one another in one direction only; a count across it needs no more than names of columns.
"""

from __future__ import annotations

from sqlalchemy import column, table

JUDGES = table("judges", column("id"), column("user_id"))
ROUND_JUDGES = table(
    "round_judges", column("round_id"), column("judge_id"), column("invitation"), column("chief")
)
ASSIGNMENTS = table(
    "assignments", column("id"), column("round_id"), column("judge_id"), column("entry_id"), column("state")
)
PRACTICE = table("practice_runs", column("round_id"), column("judge_id"), column("finished_at"))
SHEETS = table("score_sheets", column("assignment_id"), column("round_id"), column("submitted_at"))
SCORED = table("score_sheets", column("assignment_id"), column("submitted_at"), column("total"))
