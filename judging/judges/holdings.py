"""What judging holds about people, and what keeps a judge's account from being closed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.kernel.holdings import Ending, Erasure, Holding, Obstacle

MINE = "judge_id IN (SELECT id FROM judges WHERE user_id = :person)"
MY_ASSIGNMENTS = "SELECT a.id FROM assignments a JOIN judges j ON j.id = a.judge_id WHERE j.user_id = :person"
MY_SHEETS = " ".join(("assignment_id IN (", MY_ASSIGNMENTS, ")"))
OPEN_ROUNDS = "round_id IN (SELECT id FROM rounds WHERE state = 'open')"
JUDGING = _l("Judging, without conflicts of interest")
RESULTS = _l(
    "Scores and who gave them must remain to be checked; they name nobody once the account is closed."
)

HOLDINGS = (
    Holding(
        "judges",
        _l("Judge of the pool"),
        ("title", "expertise", "track_codes", "languages", "other_contacts", "created_at"),
        JUDGING,
        erasure=Erasure.BLANK,
        blank={"other_contacts": [], "active": False, "external_id": None},
    ),
    Holding(
        "round_judges",
        _l("Rounds and undertakings"),
        ("round_id", "invitation", "invited_at", "answered_at", "undertaking_at", "undertaking_version"),
        JUDGING,
        where=MINE,
        erasure=Erasure.KEEP,
        because=RESULTS,
    ),
    Holding(
        "judge_days",
        _l("Days I can judge on"),
        ("day", "morning", "afternoon"),
        JUDGING,
        where=MINE,
    ),
    Holding(
        "practice_runs",
        _l("Practice exercises"),
        ("round_id", "marks", "notes", "comment", "total", "finished_at"),
        JUDGING,
        where=MINE,
    ),
    Holding(
        "declared_conflicts",
        _l("Conflicts I declared"),
        ("subject_id", "reason", "created_at"),
        JUDGING,
        where=MINE,
        erasure=Erasure.KEEP,
        because=RESULTS,
    ),
    Holding(
        "score_sheets",
        _l("Score sheets"),
        ("round_id", "marks", "total", "comment", "submitted_at"),
        JUDGING,
        where=MY_SHEETS,
        erasure=Erasure.KEEP,
        because=RESULTS,
    ),
)

OF_PROJECTS = "entry_id IN (SELECT id FROM entries WHERE subject_id = ANY(:projects))"
OF_SHEETS = f"assignment_id IN (SELECT id FROM assignments WHERE {OF_PROJECTS})"  # noqa: S608 - constants
ERASED = "—"  # where a row must say something
# Marks and totals stay: results must remain to be computed again.
ENDINGS = (
    Ending("score_sheets", OF_SHEETS, {"comment": "", "notes": {}}),
    Ending("score_sheet_versions", OF_SHEETS, {"comment": "", "notes": {}}),
    Ending("sheet_reopenings", OF_SHEETS, {"reason": "", "answer": ""}),
    Ending("entry_redactions", OF_PROJECTS),
    Ending("conflict_waivers", OF_PROJECTS, {"reason": ERASED, "statement": ERASED}),
    Ending("recusal_requests", "project_id = ANY(:projects)", {"name": "", "reason": "", "answer": ""}),
    Ending("panel_wishes", OF_PROJECTS, {"reason": ""}),
    Ending("objection_files", f"objection_id IN (SELECT id FROM objections WHERE {OF_PROJECTS})", files=True),  # noqa: S608 - constants
    Ending(
        "objections",
        OF_PROJECTS,
        {"name": ERASED, "contact": "", "grounds": ERASED, "finding": "", "reply": ""},
    ),
    Ending("panel_decisions", OF_PROJECTS, {"reason": ERASED, "answer": ""}),
    Ending(
        "ballots",
        f"id IN (SELECT ballot_id FROM ballot_options WHERE {OF_PROJECTS})",  # noqa: S608 - constants
        {"question": ERASED},
    ),
    Ending("struck_conflicts", "subject_id = ANY(:projects)", {"reason": ERASED}),
    Ending("declared_conflicts", "subject_id = ANY(:projects)", {"reason": ""}),
    Ending("assignments", " AND ".join((OF_PROJECTS, "recusal_reason IS NOT NULL")), {"recusal_reason": ""}),
)

OBSTACLES = (
    Obstacle(
        "judges_now",
        _l("You have entries to judge in a round that is open. Finish them, or give them back, first."),
        "assignments",
        " AND ".join((MINE, "state = 'assigned'", OPEN_ROUNDS)),
    ),
)
