"""How well a season's winners are served, and which runs there were."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from contest.kernel import clock, jobs
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.pool.queries import count_without_consent, last_change, open_projects, open_seasons
from contest.projects.models import Project
from contest.seasons.models import Season
from matching.feedback.queries import last_answer
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.queries import takes_part
from matching.ranking.queries import last_decision
from matching.recommendations.domain import RunState
from matching.recommendations.models import MatchChoice, MatchRun, Recommendation
from matching.recommendations.queries.winners import matchable_projects, winners_to_match
from matching.retrieval.queries import eligible

RUN = "matching.run"  # the job that does a run


@dataclass(frozen=True, slots=True)
class Coverage:
    """One kind in one season: winners with a list, profiles there are, profiles that stand in some list."""

    kind: ProfileKind
    matched: int
    recommendations: int
    profiles: int
    recommended: int


@dataclass(frozen=True, slots=True)
class SeasonChoice:
    """A season that has winners or a pool."""

    id: UUID
    slug: str
    name: LocalizedText


@dataclass(frozen=True, slots=True)
class RunView:
    """One run. `gave_up`: it waits, but no worker will do it any more; it was tried `attempts` times."""

    id: UUID
    state: RunState
    kinds: tuple[ProfileKind, ...]
    created_at: datetime
    finished_at: datetime | None
    winners: int
    recommendations: int
    unmatched: int
    seconds: float
    model: str
    gave_up: bool = False
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """A season's matching. `winners` have consented; `profiling_off` of them switched profiling off."""

    winners: int
    profiling_off: int
    without_consent: int
    coverage: tuple[Coverage, ...]
    runs: tuple[RunView, ...]

    @property
    def waiting(self) -> RunView | None:
        return next((run for run in self.runs if run.state is RunState.WAITING and not run.gave_up), None)

    @property
    def last(self) -> RunView | None:
        return next((run for run in self.runs if run.state is RunState.DONE), None)


def seasons() -> list[SeasonChoice]:
    """Return the seasons with something to match, the latest winners first."""
    ids = open_seasons()
    rows = db.session.execute(select(Season.id, Season.slug, Season.name).where(Season.id.in_(ids)))
    found = {row.id: SeasonChoice(*row) for row in rows}
    return [found[season_id] for season_id in ids]


def overview(season_id: UUID) -> Overview:
    """Return how a season's winners are served."""
    consenting = open_projects(season_id)
    to_match = winners_to_match(season_id)
    return Overview(
        winners=len(consenting),
        profiling_off=len(consenting) - len(to_match),
        without_consent=count_without_consent(season_id),
        coverage=tuple(_coverage(season_id)),
        runs=tuple(runs(season_id)),
    )


def _coverage(season_id: UUID) -> list[Coverage]:
    query = (
        select(
            Recommendation.kind,
            func.count(func.distinct(Recommendation.project_id)),
            func.count(),
            func.count(func.distinct(Recommendation.profile_id)),
        )
        .join(Project, Project.id == Recommendation.project_id)
        .join(MatchProfile, MatchProfile.id == Recommendation.profile_id)
        .where(Recommendation.season_id == season_id, matchable_projects(), takes_part())
        .group_by(Recommendation.kind)
    )
    found: dict[ProfileKind, Any] = {row[0]: row for row in db.session.execute(query)}
    lines = []
    for kind in ProfileKind:
        profiles = db.session.execute(
            select(func.count()).select_from(eligible(kind).with_only_columns(MatchProfile.id).subquery())
        ).scalar_one()
        _, matched, made, recommended = found.get(kind, (kind, 0, 0, 0))
        lines.append(Coverage(kind, matched, made, profiles, recommended))
    return lines


def runs(season_id: UUID, *, limit: int = 5) -> list[RunView]:
    """Return the latest runs of a season, the newest first."""
    query = (
        select(MatchRun)
        .where(MatchRun.season_id == season_id)
        .order_by(MatchRun.created_at.desc(), MatchRun.id.desc())
        .limit(limit)
    )
    found = [run_view(run) for run in db.session.execute(query).scalars()]
    return [_as_queued(run, season_id) if run.state is RunState.WAITING else run for run in found]


def _as_queued(run: RunView, season_id: UUID) -> RunView:
    """Ask the queue about a run that waits: a job that failed for good, or is gone, leaves its run waiting."""
    job = jobs.latest(RUN, season_id=season_id)
    return run if job and job.alive else replace(run, gave_up=True, attempts=job.attempts if job else 0)


def run_view(run: MatchRun) -> RunView:
    """Return what is shown of a run."""
    return RunView(
        id=run.id,
        state=run.state,
        kinds=tuple(ProfileKind(kind) for kind in run.kinds),
        created_at=run.created_at,
        finished_at=run.finished_at,
        winners=run.winners,
        recommendations=run.recommendations,
        unmatched=run.unmatched,
        seconds=run.seconds,
        model=run.model,
    )


def find_waiting(season_id: UUID) -> MatchRun | None:
    """Return the run somebody asked for that no worker has done yet."""
    query = select(MatchRun).where(MatchRun.season_id == season_id, MatchRun.state == RunState.WAITING)
    return db.session.execute(query).scalar_one_or_none()


def due_seasons() -> list[UUID]:
    """Return the seasons in which something changed since their last run.

    Also those whose last project left: lists made for it are to go.
    """
    served = db.session.execute(select(Recommendation.season_id).distinct()).scalars()
    return [season_id for season_id in dict.fromkeys([*open_seasons(), *served]) if is_due(season_id)]


def is_due(season_id: UUID) -> bool:
    """Say whether projects, places, profiles, choices, answers or the model changed since the last complete run."""
    query = (
        select(MatchRun)
        .where(
            MatchRun.season_id == season_id,
            MatchRun.state == RunState.DONE,
            func.cardinality(MatchRun.kinds) == len(ProfileKind),
        )
        .order_by(MatchRun.finished_at.desc())
        .limit(1)
    )
    last = db.session.execute(query).scalar_one_or_none()
    if last is None or last.finished_at is None or set(last.project_ids) != set(winners_to_match(season_id)):
        return True
    changed = select(MatchProfile.id).where(MatchProfile.changed_at > last.finished_at).limit(1)
    chosen = select(MatchChoice.project_id).where(MatchChoice.changed_at > last.finished_at).limit(1)
    termed = select(MatchProfile.id).where(or_(*_turned(last.finished_at))).limit(1)
    if any(db.session.execute(query).first() is not None for query in (changed, chosen, termed)):
        return True
    changes = (last_decision(), last_answer(), last_change(season_id))
    latest = max((at for at in changes if at is not None), default=None)
    return latest is not None and latest > last.finished_at


def _turned(since: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions that a mentor's term began or ended since a moment."""
    then, today = since.astimezone(clock.SHANGHAI).date(), clock.today()
    return [
        and_(MatchProfile.term_from > then, MatchProfile.term_from <= today),
        and_(MatchProfile.term_to >= then, MatchProfile.term_to < today),
    ]
