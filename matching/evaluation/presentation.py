"""Figures of an evaluation as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from contest.organisations.domain import District
from contest.seasons.domain import GrowthStage
from contest.web.i18n import label
from matching.evaluation.domain.exposure import Dimension, Group
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
    for name, interval in sorted(metrics["intervals"].items(), key=lambda item: _place(item[0])):
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


def _place(code: str) -> int:
    """Return where a figure stands in the table: the database keeps JSON in an order of its own."""
    return list(FIGURES).index(code) if code in FIGURES else len(FIGURES)


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


@dataclass(frozen=True, slots=True)
class ExposureRow:
    """One group of winners, in words."""

    name: str
    group: Group
    acceptance: str


@dataclass(frozen=True, slots=True)
class ExposureTable:
    """The groups of one dimension."""

    title: str
    rows: list[ExposureRow]


def exposure_tables(found: Mapping[Dimension, Sequence[Group]]) -> list[ExposureTable]:
    """Return a table for each dimension."""
    return [
        ExposureTable(
            title=str(label(dimension)),
            rows=[ExposureRow(_value(dimension, group.value), group, _share(group)) for group in groups],
        )
        for dimension, groups in found.items()
    ]


def _value(dimension: Dimension, code: str) -> str:
    if not code:
        return _("not stated")
    if dimension is Dimension.DISTRICT:
        return str(label(District(code))) if code in set(District) else code
    if dimension is Dimension.STAGE:
        return str(label(GrowthStage(code)))
    if dimension is Dimension.OVERSEAS:
        return _("overseas zone") if code == "yes" else _("domestic zone")
    return _("%(band)s people", band=code.replace("-", "–"))


def _share(group: Group) -> str:
    return "—" if group.acceptance is None else f"{group.acceptance:.0%}"
