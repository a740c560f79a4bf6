"""One backtest: what the ranker and the baselines would have said on a day, measured by what came after it."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contest.kernel.errors import DomainError
from matching.evaluation.domain.baselines import BASELINES
from matching.evaluation.domain.bootstrap import Interval, interval
from matching.ranking.domain import ranker
from matching.ranking.domain.metrics import GAIN_DEPTH, measure
from matching.ranking.domain.past import CompanyFacts, Investment, Word, build
from matching.ranking.domain.ranker import Model
from matching.ranking.domain.snapshot import Questions, Snapshot

LEADING = f"ndcg@{GAIN_DEPTH}"  # by what the best baseline is chosen
DIGITS = 4
Figures = Mapping[str, NDArray[np.float64]]
Notice = Callable[[str], None]


class NothingToMeasure(DomainError):
    """No company got a new investor among the candidates on or after the cutoff."""

    code = "nothing_to_measure"


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is measured: the day, who is a candidate, to which depths, and which companies ask (None: all)."""

    day: int
    least: int
    depths: tuple[int, ...] = (10, 20)
    only: frozenset[Hashable] | None = None
    until: int | None = None


@dataclass(frozen=True)
class Material:
    """Companies, every deal with them, vectors of their texts by company key, and what investors said of them."""

    companies: Sequence[CompanyFacts]
    deals: Sequence[Investment]
    vectors: Mapping[Any, Any]
    said: Sequence[Word] = ()


@dataclass(frozen=True)
class Outcome:
    """Figures by company, of the ranker and of each baseline."""

    candidates: int
    model: Model
    own: Figures
    baselines: Mapping[str, Figures]
    seconds: float

    @property
    def questions(self) -> int:
        return len(self.own["mrr"])

    @property
    def best_baseline(self) -> str:
        """The baseline with the best nDCG."""
        return max(self.baselines, key=lambda name: float(self.baselines[name][LEADING].mean()))

    def against(self, name: str) -> Mapping[str, Interval]:
        """Return figure -> paired difference to a baseline with its interval."""
        return {
            figure: interval(values - self.baselines[name][figure]) for figure, values in self.own.items()
        }

    def as_dict(self) -> dict[str, Any]:
        """Return what `flask matching evaluate --json` prints."""
        means = {name: interval(values) for name, values in self.own.items()}
        best = self.best_baseline
        return {
            "queries": self.questions,
            "candidates": self.candidates,
            **{name: round(found.mean, DIGITS) for name, found in means.items()},
            "intervals": {name: found.as_list() for name, found in means.items()},
            "baselines": {
                name: {figure: round(float(values.mean()), DIGITS) for figure, values in figures.items()}
                for name, figures in self.baselines.items()
            },
            "best_baseline": best,
            "differences": {
                name: _differences(self.against(name)) for name in dict.fromkeys(("popularity", best))
            },
            "model": {"learned": self.model.learned, "questions": self.model.questions},
            "seconds": self.seconds,
        }


def backtest(
    material: Material, protocol: Protocol, *, notice: Notice = lambda _text: None, model: Model | None = None
) -> Outcome:
    """Rank for every asking company as on the day, and measure; raise NothingToMeasure.

    What ranks is built from deals before the day only: the others are not there to be read. `model`: one trained
    before, otherwise it is trained here.
    """
    started = time.monotonic()
    known = [deal for deal in material.deals if deal.day < protocol.day]
    said = [word for word in material.said if word.day < protocol.day]
    past = build(material.companies, known, material.vectors, said)
    snapshot = Snapshot(past, protocol.day, protocol.least)
    asked = asking(snapshot, material.deals, protocol)
    notice(f"{len(asked.rows)} companies ask, {len(snapshot.candidates)} candidates; learning from the past")
    if model is None:
        model = ranker.train(snapshot.past, protocol.day, protocol.least, progress=_steps(notice, "split"))
    own = figures(ranker.scores(model, snapshot, asked.rows), snapshot, asked, protocol.depths)
    notice("measuring the baselines")
    others = {
        name: figures(rule(snapshot, asked.rows), snapshot, asked, protocol.depths)
        for name, rule in BASELINES.items()
    }
    return Outcome(len(snapshot.candidates), model, own, others, round(time.monotonic() - started, 2))


def asking(snapshot: Snapshot, deals: Iterable[Investment], protocol: Protocol) -> Questions:
    """Return the companies that a candidate invested in for the first time on or after the day, and by whom.

    Raises NothingToMeasure if there are none.
    """
    past = snapshot.past
    number = {key: column for column, key in enumerate(past.investors[one] for one in snapshot.candidates)}
    held = set(map(tuple, snapshot.firsts[:, :2].tolist()))
    investor = {key: place for place, key in enumerate(past.investors)}
    answers: dict[int, set[int]] = {}
    for deal in deals:
        row, column = past.place.get(deal.company), number.get(deal.investor)
        if row is None or column is None or not _counts(deal, protocol):
            continue
        if (row, investor[deal.investor]) not in held:
            answers.setdefault(row, set()).add(column)
    if not answers:
        raise NothingToMeasure(candidates=len(snapshot.candidates))
    rows = np.array(sorted(answers), dtype=np.int64)
    truth = np.zeros((len(rows), len(number)), dtype=bool)
    for place, row in enumerate(rows):
        truth[place, sorted(answers[int(row)])] = True
    return Questions(rows, truth)


def _counts(deal: Investment, protocol: Protocol) -> bool:
    """Say whether a deal is an answer: late enough, and of a company that asks."""
    in_time = deal.day >= protocol.day and (protocol.until is None or deal.day < protocol.until)
    return in_time and (protocol.only is None or deal.company in protocol.only)


def figures(scores: Any, snapshot: Snapshot, asked: Questions, depths: Sequence[int]) -> Figures:
    """Return the figures of scores by company; investors already in a company are masked."""
    return measure(scores, asked.truth, snapshot.taken(asked.rows), depths)


def _differences(found: Mapping[str, Interval]) -> dict[str, Any]:
    return {name: {"mean": round(one.mean, DIGITS), "interval": one.as_list()} for name, one in found.items()}


def _steps(notice: Notice, word: str) -> Callable[[int, int], None]:
    return lambda done, total: notice(f"{word} {done} / {total}")
