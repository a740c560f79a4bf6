"""`flask judging calibrate-file`: the product's own calibration of any table of scores."""

from __future__ import annotations

import time
from io import StringIO
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from contest.web.commands import answer, json_option, refusals
from contest.web.errors import describe
from judging.calibration.domain import Calibration
from judging.commands import judging
from judging.ranking import score_file
from judging.ranking.score_file import ScoreFile


@judging.command("calibrate-file")
@click.argument("scores", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="SCORES.csv")
@click.option(
    "--group", metavar="COLUMN", help="The column within which items are compared, such as the track."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="F.csv", help="Where the table goes."
)
@json_option
@with_appcontext
def calibrate_file(scores: Path, group: str | None, out: Path | None, as_json: bool) -> None:
    """Calibrate the scores of SCORES.csv (columns judge_id, item_id, score and any others).

    Writes one row per item: plain, trimmed and calibrated score, standard error and both ranks; without --out and
    --json the table goes to stdout. The figures say how much judges differ, which score is recommended, and why.
    Needs no database.
    """
    from judging.calibration.engine import calibrate  # noqa: PLC0415 - numpy and SciPy stay out of web processes

    started = time.perf_counter()
    with refusals(as_json=as_json):
        with scores.open(encoding="utf-8-sig", newline="") as file:
            read = score_file.read(file, group=group)
        made = calibrate(read.sheets)
    if out is not None or not as_json:
        _write(out, read, made)
    figures = _figures(made) | {"seconds": round(time.perf_counter() - started, 2)}
    if as_json or out is not None:
        answer(figures, _text(figures), as_json=as_json)
    else:
        click.echo(_text(figures), err=True)


def _write(out: Path | None, read: ScoreFile, made: Calibration) -> None:
    table = StringIO()
    score_file.write(table, read.scores, made)
    if out is None:
        click.echo(table.getvalue(), nl=False)
    else:
        out.write_text(table.getvalue(), encoding="utf-8", newline="")


def _figures(made: Calibration) -> dict[str, Any]:
    """Return what the contract promises; standard deviations are null where the scores cannot tell them."""
    found = made.components
    return {
        "items": len(made.items),
        "judges": made.judge_count,
        "connected": made.connected,
        "severity_sd": round(found.severity_sd, 4) if found else None,
        "noise_sd": round(found.noise_sd, 4) if found else None,
        "item_sd": round(found.item_sd, 4) if found else None,
        "recommended": made.recommended.value,
        "reason": f"{made.because.code}: {describe(made.because.code, made.because.params)}",
    }


def _text(figures: dict[str, Any]) -> str:
    return (
        f"{figures['items']} items, {figures['judges']} judges, recommended: {figures['recommended']}\n"
        f"{figures['reason']}"
    )
