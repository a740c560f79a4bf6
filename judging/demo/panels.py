"""Panels of a demonstration's rounds: the product's solver over affinities that need no language model."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from contest.demo.world import DemoWorld, MadeProject
from contest.entries.queries import EntryView
from contest.kernel.columns import new_id
from judging.conflicts.queries import conflicts_between
from judging.demo.pool import MadeJudge
from judging.panels.domain import EntryProfile, affinity_matrix, languages_of, pair_mask
from judging.panels.models import Assignment, PanelRun
from judging.panels.states import AssignmentState, ProposalScope, RunState
from judging.rounds.models import Round

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEATURES = 2_048
PART = 2  # characters


def assign(
    world: DemoWorld,
    round_: Round,
    judges: Sequence[MadeJudge],
    entries: Sequence[EntryView],
    projects: Sequence[MadeProject],
) -> list[dict[str, Any]]:
    """Assign panels, conflicts excluded, write them with their run, and return the rows of the assignments.

    `entries` and `projects` are in the same order.
    """
    from contest.kernel import solvers  # noqa: PLC0415 - numpy and OR-Tools stay out of web workers

    ids = [judge.id for judge in judges]
    entry_ids = [entry.id for entry in entries]
    affinity = affinity_matrix(
        _similarity([judge.expertise for judge in judges], [project.about for project in projects]),
        [judge.profile for judge in judges],
        [
            EntryProfile(entry.track_code, languages_of(p.about))
            for entry, p in zip(entries, projects, strict=True)
        ],
    )
    conflicted = conflicts_between(ids, entry_ids)
    made = solvers.assign(
        affinity,
        pair_mask(ids, entry_ids, conflicted),
        per_item=round_.judges_per_entry,
        max_load=round_.max_load,
        min_load=round_.min_load,
    )
    run = _run(world, round_, made, len(judges), len(entries), len(conflicted))
    rows = [
        {
            "id": new_id(),
            "round_id": round_.id,
            "judge_id": ids[judge],
            "entry_id": entry_ids[entry],
            "run_id": run["id"],
            "state": AssignmentState.ASSIGNED.value,
            "affinity": float(affinity[judge, entry]),
            "recused_at": None,
            "recusal_reason": None,
            "created_at": run["committed_at"],
        }
        for judge, entry in made.pairs.tolist()
    ]
    world.write(PanelRun, [run])
    world.write(Assignment, rows)
    return rows


def _run(
    world: DemoWorld, round_: Round, made: Any, judges: int, entries: int, conflicts: int
) -> dict[str, Any]:
    outcome = {
        "entries": entries,
        "judges": judges,
        "per_entry": round_.judges_per_entry,
        "pairs": len(made.pairs),
        "kept": 0,
        "total": round(made.total, 4),
        "bound": round(made.bound_total, 4),
        "worst": round(made.worst, 4),
        "loads": {"min": int(made.loads.min()), "max": int(made.loads.max())},
        "conflicts": conflicts,
        "recused": 0,
        "seconds": 0.0,
    }
    by: UUID = world.office["organiser"]
    return {
        "id": new_id(),
        "round_id": round_.id,
        "scope": ProposalScope.ANEW.value,
        "state": RunState.COMMITTED.value,
        "made_by": by,
        "outcome": outcome,
        "solved_at": round_.opens_at,
        "committed_by": by,
        "committed_at": round_.opens_at,
        "created_at": round_.opens_at,
    }


def _similarity(judges: Sequence[str], entries: Sequence[str]) -> NDArray[np.float64]:
    """Return cosines of weighted character pairs [judges, entries].

    A language model would take minutes for a season; the office can have the panels worked out anew with it.
    """
    import numpy as np  # noqa: PLC0415 - as above

    counts = np.vstack([_features(text) for text in (*judges, *entries)])
    rarity = np.log((1 + len(counts)) / (1 + (counts > 0).sum(axis=0)))
    weighted = np.sqrt(counts) * rarity
    weighted /= np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-9)
    cosines: NDArray[np.float64] = weighted[: len(judges)] @ weighted[len(judges) :].T
    return cosines


def _features(text: str) -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415 - as above

    parts = [text[at : at + PART] for at in range(0, max(0, min(len(text), 3_000) - 1))]
    hashed = [zlib.crc32(part.encode()) % FEATURES for part in parts]
    return np.bincount(np.array(hashed, dtype=np.int64), minlength=FEATURES).astype(np.float64)
