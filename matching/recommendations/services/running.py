"""Runs: recommend parks, investors and mentors to every winner of a season."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit, clock, jobs
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind
from matching.ranking.services import Asker, joined_texts, opinions
from matching.recommendations import queries
from matching.recommendations.domain import Library, RunState
from matching.recommendations.models import MatchRun, Recommendation
from matching.recommendations.queries import RUN, Winner
from matching.recommendations.services.ranking import NO_OPINION, Made, Portfolio, Source, rank
from matching.retrieval.queries import (
    LEXICAL,
    Meaning,
    Words,
    find_model,
)

TOP = 10
EVERYBODY = 1_000_000
CHUNK = 2_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """`unmatched`: pairs of a winner and an asked kind for which there is nobody to recommend."""

    winners: int
    recommendations: int
    unmatched: int
    seconds: float


def request_run(*, actor: Actor, season_id: UUID) -> MatchRun:
    """Ask a worker for a run of all kinds; one that waits already is the same run, unless its job has failed."""
    authorise(actor, Permission.RUN_MATCHING, None)
    _one_at_a_time(season_id)
    waiting = queries.find_waiting(season_id)
    job = jobs.latest(RUN, season_id=season_id) if waiting else None
    if waiting is not None and job is not None and job.alive:
        return waiting
    run_row = waiting or _new_run(actor, season_id, tuple(ProfileKind))
    run_row.requested_by, run_row.created_at = actor.user_id, clock.now()
    db.session.flush()
    audit.record(actor, "match_run.requested", run_row, season=season_id)
    jobs.defer(RUN, queueing_lock=f"{RUN}:{season_id}", season_id=season_id)
    return run_row


def run(
    *,
    actor: Actor,
    season_id: UUID,
    kinds: Sequence[ProfileKind] = tuple(ProfileKind),
    top: int = TOP,
    progress: Progress | None = None,
) -> RunOutcome:
    """Make the lists of every winner anew, replacing those of the asked kinds. The same input gives the same lists.

    Reads the vectors that are there; winners without any are compared by words. `progress` hears the winners done.
    """
    authorise(actor, Permission.RUN_MATCHING, None)
    _one_at_a_time(season_id)
    # Thousands of subjects in one parameter are hashed only by a plan that knows them; a general plan walks the list
    # for every vector.
    db.session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    started = time.monotonic()
    winners = queries.load_winners(queries.winners_to_match(season_id))
    sources = _Sources([winner.id for winner in winners])
    made: list[dict[str, Any]] = []
    unmatched = 0
    for number, kind in enumerate(kinds):
        lists = _lists(kind, winners, sources, top, _step(progress, number, len(kinds)))
        unmatched += sum(not lines for lines, _ in lists.values())
        made += _rows(season_id, kind, lists)
    _replace(season_id, kinds, made)
    outcome = RunOutcome(len(winners), len(made), unmatched, round(time.monotonic() - started, 3))
    _note(actor, season_id, kinds, outcome, [winner.id for winner in winners], sources.model)
    return outcome


def scores_of_all(*, season_id: UUID, kind: ProfileKind) -> dict[UUID, dict[UUID, float]]:
    """Return winner -> everybody of a kind that it may be matched with -> score, as lists are made from. For jobs."""
    db.session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    winners = queries.load_winners(queries.winners_to_match(season_id))
    sources = _Sources([winner.id for winner in winners])
    lists = _lists(kind, winners, sources, EVERYBODY, None, quoting=False)
    return {winner: {line.profile_id: line.score for line in lines} for winner, (lines, _) in lists.items()}


def run_due() -> dict[UUID, RunOutcome]:
    """Run for every season whose winners, profiles or choices changed since its last run; return those seasons."""
    return {season_id: run(actor=SYSTEM, season_id=season_id) for season_id in queries.due_seasons()}


class _Sources:
    """Meaning where a winner has vectors, else words, which are read only when somebody needs them."""

    def __init__(self, project_ids: Sequence[UUID]) -> None:
        found = find_model()
        self._ids = project_ids
        self._meaning = Meaning(found, project_ids) if found else None
        self._words: Words | None = None

    @property
    def model(self) -> str:
        return self._meaning.model if self._meaning else LEXICAL

    def of(self, project_id: UUID) -> Source:
        if self._meaning and self._meaning.knows(project_id):
            return self._meaning
        self._words = self._words or Words(self._ids)
        return self._words


def _lists(
    kind: ProfileKind,
    winners: Sequence[Winner],
    sources: _Sources,
    top: int,
    progress: Progress | None,
    *,
    quoting: bool = True,
) -> Mapping[UUID, tuple[list[Made], str]]:
    """Return winner -> its list and the model it was made by."""
    candidates = queries.pool(kind)
    today = clock.today()
    investors = kind is ProfileKind.INVESTOR
    portfolio = Portfolio(queries.past_deals() if investors else {})
    opinion = opinions(_askers(winners), today=today) if investors else {}
    texts = {winner.id: winner.intro for winner in winners} | {one.id: one.text for one in candidates}
    library = Library(texts) if quoting else None
    found: dict[UUID, tuple[list[Made], str]] = {}
    for done, winner in enumerate(winners, 1):
        source = sources.of(winner.id)
        found[winner.id] = (
            rank(
                winner,
                candidates,
                source,
                portfolio,
                today=today,
                top=top,
                opinion=opinion.get(winner.id, NO_OPINION),
                library=library,
            ),
            source.model,
        )
        if progress:
            progress(done, len(winners))
    return found


def _askers(winners: Sequence[Winner]) -> list[Asker]:
    """Return the winners as the learned model knows companies."""
    texts = joined_texts([winner.id for winner in winners])
    return [
        Asker(
            id=winner.id,
            text=texts.get(winner.id, ""),
            track=winner.facts.track or "",
            company_keys=winner.company_keys,
        )
        for winner in winners
    ]


def _step(progress: Progress | None, number: int, kinds: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, total: progress(number * total + done, kinds * total)


def _rows(
    season_id: UUID, kind: ProfileKind, lists: Mapping[UUID, tuple[list[Made], str]]
) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "season_id": season_id,
            "project_id": project_id,
            "profile_id": line.profile_id,
            "kind": kind,
            "rank": line.rank,
            "score": line.score,
            "similarity": line.similarity,
            "criteria": [criterion.as_dict() for criterion in line.criteria],
            "reason": dict(line.reason),
            "model": model,
        }
        for project_id, (lines, model) in lists.items()
        for line in lines
    ]


def _replace(season_id: UUID, kinds: Sequence[ProfileKind], rows: list[dict[str, Any]]) -> None:
    db.session.execute(
        delete(Recommendation).where(Recommendation.season_id == season_id, Recommendation.kind.in_(kinds))
    )
    for start in range(0, len(rows), CHUNK):
        db.session.execute(insert(Recommendation), rows[start : start + CHUNK])


def _note(
    actor: Actor,
    season_id: UUID,
    kinds: Sequence[ProfileKind],
    outcome: RunOutcome,
    project_ids: list[UUID],
    model: str,
) -> None:
    """Write down the run; it also answers one that waits, if it made everything that one asks for."""
    waiting = queries.find_waiting(season_id) if set(kinds) == set(ProfileKind) else None
    row = waiting or _new_run(actor, season_id, kinds)
    row.state = RunState.DONE
    row.finished_at = clock.now()
    row.winners, row.recommendations = outcome.winners, outcome.recommendations
    row.unmatched, row.seconds = outcome.unmatched, outcome.seconds
    row.model, row.project_ids = model, project_ids
    db.session.flush()
    audit.record(actor, "match_run.done", row, season=season_id, recommendations=outcome.recommendations)


def _new_run(actor: Actor, season_id: UUID, kinds: Sequence[ProfileKind]) -> MatchRun:
    row = MatchRun(
        id=new_id(),
        season_id=season_id,
        kinds=[kind.value for kind in kinds],
        state=RunState.WAITING,
        requested_by=actor.user_id,
        project_ids=[],
    )
    db.session.add(row)
    return row


def _one_at_a_time(season_id: UUID) -> None:
    """Wait for another run of the season: two would write the same lists."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{RUN}:{season_id}", 0))))
