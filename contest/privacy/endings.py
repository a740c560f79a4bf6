"""What goes of the contest's tables at the end of a season's retention period, beside projects and their files."""

from __future__ import annotations

from contest.kernel.holdings import Ending
from contest.kernel.localized import LocalizedText

OF_PROJECTS = "project_id = ANY(:projects)"
OF_ENTRIES = "entry_id IN (SELECT id FROM entries WHERE subject_id = ANY(:projects))"
PAIRS = "first_id = ANY(:projects) OR second_id = ANY(:projects)"
NO_ADDRESS = "closed@closed.invalid"
ERASED = "—"  # where a row must say something

ENDINGS = (
    Ending("project_answers", OF_PROJECTS),
    Ending("project_withdrawals", OF_PROJECTS, {"reason": ""}),
    Ending("eligibility_waivers", OF_PROJECTS, {"reason": ""}),
    Ending("project_transfers", OF_PROJECTS, {"reason": ""}),
    Ending("pool_places", OF_PROJECTS, {"reason": "", "email": "", "company": LocalizedText()}),
    Ending("project_claims", OF_PROJECTS, {"email": ""}),
    Ending("late_codes", OF_PROJECTS, {"reason": ""}),
    Ending("late_codes", " AND ".join((OF_PROJECTS, "email <> ''")), {"email": NO_ADDRESS}),
    Ending("nominations", OF_PROJECTS, {"reason": ""}),
    Ending("screening_marks", OF_ENTRIES, {"note": ""}),
    Ending("screening_cases", OF_ENTRIES, {"recommendation_note": ""}),
    Ending("screening_decisions", OF_ENTRIES, {"reason": ""}),
    Ending(
        "question_messages",
        "question_id IN (SELECT id FROM questions WHERE project_id = ANY(:projects))",
        {"body": ""},
    ),
    Ending("questions", OF_PROJECTS, {"subject": ""}),
    # What a text meant says as much as the text.
    Ending("text_vectors", "subject_id = ANY(:projects)"),
    Ending("search_texts", "subject_id = ANY(:projects)"),
    Ending("text_vectors", "subject_id IN (SELECT id FROM entries WHERE subject_id = ANY(:projects))"),
    Ending("duplicate_fingerprints", OF_PROJECTS),
    Ending("duplicate_pairs", PAIRS, {"evidence": [], "decided_evidence": [], "news": {}}),
    Ending("duplicate_pairs", f"({PAIRS}) AND reason <> ''", {"reason": ERASED}),
    Ending("project_submissions", OF_PROJECTS, {"content": {}}),
    Ending("field_history", OF_PROJECTS, {"before": None, "value": None}),
)
