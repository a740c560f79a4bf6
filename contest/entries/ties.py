"""What the contest knows of ties that have ended or run through money: earlier employers, earlier teams, shares.

Present employers, bases, teams and contacts are facts of both sides (`queries.conflict_facts`); these are found by
following relations, from a few people to any project or from many people to the projects asked about.
"""

from __future__ import annotations

from contest.kernel.ties import TieSource

# One side still works there, the other left no longer ago than the season's rule says (domain.md §8.3: 2–3 years).
PAST_ORGANISATION = """
WITH shared AS (
    SELECT mine.user_id, theirs.subject, theirs.season_id, mine.organisation_id, mine.until
    FROM former_memberships mine CROSS JOIN LATERAL (
        SELECT p.id AS subject, p.season_id
        FROM memberships w JOIN team_members t ON t.user_id = w.user_id JOIN projects p ON p.team_id = t.team_id
        WHERE w.organisation_id = mine.organisation_id
        UNION ALL SELECT p.id, p.season_id
        FROM teams t JOIN projects p ON p.team_id = t.id WHERE t.organisation_id = mine.organisation_id
        UNION ALL SELECT p.id, p.season_id
        FROM organisations o JOIN projects p ON p.credit_code = o.credit_code
        WHERE o.id = mine.organisation_id AND o.credit_code <> ''
    ) AS theirs WHERE mine.user_id = ANY(:people)
    UNION ALL
    SELECT mine.user_id, p.id, p.season_id, mine.organisation_id, theirs.until
    FROM memberships mine JOIN former_memberships theirs ON theirs.organisation_id = mine.organisation_id
    JOIN team_members t ON t.user_id = theirs.user_id JOIN projects p ON p.team_id = t.team_id
    WHERE mine.user_id = ANY(:people)
)
SELECT DISTINCT shared.user_id AS person, shared.subject, shared.organisation_id::text AS source,
    shared.until AS since
FROM shared JOIN seasons s ON s.id = shared.season_id
WHERE shared.until > (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
    - make_interval(years => coalesce((s.rules->>'past_employment_years')::int, 3))
"""

# Who left the team, and whoever shares or shared another team with somebody who is in it.
PAST_TEAM = """
WITH ever AS NOT MATERIALIZED (
    SELECT user_id, team_id, false AS former FROM team_members
    UNION ALL SELECT user_id, team_id, true FROM former_team_members
), mine AS MATERIALIZED (SELECT * FROM ever WHERE user_id = ANY(:people))
SELECT mine.user_id AS person, p.id AS subject, mine.team_id::text AS source, NULL::date AS since
FROM mine JOIN projects p ON p.team_id = mine.team_id WHERE mine.former
UNION
SELECT mine.user_id, p.id, mine.team_id::text, NULL
FROM mine JOIN ever mate ON mate.team_id = mine.team_id AND mate.user_id <> mine.user_id
JOIN team_members there ON there.user_id = mate.user_id AND there.team_id <> mine.team_id
JOIN projects p ON p.team_id = there.team_id
"""

# The person's organisation stands among the holders or the investors that the project names.
SHARES = """
SELECT DISTINCT m.user_id AS person, a.project_id AS subject, o.id::text AS source, NULL::date AS since
FROM project_answers a
CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(a.data) WHEN 'array' THEN a.data ELSE '[]' END) AS held
JOIN organisations o ON coalesce(held->>'holder', held->>'investor') IN (o.name->>'zh', o.name->>'en')
    AND coalesce(held->>'holder', held->>'investor') <> ''
JOIN memberships m ON m.organisation_id = o.id
WHERE a.field IN ('equity', 'funding_rounds') AND m.user_id = ANY(:people)
"""


SOURCES = (
    TieSource(PAST_ORGANISATION, "past_organisation"),
    TieSource(PAST_TEAM, "past_team"),
    TieSource(SHARES, "investment"),
)
