"""`flask demo`: a season to look at and people to be."""

from __future__ import annotations

import time
from datetime import datetime

import click
from flask import current_app

from contest.demo import services
from contest.demo.composer import Composer
from contest.demo.services import demo_accounts
from contest.demo.world import SIZES
from contest.kernel import clock
from contest.kernel.db import transaction
from contest.web.commands import ProgressLines, answer, json_option, refusals


@click.group("demo", chain=True)
def demo() -> None:
    """Fill a demonstration database and say how to sign in; `demo seed --if-empty accounts` does both."""


@demo.command("seed")
@click.option(
    "--size",
    type=click.Choice(list(SIZES)),
    default="season",
    show_default=True,
    help="tiny for tests; a season as it is; a city with thousands of projects.",
)
@click.option(
    "--seed", "number", type=int, default=2026, show_default=True, help="The same number, the same season."
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which the second round is being judged (default: today in Shanghai).",
)
@click.option("--if-empty", is_flag=True, help="Do nothing, successfully, when there are people already.")
@json_option
def seed(size: str, number: int, today: datetime | None, if_empty: bool, as_json: bool) -> None:
    """Fill an empty database: a season in the middle of its second round, and last year's with its winners.

    Deterministic given --seed and --today; only ids and secrets differ from run to run.
    """
    started = time.perf_counter()
    with refusals(as_json=as_json), transaction():
        if if_empty and not services.is_empty():
            answer({"seeded": False}, "already seeded", as_json=as_json)
            return
        world = services.seed(
            cast=Composer(number),
            size=size,
            seed=number,
            today=today.date() if today else clock.today(),
            storage=current_app.extensions["storage"],
            steps=[step for manifest in current_app.extensions["manifests"] for step in manifest.DEMO],
            progress=ProgressLines(),
        )
    seconds = round(time.perf_counter() - started, 1)
    rows = sum(world.made.values())
    answer(
        {"seeded": True, "size": size, "rows": world.made, "seconds": seconds},
        f"Seeded {rows:,} rows in {seconds:.0f} s. The worker says when the matches of last year's winners are ready.",
        as_json=as_json,
    )


@demo.command("accounts")
@json_option
def accounts(as_json: bool) -> None:
    """List accounts to sign in with, at least one per role, each with password and API token."""
    with refusals(as_json=as_json), transaction():
        found = demo_accounts(secret=str(current_app.secret_key))
    lines = [f"{account.role:13} {account.email:34} {account.password}  {account.token}" for account in found]
    answer({"accounts": [account.as_dict() for account in found]}, "\n".join(lines), as_json=as_json)
