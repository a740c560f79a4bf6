"""`flask judging assign-file`: the solver on a file of affinities, without a database."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from contest.web.commands import answer, json_option, refusals
from judging.commands import judging
from judging.panels.domain import matrices
from judging.panels.domain.matrices import Asked, Floors
from judging.panels.domain.options import OBJECTIVES


@judging.command("assign-file")
@click.argument("scores", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="SCORES.npz")
@click.option(
    "--objective",
    type=click.Choice(OBJECTIVES),
    default="fair",
    show_default=True,
    help="The worst item's sum first and the total at that level, or the total alone.",
)
@click.option(
    "--floors",
    type=click.Choice([floors.value for floors in Floors]),
    default=Floors.AUTO.value,
    show_default=True,
    help="Fewest items per judge (loads_lb); auto leaves them aside, aloud, if they cost over a quarter of all fit.",
)
@click.option(
    "--random",
    "random_share",
    type=click.FloatRange(0, 0.9),
    default=0.0,
    help="Lower each affinity at random by at most this share of itself, against steering.",
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Seed of the random part.")
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write judge,item as CSV."
)
@json_option
@with_appcontext
def assign_file(scores: Path, *, as_json: bool, out: Path | None, **asked: Any) -> None:
    """Assign the judges of SCORES.npz to its items and prove how good that is.

    The file holds `scores` and `conflicts` [judges, items], `covs` (judges per item), `loads` and `loads_lb` (most
    and fewest items per judge). Bounds are proved over the whole matrix. Exit status 1 says what is wrong with the
    file, or why no assignment keeps all bounds.
    """
    with refusals(as_json=as_json):
        given = matrices.read_matrices(scores)
        made, figures = matrices.assigned(given, Asked(**{**asked, "floors": Floors(asked["floors"])}))
    if out:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["judge", "item"])
            writer.writerows(made.pairs.tolist())
    if figures["floors"] != "kept":
        click.echo(
            f"The fewest items per judge were left aside: {figures['below_floor']} judges have fewer. "
            "--floors keep keeps them.",
            err=True,
        )
    answer(figures, _text(figures), as_json=as_json)


def _text(figures: dict[str, Any]) -> str:
    least, most = figures["loads"]
    return (
        f"worst {figures['worst']:.4f} of at most {figures['bound_worst']:.4f} (gap {figures['gap_worst']:.2%}), "
        f"total {figures['total']:.4f} of at most {figures['bound_total']:.4f}, loads {least}-{most}, "
        f"{figures['violations']} violations, {figures['seconds']} s"
    )
