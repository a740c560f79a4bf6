"""What matching knows of ties between people and projects: who mentors a team, who talks money with it or gave some.

Judging asks the composition root, not this context: neither imports the other.
"""

from __future__ import annotations

from contest.kernel.ties import TieSource

# Both sides said yes: they know each other's addresses.
INTRODUCED = """
SELECT coalesce(f.user_id, m.user_id) AS person, i.project_id AS subject,
    coalesce(f.organisation_id::text, '') AS source,
    CASE f.kind WHEN 'mentor' THEN 'mentoring' ELSE 'investment' END AS kind, i.answered_at::date AS since
FROM introductions i JOIN match_profiles f ON f.id = i.profile_id
LEFT JOIN memberships m ON m.organisation_id = f.organisation_id AND f.kind = 'investor'
WHERE i.state = 'open' AND f.kind IN ('mentor', 'investor') AND coalesce(f.user_id, m.user_id) = ANY(:people)
"""

# The person's firm has put money into the company behind the project.
INVESTED = """
SELECT m.user_id AS person, p.id AS subject, f.organisation_id::text AS source, 'investment' AS kind,
    max(coalesce(d.closed_on, make_date(d.year, 12, 31))) AS since
FROM match_deals d JOIN match_profiles f ON f.id = d.profile_id
JOIN memberships m ON m.organisation_id = f.organisation_id
JOIN match_companies c ON c.id = d.company_id
JOIN projects p ON c.name <> '' AND c.name IN (p.company_name->>'zh', p.company_name->>'en')
    OR p.credit_code <> '' AND c.key = 'id:' || p.credit_code
WHERE m.user_id = ANY(:people)
GROUP BY m.user_id, p.id, f.organisation_id
"""


SOURCES = (TieSource(INTRODUCED), TieSource(INVESTED))
