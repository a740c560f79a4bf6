"""The additive model: score = mean of the cell + quality of the item + severity of the judge + noise.

Quality and severity are random (shrunk), the means of cells (a track's share of what judges link) are fixed: a
track's lenient judges cannot be told from a better track when nobody judges in both, and the model does not pretend
to. Items are eliminated first, so only judges and cells are solved together (Henderson's mixed model equations
with a dense Cholesky factor); the variances maximise the restricted likelihood (REML).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize
from scipy.sparse import csr_array

from judging.calibration.domain import Components
from judging.calibration.engine.panels import Floats, Ints, Panels

SMALLEST = 1e-6  # of the variance of all scores: nothing is taken for exactly zero while it is estimated
CHUNK = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """The (chosen) scores of panels as sparse counts: `beside` is [items, judges + cells]."""

    judges: int
    cells: int
    scores: int
    beside: csr_array
    sheets: Floats
    gram: Floats
    cross: csr_array
    item_sums: Floats
    beside_sums: Floats
    squares: float


def design(panels: Panels, score: Floats, chosen: NDArray[np.bool_] | None = None) -> Design:
    """Return the normal equations' parts for the chosen scores (all of them by default)."""
    rows = np.ones(len(score), dtype=np.bool_) if chosen is None else chosen
    judge, item, values = panels.judge[rows], panels.item[rows], score[rows]
    judges, cells, items = len(panels.judge_names), panels.cells, len(panels.item_names)
    cell = panels.cell_of[item] + judges
    ones, at = np.ones(len(item)), np.arange(len(item))
    fixed = csr_array(
        (np.tile(ones, 2), (np.tile(at, 2), np.concatenate([judge, cell]))), shape=(len(item), judges + cells)
    )
    of_item = csr_array((ones, (item, at)), shape=(items, len(item)))
    beside = csr_array(of_item @ fixed)
    return Design(
        judges=judges,
        cells=cells,
        scores=len(item),
        beside=beside,
        sheets=np.bincount(item, minlength=items).astype(np.float64),
        gram=(fixed.T @ fixed).toarray(),
        cross=csr_array(beside.T),
        item_sums=np.bincount(item, weights=values, minlength=items).astype(np.float64),
        beside_sums=fixed.T @ values,
        squares=float(values @ values),
    )


@dataclass(frozen=True, eq=False)
class Fit:
    """The equations solved for given variances (noise, item, severity)."""

    design: Design
    noise: float
    item: float
    severity: float

    @cached_property
    def _diagonal(self) -> Floats:
        return self.design.sheets / self.noise + 1 / self.item

    @cached_property
    def _factor(self) -> tuple[Floats, bool]:
        made = self.design
        weights = 1 / self._diagonal / self.noise**2
        system = made.gram / self.noise - (made.cross * weights[None, :] @ made.beside).toarray()
        system[np.arange(made.judges), np.arange(made.judges)] += 1 / self.severity
        factor: tuple[Floats, bool] = cho_factor(system, lower=True, check_finite=False)
        return factor

    @cached_property
    def solved(self) -> tuple[Floats, Floats]:
        """Return quality per item, and severity per judge followed by the mean of each cell."""
        made = self.design
        pulled = made.item_sums / self.noise / self._diagonal
        right = made.beside_sums / self.noise - made.cross @ pulled / self.noise
        beside: Floats = cho_solve(self._factor, right, check_finite=False)
        return pulled - (made.beside @ beside) / self.noise / self._diagonal, beside

    @cached_property
    def inverse(self) -> Floats:
        """Return the covariance [judges + cells, judges + cells] of severities and means around the truth."""
        size = self.design.judges + self.design.cells
        inverted: Floats = cho_solve(self._factor, np.eye(size), check_finite=False)
        return inverted

    @property
    def deviance(self) -> float:
        """Return −2 log restricted likelihood, up to a constant."""
        made, (quality, beside) = self.design, self.solved
        seen = made.sheets > 0
        log_determinant = 2 * np.log(np.diag(self._factor[0])).sum() + np.log(self._diagonal[seen]).sum()
        explained = quality @ made.item_sums + beside @ made.beside_sums
        return float(
            made.scores * np.log(self.noise)
            + seen.sum() * np.log(self.item)
            + made.judges * np.log(self.severity)
            + log_determinant
            + (made.squares - explained) / self.noise
        )

    @property
    def gradient(self) -> Floats:
        """Return the deviance's derivatives by the logarithms of noise, item and severity variance."""
        made, (quality, beside) = self.design, self.solved
        seen, severity = made.sheets > 0, beside[: made.judges]
        weights = 1 / self._diagonal / self.noise
        spread = (made.cross * (weights**2)[None, :] @ made.beside).toarray()
        item_trace = (1 / self._diagonal[seen]).sum() + float((self.inverse * spread).sum())
        judge_trace = float(np.diag(self.inverse)[: made.judges].sum())
        residual = self._residual_squares(quality, beside)
        by_item = seen.sum() - (item_trace + quality @ quality) / self.item
        by_judge = made.judges - (judge_trace + severity @ severity) / self.severity
        free = made.scores - seen.sum() - made.judges - made.cells
        by_noise = free + (item_trace / self.item + judge_trace / self.severity) - residual / self.noise
        return np.array([by_noise, by_item, by_judge])

    def _residual_squares(self, quality: Floats, beside: Floats) -> float:
        made = self.design
        fitted = made.beside @ beside
        return float(
            made.squares
            - 2 * (quality @ made.item_sums + beside @ made.beside_sums)
            + quality @ (made.sheets * quality)
            + 2 * quality @ fitted
            + beside @ (made.gram @ beside)
        )

    def level_errors(self, cell_of: Ints, judge_share: Floats) -> Floats:
        """Return the standard error of every item's level against the average judge of its part.

        `judge_share` [cells, judges] holds one over the number of judges of the cell's part, 0 outside it.
        """
        made = self.design
        weights = 1 / self._diagonal / self.noise
        variance = 1 / self._diagonal
        for start in range(0, len(cell_of), CHUNK):
            rows = slice(start, start + CHUNK)
            contrast = -(made.beside[rows] * weights[rows, None]).toarray()
            contrast[:, : made.judges] += judge_share[cell_of[rows]]
            contrast[np.arange(len(contrast)), made.judges + cell_of[rows]] += 1
            variance[rows] += np.einsum("ij,ij->i", contrast @ self.inverse, contrast)
        return np.sqrt(np.maximum(variance, 0))


def estimate(made: Design) -> Components | None:
    """Return the standard deviations that maximise the restricted likelihood; None where nothing varies."""
    total = _variance(made)
    if total <= 0:
        return None
    start = np.log(total * np.array([0.3, 0.5, 0.2]))
    bounds = [(np.log(total * SMALLEST), np.log(total * 100))] * 3
    found = minimize(
        lambda logs: _objective(made, logs),
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 60, "ftol": 1e-10, "gtol": 1e-4},
    )
    noise, item, severity = np.sqrt(np.exp(found.x)).tolist()
    return Components(severity_sd=severity, item_sd=item, noise_sd=noise)


def _objective(made: Design, logs: Floats) -> tuple[float, Floats]:
    fit = Fit(made, *np.exp(logs).tolist())
    return fit.deviance, fit.gradient


def _variance(made: Design) -> float:
    mean = made.item_sums.sum() / made.scores
    return float(made.squares / made.scores - mean**2)


def without_severity(made: Design, components: Components) -> float:
    """Return the deviance of the best model in which all judges are alike, items and noise estimated anew."""
    plain = _alike(made)
    total = _variance(made)

    def objective(logs: Floats) -> tuple[float, Floats]:
        noise, item = np.exp(logs).tolist()
        fit = Fit(plain, noise=noise, item=item, severity=1.0)
        return fit.deviance, fit.gradient[:2]

    start = np.log(np.array([components.noise_sd**2 + components.severity_sd**2, components.item_sd**2]))
    bounds = [(np.log(total * SMALLEST), np.log(total * 100))] * 2
    found = minimize(objective, np.clip(start, *bounds[0]), jac=True, method="L-BFGS-B", bounds=bounds)
    return float(found.fun)


def _alike(made: Design) -> Design:
    """Return the design without any judge's severity."""
    cells = slice(made.judges, None)
    return replace(
        made,
        judges=0,
        beside=made.beside[:, cells],
        gram=made.gram[cells, cells],
        cross=made.cross[cells],
        beside_sums=made.beside_sums[cells],
    )


def fitted(made: Design, components: Components) -> Fit:
    """Return the equations solved for these standard deviations; one of 0 is taken as next to nothing."""
    least = max(_variance(made) * SMALLEST, 1e-12)
    sds = (components.noise_sd, components.item_sd, components.severity_sd)
    return Fit(made, *(max(sd**2, least) for sd in sds))
