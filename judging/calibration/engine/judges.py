"""What can be said of each judge: severity with its error, consistency, agreement with colleagues."""

from __future__ import annotations

import numpy as np

from judging.calibration.domain import JudgeResult
from judging.calibration.engine.model import Fit
from judging.calibration.engine.panels import Floats, Ints, Panels

LEAST_SHEETS = 3  # for a spread that says something
MOST = 1_000  # sheets of one judge that are compared pair by pair


def judge_results(panels: Panels, fit: Fit) -> tuple[JudgeResult, ...]:
    """Return every judge's figures, in the order of their names."""
    judges = len(panels.judge_names)
    effects = fit.solved[1][:judges]
    errors = severity_errors(panels, fit)
    colleagues = _colleagues(panels, effects)
    rows = np.argsort(panels.judge, kind="stable")
    ends = np.cumsum(np.bincount(panels.judge, minlength=judges))
    found = []
    for judge, own in enumerate(np.split(rows, ends[:-1])):
        agreement, pairs = _agreement(panels, own, colleagues)
        found.append(
            JudgeResult(
                judge=panels.judge_names[judge],
                sheets=len(own),
                severity=-float(effects[judge]),
                stderr=float(errors[judge]),
                consistency=_consistency(panels, own, colleagues),
                agreement=agreement,
                pairs=pairs,
            )
        )
    return tuple(found)


def judge_shares(panels: Panels) -> Floats:
    """Return [parts, judges]: one over the number of a part's judges for each of them."""
    part = np.zeros(len(panels.judge_names), dtype=np.int64)
    part[panels.judge] = panels.part_of[panels.item]
    shares = np.zeros((panels.parts, len(part)))
    shares[part, np.arange(len(part))] = 1
    return shares / np.maximum(shares.sum(axis=1, keepdims=True), 1)


def severity_errors(panels: Panels, fit: Fit) -> Floats:
    """Return the standard error of each judge's severity against the average judge of the same part."""
    shares = judge_shares(panels)
    part = shares.argmax(axis=0)
    covariance = fit.inverse[: len(part), : len(part)]
    with_average = shares @ covariance
    average = np.einsum("pj,pj->p", with_average, shares)
    own = np.arange(len(part))
    variance = np.diag(covariance) - 2 * with_average[part, own] + average[part]
    return np.sqrt(np.maximum(variance, 0))


def _colleagues(panels: Panels, effects: Floats) -> Floats:
    """Return for each score what the item's other judges make of it, their severities removed; NaN without others."""
    fair = panels.score - effects[panels.judge]
    counts = panels.sheets_per_item[panels.item]
    others = np.bincount(panels.item, weights=fair)[panels.item] - fair
    return np.divide(others, counts - 1, out=np.full(len(fair), np.nan), where=counts > 1)


def _consistency(panels: Panels, own: Ints, colleagues: Floats) -> float | None:
    """Return the spread of the judge's scores around the colleagues', less the colleagues' own share of it."""
    apart = panels.score[own] - colleagues[own]
    known = np.isfinite(apart)
    if known.sum() < LEAST_SHEETS:
        return None
    counts = panels.sheets_per_item[panels.item[own]][known]
    squares = (apart[known] - apart[known].mean()) ** 2 * (counts - 1) / counts
    return float(np.sqrt(squares.sum() / (len(squares) - 1)))


def _agreement(panels: Panels, own: Ints, colleagues: Floats) -> tuple[float | None, int]:
    rows = own[np.isfinite(colleagues[own])]
    rows = rows[:: max(1, -(-len(rows) // MOST))]
    groups = panels.group_of[panels.item[rows]]
    ahead = np.sign(panels.score[rows][:, None] - panels.score[rows][None, :])
    others = np.sign(np.round(colleagues[rows][:, None] - colleagues[rows][None, :], 9))
    compared = np.triu((ahead * others != 0) & (groups[:, None] == groups[None, :]), 1)
    pairs = int(compared.sum())
    return (float((ahead * others > 0)[compared].mean()), pairs) if pairs else (None, 0)
