"""The steps that fill the contest's part of a demonstration, in their order."""

from contest.demo.seeding.bases import bases
from contest.demo.seeding.conversations import conversations
from contest.demo.seeding.duplicates import duplicates
from contest.demo.seeding.nominations import nominations
from contest.demo.seeding.notices import notices
from contest.demo.seeding.people import staff
from contest.demo.seeding.pool import pool
from contest.demo.seeding.projects import projects
from contest.demo.seeding.screening import screening
from contest.demo.seeding.seasons import seasons
from contest.demo.seeding.stages import stages

STEPS = (
    staff,
    seasons,
    projects,
    bases,
    nominations,
    stages,
    screening,
    duplicates,
    notices,
    conversations,
    pool,
)

__all__ = ["STEPS"]
