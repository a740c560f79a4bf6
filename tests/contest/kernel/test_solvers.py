"""The assignment engine against plain enumeration, and the causes it names."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel import solvers
from contest.kernel.solvers import assign


@st.composite
def instances(draw: st.DrawFn) -> dict[str, Any]:
    """A small assignment problem, feasible or not, whose affinities no integer scale holds exactly."""
    workers, items = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    affinity = rng.normal(size=(workers, items)) * 10.0 ** draw(st.integers(-3, 3))
    if draw(st.booleans()):  # many equal optima
        affinity = np.round(affinity / np.abs(affinity).max())
    forbidden = rng.random((workers, items)) < draw(st.sampled_from([0.0, 0.15, 0.4]))
    pinned = (rng.random((workers, items)) < draw(st.sampled_from([0.0, 0.1]))) & ~forbidden
    floors = rng.integers(0, 3, workers)
    return {
        "affinity": affinity,
        "forbidden": forbidden,
        "per_item": rng.integers(0, 3, items),
        "max_load": floors + rng.integers(0, 3, workers),
        "min_load": floors if draw(st.booleans()) else np.zeros(workers, dtype=np.int64),
        "pinned": pinned,
    }


def best_by_enumeration(problem: dict[str, Any]) -> float | None:
    """Return the largest total over every choice there is, None if none keeps the bounds."""
    affinity, pinned = problem["affinity"], problem["pinned"]
    workers, items = affinity.shape
    room = np.maximum(problem["max_load"], pinned.sum(axis=1))
    choices = []
    for item in range(items):
        kept = np.flatnonzero(pinned[:, item])
        free = np.flatnonzero(~problem["forbidden"][:, item] & ~pinned[:, item])
        missing = max(problem["per_item"][item] - kept.size, 0)
        choices.append([[*kept, *extra] for extra in itertools.combinations(free, missing)])
    best = None
    for picked in itertools.product(*choices):
        loads = np.bincount([w for column in picked for w in column], minlength=workers)
        if (loads <= room).all() and (loads >= problem["min_load"]).all():
            total = sum(affinity[w, item] for item, column in enumerate(picked) for w in column)
            best = total if best is None else max(best, total)
    return best


@given(instances())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_the_flow_finds_the_best_of_all_assignments_or_names_a_cause(problem: dict[str, Any]) -> None:
    best = best_by_enumeration(problem)
    if best is None:
        with pytest.raises(solvers.Infeasible) as refusal:
            assign(**problem)
        assert refusal.value.params.get("short", 1) > 0
        return
    found = assign(**problem)
    assert found.total == pytest.approx(best, rel=1e-9, abs=1e-12)
    assert best <= found.bound_total + 1e-9 * abs(best)
    assert found.bound_total - found.total <= 1e-9 * max(1.0, float(np.abs(problem["affinity"]).max()))


@given(instances())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_no_assignment_breaks_a_conflict_a_load_or_a_pinned_pair(problem: dict[str, Any]) -> None:
    try:
        found = assign(**problem)
    except solvers.Infeasible:
        return
    chosen = np.zeros(problem["affinity"].shape, dtype=bool)
    chosen[found.pairs[:, 0], found.pairs[:, 1]] = True
    assert chosen.sum() == len(found.pairs)  # no pair twice
    assert not (chosen & problem["forbidden"]).any()
    assert (chosen | ~problem["pinned"]).all()
    kept = problem["pinned"].sum(axis=0)
    assert (chosen.sum(axis=0) == np.maximum(problem["per_item"], kept)).all()
    assert (found.loads == chosen.sum(axis=1)).all()
    assert (found.loads <= np.maximum(problem["max_load"], problem["pinned"].sum(axis=1))).all()
    assert (found.loads >= problem["min_load"]).all()


def test_a_coarse_scale_loosens_the_bound_and_never_falsifies_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solvers.flow, "scale_of", lambda largest, nodes: 2.0)
    missed = 0
    for seed in range(40):
        affinity = np.random.default_rng(seed).random((4, 4))
        problem = {"affinity": affinity, "forbidden": np.zeros((4, 4), bool), "per_item": np.full(4, 2)}
        bounds = {"max_load": np.full(4, 3), "min_load": np.zeros(4, np.int64)}
        best = best_by_enumeration(problem | bounds | {"pinned": np.zeros((4, 4), bool)})
        found = assign(**problem, **bounds)
        assert best is not None
        assert found.total <= best + 1e-12
        assert best <= found.bound_total
        missed += found.total < best - 1e-9
    assert missed > 0  # so that the bound had something to prove


def test_the_worst_item_is_the_smallest_sum_over_one_item() -> None:
    affinity = np.array([[1.0, 0.5, 0.0], [0.25, 1.0, 0.0], [0.0, 0.5, 0.75]])
    found = assign(affinity, np.zeros((3, 3), bool), per_item=np.array([2, 1, 0]), max_load=1)
    assert found.pairs.tolist() == [[0, 0], [2, 0], [1, 1]]
    assert (found.total, found.worst, found.bound_total) == (2.0, 1.0, 2.0)
    assert found.loads.tolist() == [1, 1, 1]


def test_a_floor_is_kept_although_it_costs_affinity() -> None:
    affinity = np.array([[1.0, 1.0, 1.0], [0.0, 0.1, 0.0]])
    free = assign(affinity, np.zeros((2, 3), bool), per_item=1, max_load=3)
    bound = assign(affinity, np.zeros((2, 3), bool), per_item=1, max_load=3, min_load=1)
    assert (free.loads.tolist(), bound.loads.tolist()) == ([3, 0], [2, 1])
    assert [1, 1] in bound.pairs.tolist()


def test_pinned_work_beyond_the_bounds_is_kept_and_nothing_is_added_to_it() -> None:
    pinned = np.array([[True, True], [True, False], [False, False]])
    found = assign(np.ones((3, 2)), np.zeros((3, 2), bool), per_item=1, max_load=1, pinned=pinned)
    assert found.pairs.tolist() == [[0, 0], [1, 0], [0, 1]]


def test_nothing_to_assign_gives_an_empty_assignment() -> None:
    found = assign(np.zeros((3, 0)), np.zeros((3, 0), bool), per_item=2, max_load=1)
    assert (found.pairs.shape, found.total, found.worst, found.loads.tolist()) == (
        (0, 2),
        0.0,
        0.0,
        [0, 0, 0],
    )


def refusal(forbidden: list[list[int]], **bounds: Any) -> tuple[type[solvers.Infeasible], dict[str, Any]]:
    """Return what `assign` refuses with on indifferent affinities."""
    mask = np.array(forbidden, dtype=bool)
    with pytest.raises(solvers.Infeasible) as caught:
        assign(np.ones(mask.shape), mask, **bounds)
    return type(caught.value), caught.value.params


def test_an_item_with_too_few_unconflicted_workers_is_named() -> None:
    assert refusal([[0, 1, 1], [0, 1, 0], [0, 0, 1]], per_item=2, max_load=3) == (
        solvers.TooFewEligible,
        {"item": 1, "needed": 2, "eligible": 1, "others": 1},
    )


def test_a_worker_without_any_room_is_not_counted_as_eligible() -> None:
    assert refusal([[0], [0]], per_item=2, max_load=np.array([1, 0])) == (
        solvers.TooFewEligible,
        {"item": 0, "needed": 2, "eligible": 1, "others": 0},
    )


def test_missing_capacity_is_counted() -> None:
    assert refusal([[0, 0, 0], [0, 0, 0]], per_item=2, max_load=2) == (
        solvers.CapacityShort,
        {"needed": 6, "capacity": 4, "short": 2},
    )


def test_a_group_of_items_that_share_too_few_workers_is_named() -> None:
    forbidden = [
        [0, 0, 0, 0],
        [1, 1, 1, 0],
        [1, 0, 1, 0],
    ]  # items 0 and 2 can only use worker 0, which has room for one
    assert refusal(forbidden, per_item=1, max_load=np.array([1, 5, 5])) == (
        solvers.GroupShort,
        {"items": [0, 2], "workers": [0], "needed": 2, "capacity": 1, "short": 1},
    )


def test_floors_that_cannot_be_met_are_named() -> None:
    assert refusal([[0], [0]], per_item=1, max_load=1, min_load=np.array([0, 2])) == (
        solvers.FloorAboveCap,
        {"worker": 1, "floor": 2, "cap": 1},
    )
    assert refusal([[0, 0], [0, 0]], per_item=1, max_load=2, min_load=2) == (
        solvers.FloorsExceedDemand,
        {"floors": 4, "needed": 2, "excess": 2},
    )
    assert refusal(
        [[1, 1, 0], [1, 1, 0], [0, 0, 0]], per_item=1, max_load=3, min_load=np.array([1, 1, 0])
    ) == (
        solvers.FloorUnreachable,
        {"workers": [0, 1], "floors": 2, "reachable": 1, "short": 1},
    )


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"affinity": np.full((2, 2), np.nan)}, "finite"),
        ({"affinity": np.ones(4)}, "matrix"),
        ({"forbidden": np.zeros((2, 3), bool)}, "forbidden has the shape"),
        ({"max_load": -1}, "max_load"),
        ({"forbidden": np.eye(2, dtype=bool), "pinned": np.eye(2, dtype=bool)}, "both pinned and forbidden"),
    ],
)
def test_malformed_input_is_a_programming_error(change: dict[str, Any], complaint: str) -> None:
    good = {"affinity": np.ones((2, 2)), "forbidden": np.zeros((2, 2), bool), "per_item": 1, "max_load": 1}
    with pytest.raises(ValueError, match=complaint):
        assign(**(good | change))
