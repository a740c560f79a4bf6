"""What was known on one day: who held what, who was active, who may be recommended. Nothing later is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from matching.ranking.domain.past import Floats, Ints, Past

YEAR = 365.25
SLOW, FAST = 1.0, 0.4  # half-lives in years of what an investor did


@dataclass(frozen=True)
class Snapshot:
    """The past before `day`. Candidates are the investors with at least `least` companies by then."""

    past: Past
    day: int
    least: int

    @cached_property
    def firsts(self) -> Ints:
        """First investments of a pair before the day: company, investor, day, level."""
        return self.past.firsts[self.past.firsts[:, 2] < self.day]

    @cached_property
    def deals(self) -> Ints:
        """Every investment before the day."""
        return self.past.deals[self.past.deals[:, 2] < self.day]

    @cached_property
    def words_said(self) -> Ints:
        """What candidates said before the day: company, column, day, taste, ready."""
        found = self.past.words_said[self.past.words_said[:, 2] < self.day].copy()
        found[:, 1] = self.column[found[:, 1]]
        return found[found[:, 1] >= 0]

    @cached_property
    def now(self) -> int:
        """The day after the last known deal: sources lag, and a gap before the day is no idleness of anybody."""
        return int(self.deals[:, 2].max()) + 1 if len(self.deals) else self.day

    @cached_property
    def candidates(self) -> Ints:
        """Numbers of the investors that may be recommended."""
        held = np.bincount(self.firsts[:, 1], minlength=len(self.past.investors))
        return np.flatnonzero(held >= self.least)

    @cached_property
    def column(self) -> Ints:
        """Investor number -> column among the candidates, -1 for the others."""
        found = np.full(len(self.past.investors), -1, dtype=np.int64)
        found[self.candidates] = np.arange(len(self.candidates))
        return found

    @cached_property
    def held(self) -> Any:
        """Who holds what, sparse [companies, investors]."""
        return self._holdings(np.ones(len(self.firsts)))

    @cached_property
    def portfolio(self) -> Any:
        """The same for candidates, sparse by column."""
        return self._of_candidates(self.held)

    @cached_property
    def fresh(self) -> Any:
        """The portfolio, each company halved in weight every year since."""
        return self._decayed(SLOW)

    @cached_property
    def freshest(self) -> Any:
        """The portfolio, halved in weight every five months."""
        return self._decayed(FAST)

    @cached_property
    def companions(self) -> Floats:
        """How much of a candidate's company is each other candidate's: [others, candidates], columns sum below 1."""
        shared = (self.portfolio.T @ self.portfolio).toarray()
        np.fill_diagonal(shared, 0)
        return np.asarray(shared / (shared.sum(axis=0, keepdims=True) + 1), dtype=np.float32)

    @cached_property
    def size(self) -> Floats:
        """Companies held by each candidate."""
        return np.asarray(self.portfolio.sum(0), dtype=np.float32).ravel()

    @cached_property
    def known(self) -> Ints:
        """Companies anybody invested in."""
        return np.flatnonzero(np.asarray(self.held.sum(1)).ravel() > 0)

    def taken(self, rows: Ints) -> NDArray[np.bool_]:
        """Return [rows, candidates]: who is in the company already."""
        return np.asarray(self.portfolio[rows].toarray() > 0)

    def _decayed(self, half_life: float) -> Any:
        years = (self.now - self.firsts[:, 2]) / YEAR
        return self._of_candidates(self._holdings(0.5 ** (years / half_life)))

    def _holdings(self, weights: Any) -> Any:
        shape = (len(self.past.companies), len(self.past.investors))
        places = (self.firsts[:, 0], self.firsts[:, 1])
        return sparse.csr_matrix((weights.astype(np.float32), places), shape=shape)

    def _of_candidates(self, holdings: Any) -> Any:
        found = holdings[:, self.candidates].tocsc()
        found.sort_indices()
        return found


@dataclass(frozen=True)
class Questions:
    """Companies (rows of the past) and who became their new investors: truth [rows, candidates]."""

    rows: Ints
    truth: NDArray[np.bool_]


def questions(snapshot: Snapshot, until: int) -> Questions:
    """Return the companies with a first investment by a candidate on or after the day and before `until`.

    It looks beyond the day to learn what the past taught by `until`.
    """
    firsts = snapshot.past.firsts
    later = firsts[(firsts[:, 2] >= snapshot.day) & (firsts[:, 2] < until)]
    later = later[snapshot.column[later[:, 1]] >= 0]
    rows, place = np.unique(later[:, 0], return_inverse=True)
    truth = np.zeros((len(rows), len(snapshot.candidates)), dtype=bool)
    truth[place.ravel(), snapshot.column[later[:, 1]]] = True
    return Questions(rows, truth)
