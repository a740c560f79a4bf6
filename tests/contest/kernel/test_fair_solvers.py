"""The fairest assignment and the rules on panels against plain enumeration, and bounds that hold."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.kernel import solvers
from contest.kernel.solvers import Objective, PanelRule, assign, fairness

SAME = 1e-5  # what branch and bound leaves open


@st.composite
def instances(draw: st.DrawFn) -> dict[str, Any]:
    """A small problem with floors, caps, conflicts, pinned pairs and rules on panels, feasible or not."""
    workers, items = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    affinity = rng.random((workers, items))
    if draw(st.booleans()):  # many equal optima
        affinity = np.round(affinity * 3) / 3
    forbidden = rng.random((workers, items)) < draw(st.sampled_from([0.0, 0.15, 0.3]))
    pinned = (rng.random((workers, items)) < draw(st.sampled_from([0.0, 0.15]))) & ~forbidden
    floors = rng.integers(0, 2, workers) if draw(st.booleans()) else np.zeros(workers, dtype=np.int64)
    sides = rng.integers(0, 2, workers)
    overlapping = rng.random((draw(st.integers(0, 2)), workers)) < 0.6
    masks = [*(sides == side for side in range(draw(st.integers(0, 2)))), *overlapping]
    return {
        "affinity": affinity,
        "forbidden": forbidden,
        "per_item": rng.integers(0, 3, items),
        "max_load": floors + rng.integers(0, 3, workers),
        "min_load": floors,
        "pinned": pinned,
        "rules": tuple(PanelRule(mask, rng.integers(0, 3, items)) for mask in masks),
    }


def choices(problem: dict[str, Any]) -> list[tuple[float, float]]:
    """Return (worst sum of what had to be decided, total) of every assignment that keeps all bounds and rules."""
    affinity, pinned, need = problem["affinity"], problem["pinned"], problem["per_item"]
    workers, items = affinity.shape
    missing = np.maximum(need - pinned.sum(axis=0), 0)
    room = np.maximum(problem["max_load"] - pinned.sum(axis=1), 0)
    options = [
        itertools.combinations(
            np.flatnonzero(~problem["forbidden"][:, item] & ~pinned[:, item]), missing[item]
        )
        for item in range(items)
    ]
    found = []
    for picked in itertools.product(*map(list, options)):
        made = np.zeros((workers, items), dtype=bool)
        for item, column in enumerate(picked):
            made[list(column), item] = True
        chosen = made | pinned
        if (made.sum(axis=1) > room).any() or (chosen.sum(axis=1) < problem["min_load"]).any():
            continue
        if all(_kept(rule, made, pinned) for rule in problem["rules"]):
            sums = np.where(chosen, affinity, 0).sum(axis=0)
            found.append((float(sums[missing > 0].min(initial=np.inf)), float(sums.sum())))
    return found


def _kept(rule: PanelRule, made: np.ndarray, pinned: np.ndarray) -> bool:
    room = np.maximum(rule.at_most - pinned[rule.workers].sum(axis=0), 0)
    return bool((made[rule.workers].sum(axis=0) <= room).all())


@given(instances())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_both_objectives_find_the_best_of_all_assignments_or_name_a_cause(problem: dict[str, Any]) -> None:
    every = choices(problem)
    if not every:
        for objective in Objective:
            with pytest.raises(solvers.Infeasible):
                assign(**problem, objective=objective)
        return
    richest = assign(**problem, objective=Objective.TOTAL)
    assert richest.total == pytest.approx(max(total for _, total in every), abs=SAME)
    assert richest.bound_total >= richest.total - SAME
    fair = assign(**problem, objective=Objective.FAIR)
    worst = max(worst for worst, _ in every)
    assert fair.total == pytest.approx(
        max(total for reached, total in every if reached >= worst - SAME), abs=SAME
    )
    if np.isfinite(worst):
        decided = np.flatnonzero(problem["per_item"] > problem["pinned"].sum(axis=0))
        assert _sums(problem, fair)[decided].min() == pytest.approx(worst, abs=SAME)


def _sums(problem: dict[str, Any], found: solvers.Assignment) -> np.ndarray:
    worker, item = found.pairs.T
    affinity = problem["affinity"]
    return np.bincount(item, weights=affinity[worker, item], minlength=affinity.shape[1])


@given(instances(), st.sampled_from([0.0, 0.1, 0.5]), st.integers(0, 9))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_nothing_that_was_asked_for_is_broken_and_no_bound_is_wrong(
    problem: dict[str, Any], share: float, seed: int
) -> None:
    every = choices(problem)
    if not every:
        return
    for objective in Objective:
        found = assign(**problem, objective=objective, random_share=share, seed=seed)
        chosen = np.zeros(problem["affinity"].shape, dtype=bool)
        chosen[found.pairs[:, 0], found.pairs[:, 1]] = True
        made = chosen & ~problem["pinned"]
        assert (chosen | ~problem["pinned"]).all()
        assert not (chosen & problem["forbidden"]).any()
        assert (found.loads >= problem["min_load"]).all()
        assert (found.loads <= np.maximum(problem["max_load"], problem["pinned"].sum(axis=1))).all()
        assert (chosen.sum(axis=0) == np.maximum(problem["per_item"], problem["pinned"].sum(axis=0))).all()
        assert all(_kept(rule, made, problem["pinned"]) for rule in problem["rules"])
        best = max(total for _, total in every)
        assert found.bound_total >= best - SAME
        if objective is Objective.TOTAL:
            assert found.total >= (1 - share) * best - SAME


def field(workers: int, items: int, seed: int) -> dict[str, Any]:
    """Two fields: in the second there are too few workers, so that its items must look elsewhere."""
    rng = np.random.default_rng(seed)
    mine, theirs = rng.random(workers) < 0.7, rng.random(items) < 0.5
    near = mine[:, None] == theirs[None, :]
    return {
        "affinity": np.where(near, rng.uniform(0.5, 1, near.shape), rng.uniform(0, 0.3, near.shape)),
        "forbidden": rng.random(near.shape) < 0.05,
        "per_item": 2,
        "max_load": -(-2 * items // workers) + 1,
        "min_load": 2 * items // workers - 1,
    }


@pytest.mark.parametrize("seed", range(4))
def test_what_is_too_large_for_an_exact_answer_comes_close_to_it_and_tells_a_true_bound(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = field(12, 60, seed)
    exact = assign(**problem, objective=Objective.FAIR, seconds=20)
    monkeypatch.setattr(fairness, "EXACT_PAIRS", 0)
    near = assign(**problem, objective=Objective.FAIR, seconds=20)
    assert exact.bound_worst == pytest.approx(exact.worst, abs=SAME)
    assert near.worst <= exact.worst + SAME <= near.bound_worst + 2 * SAME
    assert near.worst >= 0.97 * exact.worst
    assert near.bound_worst <= 1.1 * exact.worst
    assert near.worst > assign(**problem).worst


def test_the_fairest_assignment_gives_up_total_for_the_worst_item() -> None:
    affinity = np.array([[0.9, 0.5], [0.8, 0.1]])
    forbidden = np.zeros((2, 2), dtype=bool)
    richest = assign(affinity, forbidden, per_item=1, max_load=1, objective=Objective.TOTAL)
    assert (richest.total, richest.worst) == pytest.approx((1.3, 0.5))
    affinity[0, 0], affinity[0, 1] = 1.0, 0.3
    affinity[1] = [0.3, 0.1]
    affinity[1, 1] = -0.2
    richest = assign(affinity, forbidden, per_item=1, max_load=1)
    fair = assign(affinity, forbidden, per_item=1, max_load=1, objective=Objective.FAIR)
    assert (richest.total, richest.worst) == pytest.approx((0.8, -0.2))
    assert (fair.total, fair.worst, fair.bound_worst) == pytest.approx((0.6, 0.3, 0.3))


def test_the_same_seed_gives_the_same_panels_and_another_seed_others() -> None:
    affinity, forbidden = np.ones((6, 12)), np.zeros((6, 12), dtype=bool)

    def made(seed: int) -> list[list[int]]:
        found = assign(affinity, forbidden, per_item=2, max_load=5, random_share=0.05, seed=seed)
        pairs: list[list[int]] = found.pairs.tolist()
        return pairs

    assert made(1) == made(1) != made(2)


def test_at_most_one_of_an_organisation_and_enough_from_outside() -> None:
    affinity = np.array([[1.0], [0.9], [0.8], [0.1], [0.0]])
    forbidden = np.zeros((5, 1), dtype=bool)
    house = PanelRule(np.array([True, True, False, False, False]), 1)
    inside = PanelRule(np.array([True, True, True, False, False]), 2)
    found = assign(affinity, forbidden, per_item=3, max_load=1, rules=[house, inside])
    assert found.pairs[:, 0].tolist() == [0, 2, 3]
    crossing = PanelRule(np.array([False, False, True, True, False]), 1)  # no flow can keep this one beside
    found = assign(affinity, forbidden, per_item=3, max_load=1, rules=[house, inside, crossing])
    assert found.pairs[:, 0].tolist() == [0, 2, 4]


def test_rules_that_leave_too_few_for_one_item_are_named() -> None:
    rule = PanelRule(np.array([True, True, True]), 1)
    with pytest.raises(solvers.TooFewUnderRules) as refused:
        assign(np.ones((3, 2)), np.zeros((3, 2), dtype=bool), per_item=2, max_load=2, rules=[rule])
    assert refused.value.params == {"item": 0, "needed": 2, "eligible": 1, "others": 1}
    with pytest.raises(solvers.RulesShort):
        assign(
            np.ones((4, 2)),
            np.zeros((4, 2), dtype=bool),
            per_item=2,
            max_load=1,
            rules=[PanelRule(np.array([True, True, True, False]), 1)],
        )


def test_a_random_part_needs_a_share_and_affinities_that_are_not_negative() -> None:
    for affinity, share in ((np.ones((1, 1)), 1.0), (-np.ones((1, 1)), 0.1)):
        with pytest.raises(ValueError, match="random"):
            assign(affinity, np.zeros((1, 1), dtype=bool), per_item=1, max_load=1, random_share=share)
