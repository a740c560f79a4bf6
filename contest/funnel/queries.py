"""Counts of projects from draft to the last stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, not_, select

from contest.entries.domain import EntryKind, EntryState
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.landings.domain import Milestone
from contest.landings.models import ProjectMilestone
from contest.projects.models import Project
from contest.projects.queries import is_kept_for_pool, is_visible
from contest.seasons.domain import StageCode
from contest.standings.models import Standing


class Cut(StrEnum):
    """By what the projects are told apart."""

    CHANNEL = "channel"
    ZONE = "zone"
    TRACK = "track"


COLUMNS = {
    Cut.CHANNEL: Project.channel_code,
    Cut.ZONE: Project.zone_code,
    Cut.TRACK: Project.track_code,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: begun, handed in, in a stage (`stage`), open for matching, then what came of it."""

    code: str
    stage: StageCode | None = None
    milestone: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One channel, zone or track (empty: none chosen) with the number of projects at each step."""

    code: str
    counts: tuple[int, ...]


BEGUN, HANDED_IN, WINNING = Step("begun"), Step("handed_in"), Step("winning")
# What the contest is measured by; term sheets and leases are steps towards these.
TOLD = (Milestone.MET, Milestone.INVESTED, Milestone.LANDED)


def steps_of(stages: Sequence[StageCode]) -> tuple[Step, ...]:
    """Return the steps of a season with these stages, in order."""
    judged = (Step(f"stage:{code}", code) for code in stages)
    return (BEGUN, HANDED_IN, *judged, WINNING, *(Step(one.value, milestone=one) for one in TOLD))


def funnel(actor: Actor, season_id: UUID, cut: Cut, stages: Sequence[StageCode]) -> list[Line]:
    """Return the lines of a season, the largest first, over the projects the actor may know of. Four statements.

    Entries that left a stage (withdrawn, refused) are not counted there; winning is a published standing that the
    season marks matchable; milestones are those both sides confirmed. What is kept for the pool alone never set out.
    """
    column = func.coalesce(COLUMNS[cut], "").label("code")
    seen = (Project.season_id == season_id, is_visible(actor), not_(is_kept_for_pool()))
    counts: dict[str, dict[str, int]] = {}

    def add(rows: Sequence[tuple[str, str, int]]) -> None:
        for code, step, number in rows:
            counts.setdefault(code, {})[step] = number

    begun = db.session.execute(
        select(column, func.count(), func.count(Project.number)).where(*seen).group_by(column)
    ).all()
    add([(code, BEGUN.code, number) for code, number, _numbered in begun])
    add([(code, HANDED_IN.code, numbered) for code, _number, numbered in begun])
    entered = db.session.execute(
        select(column, Entry.stage_code, func.count(Entry.subject_id.distinct()))
        .join(Project, Project.id == Entry.subject_id)
        .where(*seen, Entry.kind == EntryKind.PROJECT, Entry.state == EntryState.ACTIVE)
        .group_by(column, Entry.stage_code)
    ).all()
    add([(code, f"stage:{stage}", number) for code, stage, number in entered])
    won = db.session.execute(
        select(column, func.count(Standing.subject_id.distinct()))
        .join(Project, Project.id == Standing.subject_id)
        .where(*seen, Standing.matchable, Standing.public_from <= func.clock_timestamp())
        .group_by(column)
    ).all()
    add([(code, WINNING.code, number) for code, number in won])
    came = db.session.execute(
        select(column, ProjectMilestone.milestone, func.count(ProjectMilestone.project_id.distinct()))
        .join(Project, Project.id == ProjectMilestone.project_id)
        .where(*seen)
        .group_by(column, ProjectMilestone.milestone)
    ).all()
    add([(code, milestone.value, number) for code, milestone, number in came])
    steps = steps_of(stages)
    lines = [Line(code, tuple(found.get(step.code, 0) for step in steps)) for code, found in counts.items()]
    return sorted(lines, key=lambda line: (-line.counts[0], line.code))


def total(lines: Sequence[Line]) -> tuple[int, ...]:
    """Return the sum of all lines, step by step."""
    return tuple(map(sum, zip(*(line.counts for line in lines), strict=True)))
