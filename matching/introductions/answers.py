"""What investors said to introductions, for the ranking, which stands below (matching.feedback)."""

from __future__ import annotations

from matching.introductions.domain import DeclineReason

UNFIT = ", ".join(f"'{reason.value}'" for reason in (DeclineReason.NOT_MY_FIELD, DeclineReason.STAGE))

# Only the investor's own word counts, and only about projects that agree to be compared.
ANSWERS = f"""
SELECT i.project_id, i.profile_id, word.at, word.said
FROM introductions i JOIN projects p ON p.id = i.project_id AND p.consent_matching AND p.withdrawn_at IS NULL
LEFT JOIN match_choices c ON c.project_id = i.project_id
CROSS JOIN LATERAL (VALUES
    (i.asked_by = 'profile', i.asked_at, 'wanted'),
    (i.asked_by = 'project' AND i.state = 'open', i.answered_at, 'agreed'),
    (i.state = 'declined' AND i.declined_by = 'profile', i.answered_at,
        CASE WHEN i.decline_reason IN ({UNFIT}) THEN 'unfit' ELSE 'refused' END),
    (i.asked_by = 'project' AND i.state = 'expired', i.expires_at, 'silent')
) AS word (holds, at, said)
WHERE i.kind = 'investor' AND coalesce(c.profiling, true) AND word.holds AND word.at IS NOT NULL
"""  # noqa: S608 - constants
