"""Figures of an evaluation as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from matching.evaluation.domain.plot import Wording
from matching.evaluation.texts import BASELINES, FIGURES

POPULARITY = "popularity"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One figure with its interval, popularity's, the best baseline's, and the paired gain over that one."""

    name: str
    value: float
    interval: Sequence[float]
    popularity: float
    best: float
    gain: float
    gain_interval: Sequence[float]

    @property
    def sure(self) -> bool:
        """Say whether the gain is beyond chance."""
        return self.gain_interval[0] > 0


def figures(metrics: Mapping[str, Any]) -> list[FigureRow]:
    """Return the rows of the table."""
    best = metrics["best_baseline"]
    rows = []
    for name, interval in metrics["intervals"].items():
        gain = metrics["differences"][best][name]
        rows.append(
            FigureRow(
                name=figure_name(name),
                value=metrics[name],
                interval=interval,
                popularity=metrics["baselines"][POPULARITY][name],
                best=metrics["baselines"][best][name],
                gain=gain["mean"],
                gain_interval=gain["interval"],
            )
        )
    return rows


def figure_name(code: str) -> str:
    """Return the name of a figure; a depth that has no words of its own keeps its code."""
    return str(FIGURES.get(code, code))


def baseline_name(code: str) -> str:
    """Return the name of a baseline."""
    return str(BASELINES.get(code, code))


def wording() -> Wording:
    """Return the words of the picture in the reader's language."""
    return Wording(
        title=_("Ranking of investors on past deals"),
        own=_("our ranking"),
        names={code: str(text) for code, text in BASELINES.items()},
        figures={code: str(text) for code, text in FIGURES.items()},
    )
