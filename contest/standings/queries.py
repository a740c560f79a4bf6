"""Reads of results: who advanced, what the public may see. Who is open for matching, contest.pool.queries knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.entries.models import Entry
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.paging import AnySelect, Page, paginate
from contest.projects.models import Project
from contest.seasons.domain import StageCode
from contest.seasons.queries import SeasonView
from contest.standings.domain import Outcome
from contest.standings.models import Standing

WINNING = (Outcome.ADVANCED, Outcome.PROMOTED)


@dataclass(frozen=True, slots=True)
class PublicResult:
    """One line of a published list. `name` is empty where the team did not consent to publication (PIPL art. 25)."""

    subject_id: UUID
    number: str
    name: LocalizedText
    track_code: str
    rank: int | None
    outcome: Outcome
    objections_until: datetime | None
    final_from: datetime | None
    round_id: UUID | None


@dataclass(frozen=True, slots=True)
class PublishedSeason:
    """A season with the stages whose results the public may see, the earliest first."""

    season: SeasonView
    stages: tuple[StageCode, ...]


@dataclass(frozen=True, slots=True)
class SubjectStanding:
    """Where a subject stands in one stage, for its own people and for the office."""

    season_id: UUID
    stage_code: StageCode
    subject_id: UUID
    track_code: str
    rank: int | None
    score: Decimal | None
    outcome: Outcome
    public_from: datetime | None
    objections_until: datetime | None
    final_from: datetime | None


def public_results(
    season_id: UUID, stage_code: StageCode, *, track: str = "", page: int = 1, size: int = 25
) -> Page[PublicResult]:
    """Return one page of the advancing entries of a stage whose publicity has started, by track and rank."""
    query: AnySelect = (
        select(Standing, Entry.number, Entry.title, Project.consent_publication)
        .join(Entry, Entry.id == Standing.entry_id)
        .outerjoin(Project, Project.id == Standing.subject_id)
        .where(
            Standing.season_id == season_id,
            Standing.stage_code == stage_code,
            Standing.outcome.in_(WINNING),
            Standing.public_from <= func.clock_timestamp(),
        )
    )
    if track:
        query = query.where(Standing.track_code == track)
    ordered = query.order_by(Standing.track_code, Standing.rank.nulls_last(), Entry.number)
    return paginate(ordered, _public, number=page, size=size)


def _public(row: Any) -> PublicResult:
    standing, number, title, consent = row
    return PublicResult(
        subject_id=standing.subject_id,
        number=number,
        name=title if consent else LocalizedText(),
        track_code=standing.track_code,
        rank=standing.rank,
        outcome=standing.outcome,
        objections_until=standing.objections_until,
        final_from=standing.final_from,
        round_id=_round(standing.source),
    )


def _round(source: str) -> UUID | None:
    """Return the judged round that reported a result, None where something else did."""
    kind, _colon, key = source.partition(":")
    try:
        return UUID(key) if kind == "round" else None
    except ValueError:
        return None


def published_seasons(among: Iterable[SeasonView]) -> list[PublishedSeason]:
    """Return those of the seasons that have results the public may see, in the same order, in one statement."""
    seasons = list(among)
    query = (
        select(Standing.season_id, Standing.stage_code)
        .where(
            Standing.season_id.in_([season.id for season in seasons]),
            Standing.public_from <= func.clock_timestamp(),
        )
        .distinct()
    )
    found = {(row.season_id, row.stage_code) for row in db.session.execute(query)}
    made = (
        PublishedSeason(season, tuple(code for code in StageCode if (season.id, code) in found))
        for season in seasons
    )
    return [one for one in made if one.stages]


def standings_of(
    subject_ids: Iterable[UUID], *, published_only: bool = True
) -> dict[UUID, list[SubjectStanding]]:
    """Return subject -> standings, the earliest stage first. Unpublished ones only for those who may see them."""
    query = select(Standing).where(Standing.subject_id.in_(list(subject_ids)))
    if published_only:
        query = query.where(Standing.public_from <= func.clock_timestamp())
    order = {code: position for position, code in enumerate(StageCode)}
    found: dict[UUID, list[SubjectStanding]] = {}
    for row in sorted(db.session.execute(query).scalars(), key=lambda s: order[s.stage_code]):
        found.setdefault(row.subject_id, []).append(
            SubjectStanding(
                season_id=row.season_id,
                stage_code=row.stage_code,
                subject_id=row.subject_id,
                track_code=row.track_code,
                rank=row.rank,
                score=row.score,
                outcome=row.outcome,
                public_from=row.public_from,
                objections_until=row.objections_until,
                final_from=row.final_from,
            )
        )
    return found


def scores_of_stage(season_id: UUID, stage_code: StageCode) -> dict[UUID, Decimal]:
    """Return subject -> unrounded score of an earlier stage, for tie rules that look a round back."""
    query = select(Standing.subject_id, Standing.score).where(
        Standing.season_id == season_id, Standing.stage_code == stage_code, Standing.score.is_not(None)
    )
    return {row.subject_id: row.score for row in db.session.execute(query) if row.score is not None}
