"""Work a proposal out: affinities, conflicts, work already done, then the solver. Never in a web process."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import insert

from contest.documents.queries import text_of
from contest.entries.queries import find_entries, texts_of
from contest.kernel import clock
from contest.kernel.db import db
from contest.kernel.errors import DomainError
from judging.judges.queries import JudgeRow, judges_by_id
from judging.panels import queries
from judging.panels.domain import (
    EntryProfile,
    JudgeProfile,
    NothingToAssign,
    PanelOptions,
    Situation,
    affinity_matrix,
    languages_of,
    options_of,
    passages,
)
from judging.panels.models import PanelRun, ProposedPair
from judging.panels.services.engine import Solved, solved, workers_of
from judging.panels.services.expertise import similarity
from judging.panels.states import ProposalScope, RunState
from judging.rounds.models import Round

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


PROPOSE = "judging.propose_panels"
NAMED = 8  # so many judges or entries of a cause are named


def solve(*, run_id: UUID) -> None:
    """Work out the run's proposal, or the cause why there is none. A run that is not waiting is left alone."""
    run = db.session.get_one(PanelRun, run_id, populate_existing=True)
    if run.state is not RunState.WAITING:
        return
    round_ = db.session.get_one(Round, run.round_id)
    outcome, pairs = _worked_out(round_, run.scope, options_of(run.options))
    # Locked only now: a newer run may replace this one while it is worked out.
    run = queries.locked_run(run_id)
    if run.state is not RunState.WAITING:
        return
    run.outcome, run.solved_at = outcome, clock.now()
    run.state = RunState.FAILED if "cause" in outcome else RunState.PROPOSED
    db.session.flush()
    if pairs:
        db.session.execute(insert(ProposedPair), [{"run_id": run_id, **pair} for pair in pairs])


def _worked_out(
    round_: Round, scope: ProposalScope, options: PanelOptions
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    from contest.kernel.solvers import Infeasible  # noqa: PLC0415 - numpy and OR-Tools stay out of web workers

    started = time.perf_counter()
    now = queries.situation(round_)
    workers = workers_of(round_, now, scope)
    try:
        if not (now.entries and now.judges):
            raise NothingToAssign(entries=len(now.entries), judges=len(now.judges))
        affinity = _affinity(workers.ids, now.entries)
        made = solved(affinity, workers, now, round_, scope, options)
    except (Infeasible, NothingToAssign) as error:
        return {"cause": {"code": error.code, "params": _named(error, workers.ids, now.entries)}}, []
    outcome = _figures(made, now, round_) | {"seconds": round(time.perf_counter() - started, 2)}
    return outcome, _pairs(made, affinity, workers.ids, now)


def _affinity(judge_ids: Sequence[UUID], entry_ids: Sequence[UUID]) -> NDArray[np.float64]:
    """Return affinities [judges, entries] from expertise, tracks and languages."""
    judges = judges_by_id(judge_ids)
    people = [judges[judge_id] for judge_id in judge_ids]
    entries, texts = find_entries(entry_ids), texts_of(entry_ids)
    subjects = {entry_id: entries[entry_id].subject_id for entry_id in entry_ids}
    plans = text_of(list(subjects.values()))
    about = {
        subjects[entry_id]: passages(texts.get(entry_id, ""), plans[subjects[entry_id]].text)
        for entry_id in entry_ids
    }
    return affinity_matrix(
        similarity({person.id: _expertise(person) for person in people}, about),
        [JudgeProfile(frozenset(person.track_codes), frozenset(person.languages)) for person in people],
        [
            EntryProfile(entries[entry_id].track_code, languages_of(texts.get(entry_id, "")))
            for entry_id in entry_ids
        ],
    )


def _expertise(judge: JudgeRow) -> str:
    return "\n".join(text for text in (judge.expertise.zh, judge.expertise.en) if text)


def _figures(made: Solved, now: Situation, round_: Round) -> dict[str, Any]:
    loads = made.loads[: len(now.judges)]
    return {
        "entries": len(now.entries),
        "judges": len(now.judges),
        "per_entry": round_.judges_per_entry,
        "pairs": len(made.pairs),
        "kept": len(now.pinned),
        "total": round(made.total, 4),
        "bound": round(made.bound_total, 4),
        "worst": round(made.worst, 4),
        "bound_worst": None if made.bound_worst is None else round(made.bound_worst, 4),
        "eased": made.eased,
        "loads": {"min": int(loads.min()), "max": int(loads.max())},
        "conflicts": len(now.conflicted),
        "recused": len(now.recused),
    }


def _pairs(
    made: Solved, affinity: NDArray[np.float64], judge_ids: Sequence[UUID], now: Situation
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
