"""`flask duplicates`: look for duplicates from the command line."""

from __future__ import annotations

import time
from uuid import UUID

import click

from contest.duplicates import services
from contest.duplicates.services import Changes
from contest.embeddings.encoder import EncoderUnavailable, TextEncoder, current_encoder
from contest.kernel.access import SYSTEM
from contest.kernel.db import transaction
from contest.seasons.queries import get_season
from contest.web.commands import answer, json_option, refusals


@click.group("duplicates")
def duplicates() -> None:
    """Find entries that may be one and the same; people decide about them."""


@duplicates.command("check")
@click.option("--season", required=True, help="The season's short name (slug) or id.")
@json_option
def check_command(season: str, as_json: bool) -> None:
    """Compare a season's entries that changed with all others, of earlier seasons too.

    `raised` pairs are new in the queue, `reopened` ones came back because something new speaks for them, `cleared`
    ones are no longer suspected. Nothing is refused and nobody is told.
    """
    started = time.monotonic()
    with refusals(as_json=as_json), transaction():
        season_id = get_season(season).id
    figures = _all(season_id, _encoder())
    figures["seconds"] = round(time.monotonic() - started, 1)
    text = (
        f"{figures['checked']} entries compared, {figures['unchanged']} unchanged, {figures['raised']} pairs raised, "
        f"{figures['reopened']} reopened, {figures['cleared']} cleared, {figures['seconds']} s"
    )
    answer(figures, text, as_json=as_json)


def _all(season_id: UUID, encoder: TextEncoder | None) -> dict[str, float]:
    """Compare part by part, each in a transaction of its own: an interrupted command has done what it did."""
    checked = unchanged = 0
    changes = Changes()
    after: UUID | None = None
    while True:
        with transaction():
            done = services.sweep(actor=SYSTEM, season_id=season_id, after=after, encoder=encoder)
        checked, unchanged, changes = (
            checked + done.checked,
            unchanged + done.unchanged,
            changes + done.changes,
        )
        click.echo(f"{checked + unchanged} entries", err=True)
        after = done.last
        if after is None:
            break
    return {
        "checked": checked,
        "unchanged": unchanged,
        "raised": changes.raised,
        "reopened": changes.reopened,
        "cleared": changes.cleared,
    }


def _encoder() -> TextEncoder | None:
    try:
        return current_encoder()
    except EncoderUnavailable as error:
        click.echo(f"Without a model only words and keys compare: {error}", err=True)
        return None
