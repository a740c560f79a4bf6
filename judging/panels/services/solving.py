"""Work a proposal out: affinities, conflicts, work already done, then the solver. Never in a web process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import insert

from contest.entries.queries import find_entries, texts_of
from contest.kernel import clock
from contest.kernel.db import db
from contest.kernel.errors import DomainError
from judging.judges.queries import JudgeRow, accepted_judges, judges_by_id
from judging.panels import queries
from judging.panels.domain import (
    EntryProfile,
    JudgeProfile,
    NothingToAssign,
    Pair,
    Situation,
    affinity_matrix,
    languages_of,
    pair_mask,
)
from judging.panels.models import PanelRun, ProposedPair
from judging.panels.services.expertise import similarity
from judging.panels.states import ProposalScope, RunState
from judging.rounds.models import Round

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from contest.kernel.solvers import Assignment

PROPOSE = "judging.propose_panels"
NAMED = 8  # so many judges or entries of a cause are named


@dataclass(frozen=True, slots=True)
class _Workers:
    """Those who take entries, with their bounds; who left keeps what is finished and gets nothing new."""

    ids: tuple[UUID, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]


def solve(*, run_id: UUID) -> None:
    """Work out the run's proposal, or the cause why there is none. A run that is not waiting is left alone."""
    run = db.session.get_one(PanelRun, run_id, populate_existing=True)
    if run.state is not RunState.WAITING:
        return
    round_ = db.session.get_one(Round, run.round_id)
    outcome, pairs = _worked_out(round_, run.scope)
    # Locked only now: a newer run may replace this one while it is worked out.
    run = queries.locked_run(run_id)
    if run.state is not RunState.WAITING:
        return
    run.outcome, run.solved_at = outcome, clock.now()
    run.state = RunState.FAILED if "cause" in outcome else RunState.PROPOSED
    db.session.flush()
    if pairs:
        db.session.execute(insert(ProposedPair), [{"run_id": run_id, **pair} for pair in pairs])


def _worked_out(round_: Round, scope: ProposalScope) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from contest.kernel import solvers  # noqa: PLC0415 - numpy and OR-Tools stay out of web workers

    started = time.perf_counter()
    now = queries.situation(round_)
    kept = now.kept(scope)
    workers = _workers(round_, now, kept)
    try:
        if not (now.entries and now.judges):
            raise NothingToAssign(entries=len(now.entries), judges=len(now.judges))
        affinity = _affinity(workers.ids, now.entries)
        made = solvers.assign(
            affinity,
            pair_mask(workers.ids, now.entries, now.forbidden),
            per_item=round_.judges_per_entry,
            max_load=_ints(workers.most),
            min_load=_ints(workers.least),
            pinned=pair_mask(workers.ids, now.entries, kept),
        )
    except (solvers.Infeasible, NothingToAssign) as error:
        return {"cause": {"code": error.code, "params": _named(error, workers.ids, now.entries)}}, []
    outcome = _figures(made, now, kept, round_) | {"seconds": round(time.perf_counter() - started, 2)}
    return outcome, _pairs(made, affinity, workers.ids, now)


def _workers(round_: Round, now: Situation, kept: frozenset[Pair]) -> _Workers:
    limits = {row.judge.id: row.max_load for row in accepted_judges(round_.id)}
    most = {judge: round_.max_load if (own := limits.get(judge)) is None else own for judge in now.judges}
    least = {judge: min(round_.min_load, cap) for judge, cap in most.items()}
    left = sorted({judge for judge, _ in kept} - set(now.judges))
    done = {judge: sum(pair[0] == judge for pair in kept) for judge in left}
    return _Workers(
        ids=(*now.judges, *left),
        least=(*(least[judge] for judge in now.judges), *(0 for _ in left)),
        most=(*(most[judge] for judge in now.judges), *(done[judge] for judge in left)),
    )


def _affinity(judge_ids: Sequence[UUID], entry_ids: Sequence[UUID]) -> NDArray[np.float64]:
    """Return affinities [judges, entries] from expertise, tracks and languages."""
    judges = judges_by_id(judge_ids)
    people = [judges[judge_id] for judge_id in judge_ids]
    entries, texts = find_entries(entry_ids), texts_of(entry_ids)
    about = {entries[entry_id].subject_id: texts.get(entry_id, "") for entry_id in entry_ids}
    return affinity_matrix(
        similarity({person.id: _expertise(person) for person in people}, about),
        [JudgeProfile(frozenset(person.track_codes), frozenset(person.languages)) for person in people],
        [
            EntryProfile(entries[entry_id].track_code, languages_of(text))
            for entry_id, text in zip(entry_ids, about.values(), strict=True)
        ],
    )


def _expertise(judge: JudgeRow) -> str:
    return "\n".join(text for text in (judge.expertise.zh, judge.expertise.en) if text)


def _figures(made: Assignment, now: Situation, kept: frozenset[Pair], round_: Round) -> dict[str, Any]:
    loads = made.loads[: len(now.judges)]
    return {
        "entries": len(now.entries),
        "judges": len(now.judges),
        "per_entry": round_.judges_per_entry,
        "pairs": len(made.pairs),
        "kept": len(kept),
        "total": round(made.total, 4),
        "bound": round(made.bound_total, 4),
        "worst": round(made.worst, 4),
        "loads": {"min": int(loads.min()), "max": int(loads.max())},
        "conflicts": len(now.conflicted),
        "recused": len(now.recused),
    }


def _pairs(
    made: Assignment, affinity: NDArray[np.float64], judge_ids: Sequence[UUID], now: Situation
) -> list[dict[str, Any]]:
    return [
        {
            "judge_id": judge_ids[judge],
            "entry_id": now.entries[entry],
            "affinity": float(affinity[judge, entry]),
            "kept": (judge_ids[judge], now.entries[entry]) in now.standing,
        }
        for judge, entry in made.pairs.tolist()
    ]


def _named(error: DomainError, judge_ids: Sequence[UUID], entry_ids: Sequence[UUID]) -> dict[str, Any]:
    """Return a cause with ids in place of rows and columns; of many, the first are named and all are counted."""
    params = dict(error.params)
    for one, many, ids in (("worker", "workers", judge_ids), ("item", "items", entry_ids)):
        if one in params:
            params[one] = str(ids[params[one]])
        if many in params:
            params[f"{many}_count"] = len(params[many])
            params[many] = [str(ids[index]) for index in params[many][:NAMED]]
    return params


def _ints(values: Sequence[int]) -> NDArray[np.int64]:
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    return np.array(values, dtype=np.int64)
