"""Calibration against a known truth, against held-out judges of a real contest, and against the clock.

Kendall's tau of the order by plain mean, per-judge z-score and calibrated score, and by one who knows the severities.
`SCORES_DATA` names a CSV file (`judge_id,item_id,score`, nine judges per item) of which three judges per item are
calibrated and the others held out; without it that part is left out.
"""

from __future__ import annotations

import csv
import os
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import kendalltau

from judging.calibration.domain import Sheet
from judging.calibration.engine import calibrate
from tests.judging.simulated import Simulated, calibrated, panels

SEEDS = range(10)
SHOWN = 3  # judges per item of a real file that are calibrated


def run() -> dict[str, Any]:
    """Return the figures of every goal; taus are means over ten seeds, `least_gain` is the worst seed's."""
    figures: dict[str, Any] = {
        "sparse": _taus([panels(seed) for seed in SEEDS]),
        "severity_0": _taus([panels(seed, severity=0) for seed in SEEDS]),
        "nested_in_tracks": _taus([panels(seed, tracks=6, tracks_apart=6, grouped=True) for seed in SEEDS]),
        "disconnected": _taus([panels(seed, tracks=6, tracks_apart=6) for seed in SEEDS]),
        "at_scale": _clock(),
    }
    if path := os.environ.get("SCORES_DATA"):
        figures["held_out_judges"] = _held_out(Path(path))
    return figures


def _taus(simulations: list[Simulated]) -> dict[str, Any]:
    taus, said = [], Counter[str]()
    for simulated in simulations:
        made = calibrate(simulated.sheets)
        said[f"{made.recommended} ({made.because.code})"] += 1
        orders = (simulated.means(), simulated.z_scores(), calibrated(made), simulated.oracle())
        taus.append([simulated.tau(order) for order in orders])
    mean, z_score, own, oracle = np.array(taus).T
    return {
        "mean": round(float(mean.mean()), 4),
        "z_score": round(float(z_score.mean()), 4),
        "calibrated": round(float(own.mean()), 4),
        "oracle": round(float(oracle.mean()), 4),
        "least_gain": round(float((own - mean).min()), 4),
        "recommended": dict(said),
    }


def _clock() -> dict[str, Any]:
    """Return seconds for 12,000 items by 1,000 judges."""
    found = {}
    for per_item in (3, 5):
        sheets = panels(1, items=12_000, judges=1_000, per_item=per_item).sheets
        started = time.perf_counter()
        calibrate(sheets)
        found[f"seconds_for_{len(sheets)}_sheets"] = round(time.perf_counter() - started, 1)
    return found


def _held_out(path: Path) -> dict[str, Any]:
    """Return taus with the mean of the judges who were left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [Sheet(row["judge_id"], row["item_id"], float(row["score"])) for row in csv.DictReader(file)]
    taus, said = [], Counter[str]()
    for seed in SEEDS:
        shown, rest = _split(rows, seed)
        made = calibrate(shown)
        said[made.recommended] += 1
        truth = [np.mean(rest[one.item]) for one in made.items]
        z_scores = _z_scores(shown)
        orders = (
            [one.mean for one in made.items],
            [z_scores[one.item] for one in made.items],
            [one.calibrated for one in made.items],
        )
        taus.append([kendalltau(np.round(order, 6), truth)[0] for order in orders])
    mean, z_score, own = np.array(taus).T
    return {
        "mean": round(float(mean.mean()), 4),
        "z_score": round(float(z_score.mean()), 4),
        "calibrated": round(float(own.mean()), 4),
        "least_gain": round(float((own - mean).min()), 4),
        "recommended": dict(said),
    }


def _split(rows: list[Sheet], seed: int) -> tuple[list[Sheet], dict[str, list[float]]]:
    random = np.random.default_rng(seed)
    by_item: defaultdict[str, list[Sheet]] = defaultdict(list)
    for row in rows:
        by_item[row.item].append(row)
    shown: list[Sheet] = []
    rest: dict[str, list[float]] = {}
    for item in sorted(by_item):
        own = [by_item[item][at] for at in random.permutation(len(by_item[item]))]
        shown += own[:SHOWN]
        rest[item] = [sheet.score for sheet in own[SHOWN:]]
    return shown, rest


def _z_scores(sheets: list[Sheet]) -> dict[str, float]:
    items = sorted({sheet.item for sheet in sheets})
    judges = {judge: str(at) for at, judge in enumerate(sorted({sheet.judge for sheet in sheets}))}
    places = {item: str(at) for at, item in enumerate(items)}
    numbered = [replace(sheet, judge=judges[sheet.judge], item=places[sheet.item]) for sheet in sheets]
    found = Simulated(numbered, np.zeros(len(items)), np.zeros(len(judges))).z_scores()
    return dict(zip(items, found.tolist(), strict=True))
