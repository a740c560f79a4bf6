"""One proposal as a problem for the solver: who may take what, what stays, which rules panels keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from judging.judges.queries import accepted_judges
from judging.panels.domain import PanelOptions, Situation, pair_mask
from judging.panels.queries.judges import Ties, ties_of
from judging.panels.states import ProposalScope
from judging.rounds.models import Round

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from contest.kernel.solvers import PanelRule


@dataclass(frozen=True, slots=True)
class Workers:
    """Those who take entries, with their bounds; who left keeps what is finished and gets nothing new."""

    ids: tuple[UUID, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """Panels as pairs (row of a judge, column of an entry) with what they reach and what could be reached at most.

    `bound_worst` is None where panels were repaired: there as little as possible was to change, and the bound of the
    total is that of all repairs that change as little. `eased`: the least loads could not be kept.
    """

    pairs: NDArray[np.int64]
    total: float
    worst: float
    bound_total: float
    bound_worst: float | None
    loads: NDArray[np.int64]
    eased: bool = False


def workers_of(round_: Round, now: Situation, scope: ProposalScope) -> Workers:
    """Return the judges of a proposal: those who accepted, then those who left work that counts.

    A repair lets those who have more than their most keep it: that was decided by hand.
    """
    limits = {row.judge.id: row.max_load for row in accepted_judges(round_.id)}
    have = Counter(judge for judge, _ in now.pinned | now.preferred(scope))
    left = tuple(sorted({judge for judge, _ in now.pinned} - set(now.judges)))
    least, most = [], []
    for judge in now.judges:
        cap = round_.max_load if (own := limits.get(judge)) is None else own
        least.append(min(round_.min_load, cap))
        most.append(max(cap, have[judge]))
    return Workers(
        ids=(*now.judges, *left),
        least=(*least, *(0 for _ in left)),
        most=(*most, *(have[judge] for judge in left)),
    )


def solved(
    affinity: NDArray[np.float64],
    workers: Workers,
    now: Situation,
    round_: Round,
    scope: ProposalScope,
    options: PanelOptions,
) -> Solved:
    """Return the best panels; for a repair, those that move the fewest unfinished assignments, and of these the best.

    Raises Infeasible with the cause. A repair would rather leave a judge below the least load than fail.
    """
    from contest.kernel import solvers  # noqa: PLC0415 - numpy and OR-Tools stay out of web workers

    bounds: dict[str, Any] = {
        "forbidden": pair_mask(workers.ids, now.entries, now.forbidden),
        "pinned": pair_mask(workers.ids, now.entries, now.pinned),
        "max_load": _ints(workers.most),
        "rules": _rules(ties_of(workers.ids), options, round_.judges_per_entry),
    }
    least = _ints(workers.least)
    standing = pair_mask(workers.ids, now.entries, now.preferred(scope))
    if scope is ProposalScope.ANEW:
        made = solvers.assign(
            affinity,
            per_item=round_.judges_per_entry,
            min_load=least,
            objective=solvers.Objective(options.objective),
            random_share=options.random_percent / 100,
            seed=options.seed,
            **bounds,
        )
        return Solved(made.pairs, made.total, made.worst, made.bound_total, made.bound_worst, made.loads)
    try:
        return _repaired(affinity, standing, round_, bounds, least)
    except (solvers.FloorAboveCap, solvers.FloorsExceedDemand, solvers.FloorUnreachable):
        return replace(_repaired(affinity, standing, round_, bounds, least * 0), eased=True)


def _repaired(
    affinity: NDArray[np.float64],
    standing: NDArray[np.bool_],
    round_: Round,
    bounds: dict[str, Any],
    least: NDArray[np.int64],
) -> Solved:
    """Weigh every assignment that stays more than all affinities together; extra judges of a panel stay too."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    from contest.kernel import solvers  # noqa: PLC0415 - as above

    have = standing.sum(axis=0) + bounds["pinned"].sum(axis=0)
    needed = np.maximum(have, round_.judges_per_entry)
    staying = float(1 + needed.sum())
    made = solvers.assign(affinity + staying * standing, per_item=needed, min_load=least, **bounds)
    judge, entry = made.pairs.T
    kept = staying * float(standing[judge, entry].sum())
    sums = np.bincount(entry, weights=affinity[judge, entry], minlength=needed.size)
    total = float(sums.sum())
    bound = max(made.bound_total - kept, total)
    return Solved(made.pairs, total, float(sums.min()), bound, None, made.loads)


def _rules(ties: Sequence[Ties], options: PanelOptions, per_entry: int) -> list[PanelRule]:
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    from contest.kernel.solvers import PanelRule  # noqa: PLC0415 - as above

    groups: list[tuple[list[bool], int]] = []
    if options.outside:
        groups.append(([not judge.outside for judge in ties], per_entry - options.outside))
    if options.per_organisation is not None:
        for organisation in sorted(frozenset().union(*(judge.organisations for judge in ties))):
            groups.append(([organisation in judge.organisations for judge in ties], options.per_organisation))
    return [
        PanelRule(np.array(members, dtype=np.bool_), most) for members, most in groups if sum(members) > most
    ]


def _ints(values: Sequence[int]) -> NDArray[np.int64]:
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    return np.array(values, dtype=np.int64)
