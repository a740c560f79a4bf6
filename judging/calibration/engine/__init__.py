"""The calibration itself, on numpy and SciPy: pure and deterministic, without database or request.

Jobs and commands import this package inside the function that calibrates: the engines stay out of web workers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from judging.calibration.domain import (
    Calibration,
    Components,
    GroupResult,
    ItemResult,
    Recommended,
    Sheet,
    Why,
    disconnected,
    recommend,
    too_few,
    too_large,
)
from judging.calibration.domain.verdict import Choice
from judging.calibration.engine.comparison import compare
from judging.calibration.engine.judges import judge_results, judge_shares
from judging.calibration.engine.model import Fit, design, estimate, fitted, without_severity
from judging.calibration.engine.panels import Floats, Panels, arrange

LARGEST = 6_000  # judges and cells that are solved together (a dense matrix of that side)
LEAST_FREE = 3  # scores beyond what items, judges and parts take, to tell noise from quality

__all__ = ["calibrate", "components_of"]


def components_of(sheets: Sequence[Sheet]) -> Components | None:
    """Return how far scores vary by judges, items and chance, as `calibrate` estimates it; None where it cannot."""
    with threadpool_limits(1):
        panels = arrange(sheets)
        judges, items = len(panels.judge_names), len(panels.item_names)
        free = len(panels.score) - items - judges + panels.parts
        if judges + panels.cells > LARGEST or free < LEAST_FREE:
            return None
        return estimate(design(panels, panels.score - panels.score.mean()))


def calibrate(sheets: Sequence[Sheet], *, components: Components | None = None) -> Calibration:
    """Return what the sheets say of items and judges, and which score is recommended.

    Scores are compared within groups. The result depends on the sheets alone, not on their order or on names. With
    `components` the variances are taken as given, so that a sealed calibration can be recomputed on another machine
    to the last published digit. Raises ValueError without sheets, on an item in two groups, on a judge's second score.
    """
    if not sheets:
        raise ValueError("there is nothing to calibrate")
    # One thread: the matrices are small, the machine is shared, and the last digit does not depend on its cores.
    with threadpool_limits(1):
        return _calibrated(sheets, components)


def _calibrated(sheets: Sequence[Sheet], components: Components | None) -> Calibration:
    panels = arrange(sheets)
    judges, items = len(panels.judge_names), len(panels.item_names)
    if judges + panels.cells > LARGEST:
        return _plain(panels, too_large(judges=judges, parts=panels.cells, limit=LARGEST))
    free = len(panels.score) - items - judges + panels.parts
    made = design(panels, panels.score - panels.score.mean())
    found = components or (estimate(made) if free >= LEAST_FREE else None)
    if found is None:
        return _plain(panels, too_few(scores=len(panels.score), items=items, judges=judges))
    fit = fitted(made, found)
    gained = max(0.0, without_severity(made, found) - fit.deviance)
    comparison = compare(panels, found)
    choice = recommend(severity_lr=gained, comparison=comparison)
    if choice[1].code == Why.NO_SEVERITY:
        fit = fitted(made, replace(found, severity_sd=0.0))
    groups = _groups(panels, choice)
    recommended, because = _overall(groups, choice)
    return Calibration(
        judge_count=len(panels.judge_names),
        items=_items(panels, fit, groups),
        judges=judge_results(panels, fit),
        groups=groups,
        connected=panels.parts == 1,
        components=found,
        severity_lr=gained,
        comparison=comparison,
        recommended=recommended,
        because=because,
    )


def _groups(panels: Panels, choice: Choice) -> tuple[GroupResult, ...]:
    """Return each group's verdict: the choice, unless its items fall into parts that no judge links."""
    found = []
    group_of_sheet = panels.group_of[panels.item]
    for at, name in enumerate(panels.group_names):
        sizes = np.unique(panels.part_of[panels.group_of == at], return_counts=True)[1]
        items, largest = int(sizes.sum()), int(sizes.max())
        own = choice if len(sizes) == 1 else disconnected(parts=len(sizes), largest=largest, items=items)
        judges = len(np.unique(panels.judge[group_of_sheet == at]))
        found.append(GroupResult(name, items, judges, len(sizes), largest, *own))
    return tuple(found)


def _overall(groups: Sequence[GroupResult], choice: Choice) -> Choice:
    """Return one recommendation for all: calibrated only if no group falls apart."""
    apart = [group for group in groups if group.parts > 1]
    return (apart[0].recommended, apart[0].because) if apart else choice


def _items(panels: Panels, fit: Fit, groups: Sequence[GroupResult]) -> tuple[ItemResult, ...]:
    judges = len(panels.judge_names)
    quality, beside = fit.solved
    level = panels.score.mean() + quality + beside[judges:][panels.cell_of]
    cell_part = np.zeros(panels.cells, dtype=np.int64)
    cell_part[panels.cell_of] = panels.part_of
    errors = fit.level_errors(panels.cell_of, judge_shares(panels)[cell_part])
    plain = _mean_errors(panels, np.sqrt(fit.noise + fit.severity))
    apart = np.array([group.parts > 1 for group in groups])[panels.group_of]
    return _rows(panels, np.where(apart, panels.means, level), np.where(apart, plain, errors), plain, apart)


def _mean_errors(panels: Panels, single: float) -> Floats:
    """Return the standard error of each plain mean when one score is off by `single` (severity and noise)."""
    return single / np.sqrt(panels.sheets_per_item)


def _rows(
    panels: Panels, calibrated: Floats, errors: Floats, plain: Floats, is_mean: NDArray[np.bool_]
) -> tuple[ItemResult, ...]:
    sheets, means = panels.sheets_per_item, panels.means
    return tuple(
        ItemResult(
            item=name,
            group=panels.group_names[panels.group_of[at]],
            sheets=int(sheets[at]),
            mean=float(means[at]),
            mean_stderr=float(plain[at]),
            calibrated=float(calibrated[at]),
            stderr=float(errors[at]),
            is_mean=bool(is_mean[at]),
        )
        for at, name in enumerate(panels.item_names)
    )


def _plain(panels: Panels, choice: Choice) -> Calibration:
    """Return plain means for everything, with an error from the spread within items where there is one."""
    within = panels.score - panels.means[panels.item]
    free = len(panels.score) - len(panels.item_names)
    plain = _mean_errors(panels, float(np.sqrt((within**2).sum() / free)) if free else float("nan"))
    groups = tuple(
        GroupResult(one.group, one.items, one.judges, one.parts, one.largest, *choice)
        if one.parts == 1
        else one
        for one in _groups(panels, choice)
    )
    everywhere = np.ones(len(plain), dtype=np.bool_)
    return Calibration(
        judge_count=len(panels.judge_names),
        items=_rows(panels, panels.means, plain, plain, everywhere),
        judges=(),
        groups=groups,
        connected=panels.parts == 1,
        components=None,
        severity_lr=0.0,
        comparison=None,
        recommended=Recommended.MEAN,
        because=choice[1],
    )
