"""`flask matching evaluate`: the ranking of investors, measured on a folder of past deals. Needs no database."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import current_app
from flask.cli import with_appcontext

from contest.embeddings.encoder import EncoderUnavailable, current_encoder, current_model_name
from contest.kernel.access import SYSTEM
from contest.kernel.db import transaction
from contest.kernel.settings import Settings
from contest.web.commands import answer, json_option, refusals
from matching.commands import matching
from matching.evaluation import services
from matching.evaluation.domain.dates import day_of
from matching.evaluation.domain.plot import Wording, draw

if TYPE_CHECKING:
    from matching.evaluation.folder import Folder

WORDING = Wording("Ranking of investors on past deals", "our ranker", {}, {})


class Cutoff(click.ParamType[int]):
    """A day, a month or a year, as the day it begins on."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        day = value if isinstance(value, int) else day_of(str(value))
        if day is None:
            self.fail(f"{value!r} is no date; write 2021-01-01", param, ctx)
        return day


class Depths(click.ParamType[tuple[int, ...]]):
    """Depths of lists, with commas."""

    name = "numbers"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        try:
            depths = tuple(dict.fromkeys(int(part) for part in str(value).split(",")))
        except ValueError:
            depths = ()
        if not depths or min(depths) < 1:
            self.fail(f"{value!r} is no list of depths; write 10,20", param, ctx)
        return depths


@matching.command("evaluate")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--cutoff", required=True, type=Cutoff(), help="Nothing on or after this day is used to rank.")
@click.option(
    "--min-portfolio",
    "least",
    required=True,
    type=click.IntRange(1),
    help="Companies a candidate holds at least.",
)
@click.option(
    "--split", help="Only companies that queries.csv puts into this split (dev, test). Without it: all."
)
@click.option("--k", "depths", type=Depths(), default="10,20", show_default=True, help="Depths of recall.")
@click.option(
    "--plot",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw the figures into this .svg file.",
)
@json_option
@with_appcontext
def evaluate_command(
    folder: Path,
    cutoff: int,
    least: int,
    split: str | None,
    depths: tuple[int, ...],
    plot: Path | None,
    as_json: bool,
) -> None:
    """Measure the ranking of investors on the past deals in DIR, beside simple baselines.

    DIR holds companies.csv, events.csv and perhaps queries.csv. The ranker is trained on what happened before the
    cutoff only, and is the one that recommends. Texts are embedded once and kept in the data folder.
    """
    if plot is not None and plot.suffix.lower() != ".svg":
        raise click.BadParameter("the picture is an .svg file", param_hint="--plot")
    started = time.monotonic()
    with refusals(as_json=as_json):
        found = _evaluate(folder, cutoff, least, split, depths)
    found["seconds"] = round(time.monotonic() - started, 2)
    if plot is not None:
        plot.write_text(draw(found, WORDING), encoding="utf-8")
    answer(found, _table(found), as_json=as_json)


def _evaluate(
    folder: Path, cutoff: int, least: int, split: str | None, depths: tuple[int, ...]
) -> dict[str, Any]:
    # numpy, scipy and scikit-learn are for this command alone: every process reads this module.
    from matching.evaluation import folder as folders  # noqa: PLC0415 - engine, not for web workers
    from matching.evaluation.domain.backtest import Material, Protocol, backtest  # noqa: PLC0415 - engine, not for web workers

    deals = folders.read(folder)
    if deals.undated:
        _notice(f"{deals.undated} deals without a date or an investor are left out")
    only = None
    if split is not None and deals.splits:
        only = frozenset(cid for cid, name in deals.splits.items() if name == split)
    protocol = Protocol(cutoff, least, depths, only)
    outcome = backtest(Material(deals.companies, deals.deals, _vectors(deals)), protocol, notice=_notice)
    return {**outcome.as_dict(), "data": deals.digest}


def _vectors(deals: Folder) -> Mapping[Any, Any]:
    from matching.evaluation.vectors import vectors  # noqa: PLC0415 - engine, not for web workers

    settings: Settings = current_app.extensions["settings"]
    cache = settings.data_dir / "evaluation"
    try:
        return vectors(deals.companies, current_encoder, current_model_name(), cache, _embedded)
    except EncoderUnavailable as error:
        _notice(f"{error} Companies are compared by their words alone.")
        return {}


def _embedded(done: int, total: int) -> None:
    if done == total or done % 320 == 0:
        _notice(f"embedded {done} / {total}")


def _notice(text: str) -> None:
    click.echo(text, err=True)


def _table(found: dict[str, Any]) -> str:
    figures = list(found["intervals"])
    lines = [f"{found['queries']} companies, {found['candidates']} candidates, {found['seconds']} s"]
    lines.append(" " * 18 + "".join(f"{name:>22}" for name in figures))
    own = [f"{found[name]:.3f} [{low:.3f}, {high:.3f}]" for name, (low, high) in found["intervals"].items()]
    lines.append(f"{'ranker':<18}" + "".join(f"{value:>22}" for value in own))
    for name, values in found["baselines"].items():
        lines.append(f"{name:<18}" + "".join(f"{values[figure]:>22.3f}" for figure in figures))
    for name, differences in found["differences"].items():
        lines.append(f"minus {name}:")
        lines += [
            f"  {figure:<10} {one['mean']:+.3f} [{one['interval'][0]:+.3f}, {one['interval'][1]:+.3f}]"
            for figure, one in differences.items()
        ]
    return "\n".join(lines)


@matching.command("learn")
@json_option
@with_appcontext
def learn_command(as_json: bool) -> None:
    """Learn the ranking of investors from the database's deals; it is used if it wins a backtest on the latest."""
    with refusals(as_json=as_json), transaction():
        found = services.learn(actor=SYSTEM, notice=_notice)
        figures = dict(found.model.metrics) if found.model else {}
    outcome = {"verdict": found.verdict.value, **figures}
    answer(outcome, f"{found.verdict.value} {figures.get('gain', '')}".strip(), as_json=as_json)


@matching.command("roll-back")
@json_option
@with_appcontext
def roll_back_command(as_json: bool) -> None:
    """Take the model in use out: the one before it ranks again, or the rules do."""
    with refusals(as_json=as_json), transaction():
        earlier = services.roll_back(actor=SYSTEM)
        active = str(earlier.id) if earlier else None
    answer({"active": active}, active or "the rules rank", as_json=as_json)
