"""Affinities, conflicts and bounds from a file, assigned by the engine that the product uses."""

from __future__ import annotations

import time
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contest.kernel.errors import DomainError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from contest.kernel.solvers import Assignment

NAMES = ("scores", "conflicts", "covs", "loads", "loads_lb")
DEAR = 0.25  # floors that cost more than this share of all affinity are not kept by themselves


class MatricesUnreadable(DomainError):
    """The file is no archive of numpy arrays, or is damaged."""

    code = "matrices_unreadable"


class MatricesMissing(DomainError):
    """The archive lacks the arrays `names`."""

    code = "matrices_missing"


class MatrixWrong(DomainError):
    """The array `name` has the shape `shape` where `wanted` is needed."""

    code = "matrix_shape"


class MatrixNotNumbers(DomainError):
    """The array `name` must hold finite numbers; bounds must be whole and not negative."""

    code = "matrix_not_numbers"


class RandomNeedsPositive(DomainError):
    """A random part is a share of each affinity, which must not be negative then."""

    code = "random_needs_positive"


class Floors(StrEnum):
    """What becomes of the least loads: always kept, never, or kept unless they cost the items too much."""

    AUTO = "auto"
    KEEP = "keep"
    DROP = "drop"


@dataclass(frozen=True, slots=True, eq=False)
class Matrices:
    """`scores` and `conflicts` [judges, items]; judges per item; most and fewest items per judge."""

    scores: NDArray[np.float64]
    conflicts: NDArray[np.bool_]
    covs: NDArray[np.int64]
    loads: NDArray[np.int64]
    loads_lb: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is to be assigned."""

    objective: str = "fair"
    floors: Floors = Floors.AUTO
    random_share: float = 0.0
    seed: int = 0


def read_matrices(path: Path) -> Matrices:
    """Return what the file holds; raise what is wrong with it."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    try:
        with np.load(path, allow_pickle=False) as archive:
            if not hasattr(archive, "files"):
                raise MatricesUnreadable()
            missing = [name for name in NAMES if name not in archive.files]
            if missing:
                raise MatricesMissing(names=", ".join(missing))
            found: dict[str, NDArray[Any]] = {name: archive[name] for name in NAMES}
    except (ValueError, OSError, EOFError, KeyError, zipfile.BadZipFile, AttributeError, TypeError) as error:
        raise MatricesUnreadable() from error
    scores = _numbers("scores", found["scores"])
    if scores.ndim != 2 or not scores.size:
        raise MatrixWrong(name="scores", shape=str(scores.shape), wanted="(judges, items)")
    judges, items = scores.shape
    return Matrices(
        scores=scores,
        conflicts=_shaped("conflicts", _numbers("conflicts", found["conflicts"]), scores.shape) != 0,
        covs=_counts("covs", found["covs"], items),
        loads=_counts("loads", found["loads"], judges),
        loads_lb=_counts("loads_lb", found["loads_lb"], judges),
    )


def _numbers(name: str, given: NDArray[Any]) -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    if given.dtype.kind not in "biuf":
        raise MatrixNotNumbers(name=name)
    numbers = given.astype(np.float64)
    if not np.isfinite(numbers).all():
        raise MatrixNotNumbers(name=name)
    return numbers


def _shaped(name: str, given: NDArray[Any], wanted: tuple[int, ...]) -> NDArray[Any]:
    if given.shape != wanted:
        raise MatrixWrong(name=name, shape=str(given.shape), wanted=str(wanted))
    return given


def _counts(name: str, given: NDArray[Any], size: int) -> NDArray[np.int64]:
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    numbers = _numbers(name, given)
    counts = np.full(size, numbers) if numbers.ndim == 0 else _shaped(name, numbers.squeeze(), (size,))
    if (counts != np.rint(counts)).any() or (counts < 0).any() or (counts > 2**31).any():
        raise MatrixNotNumbers(name=name)
    return counts.astype(np.int64)


def assigned(given: Matrices, asked: Asked) -> tuple[Assignment, dict[str, Any]]:
    """Return the assignment and its figures. Raises Infeasible with the cause."""
    from contest.kernel import solvers  # noqa: PLC0415 - numpy and OR-Tools stay out of web workers

    if asked.random_share and (given.scores < 0).any():
        raise RandomNeedsPositive()
    started = time.perf_counter()
    kept, cost, richest = _floors(given, asked)
    made = solvers.assign(
        given.scores,
        given.conflicts,
        per_item=given.covs,
        max_load=given.loads,
        min_load=given.loads_lb if kept else 0,
        objective=solvers.Objective(asked.objective),
        random_share=asked.random_share,
        seed=asked.seed,
        start=richest,
    )
    figures = {
        "objective": asked.objective,
        "total": made.total,
        "worst": made.worst,
        "bound_total": made.bound_total,
        "bound_worst": made.bound_worst,
        "gap_worst": _gap(made.worst, made.bound_worst),
        "loads": [int(made.loads.min()), int(made.loads.max())],
        "violations": violations(given, made.pairs, floors=kept),
        "floors": "kept" if kept else "left aside",
        "floors_cost": cost,
        "below_floor": int((made.loads < given.loads_lb).sum()),
        "random_share": asked.random_share,
        "seed": asked.seed if asked.random_share else None,
        "seconds": round(time.perf_counter() - started, 3),
    }
    return made, figures


def _gap(reached: float, bound: float) -> float:
    return (bound - reached) / abs(bound) if bound else 0.0


def _floors(given: Matrices, asked: Asked) -> tuple[bool, float | None, Assignment | None]:
    """Say whether floors are kept, which share of the total they cost, and the richest assignment, where known."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    if asked.floors is not Floors.AUTO or not given.loads_lb.any():
        return asked.floors is not Floors.DROP, None, None
    bound = _richest(given, given.loads_lb)
    best = -np.sort(np.where(given.conflicts, np.inf, -given.scores), axis=0)
    alone = np.where(np.arange(best.shape[0])[:, None] < given.covs, best, 0.0).sum()
    if bound.total >= (1 - DEAR) * alone:
        return True, None, bound
    free = _richest(given, np.zeros_like(given.loads_lb))
    cost = round((free.total - bound.total) / abs(free.total), 4) if free.total else 0.0
    return (True, cost, bound) if cost <= DEAR else (False, cost, free)


def _richest(given: Matrices, floors: NDArray[np.int64]) -> Assignment:
    from contest.kernel import solvers  # noqa: PLC0415 - numpy and OR-Tools stay out of web workers

    return solvers.assign(
        given.scores, given.conflicts, per_item=given.covs, max_load=given.loads, min_load=floors
    )


def violations(given: Matrices, pairs: NDArray[np.int64], *, floors: bool) -> int:
    """Count, from the pairs alone, broken conflicts and bounds: each pair, item or judge at fault counts once."""
    import numpy as np  # noqa: PLC0415 - keeps numpy out of web workers

    times = np.zeros(given.scores.shape, dtype=np.int64)
    np.add.at(times, (pairs[:, 0], pairs[:, 1]), 1)
    loads = times.sum(axis=1)
    wrong = [
        times[given.conflicts] > 0,
        times > 1,
        times.sum(axis=0) != given.covs,
        loads > given.loads,
        (loads < given.loads_lb) & floors,
    ]
    return sum(int(one.sum()) for one in wrong)
