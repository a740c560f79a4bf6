"""`flask matching`: vectors and recommendations from the command line."""

from __future__ import annotations

from dataclasses import asdict

import click

from contest.embeddings.encoder import EncoderUnavailable, current_encoder
from contest.kernel.access import SYSTEM
from contest.kernel.db import transaction
from contest.seasons.queries import get_season
from contest.web.commands import answer, json_option, refusals
from matching.commands import matching
from matching.profiles.domain import ProfileKind
from matching.recommendations import services
from matching.retrieval.services import refresh, refresh_words


@matching.command("refresh")
@json_option
def refresh_command(as_json: bool) -> None:
    """Embed the texts of winners, profiles and portfolio companies that changed since the last time."""
    try:
        with transaction():
            refresh_words()
            done = refresh(encoder=current_encoder(), progress=_progress)
    except EncoderUnavailable as error:
        click.echo(str(error), err=True)
        raise SystemExit(1) from error
    text = f"{done.embedded} texts embedded, {done.unchanged} unchanged, {done.seconds:.1f} s"
    figures = {"embedded": done.embedded, "unchanged": done.unchanged, "seconds": done.seconds}
    answer(figures, text, as_json=as_json)


@matching.command("run")
@click.option("--season", required=True, help="The season's short name (slug) or id.")
@click.option(
    "--kind",
    "kinds",
    type=click.Choice([kind.value for kind in ProfileKind]),
    multiple=True,
    help="Recommend only this kind; may be repeated. Without it: all kinds.",
)
@json_option
def run_command(season: str, kinds: tuple[str, ...], as_json: bool) -> None:
    """Recommend parks, investors and mentors to every winner of a season who consented to matching.

    `unmatched` counts pairs of a winner and an asked kind for which there is nobody to recommend. Winners without
    vectors (see `flask matching refresh`) are compared by their words.
    """
    with refusals(as_json=as_json), transaction():
        done = services.run(
            actor=SYSTEM,
            season_id=get_season(season).id,
            kinds=tuple(map(ProfileKind, kinds)) or tuple(ProfileKind),
            progress=_progress,
        )
    text = (
        f"{done.winners} winners, {done.recommendations} recommendations, "
        f"{done.unmatched} lists empty, {done.seconds:.1f} s"
    )
    answer(asdict(done), text, as_json=as_json)


def _progress(done: int, total: int) -> None:
    if done % 100 == 0 or done == total:
        click.echo(f"{done} / {total}", err=True)
