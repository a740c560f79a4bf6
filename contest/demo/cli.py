"""`flask demo`: a season to look at and people to be."""

from __future__ import annotations

import click
from flask import current_app

from contest.demo.services import demo_accounts
from contest.kernel.db import transaction
from contest.web.commands import answer, json_option, refusals


@click.group("demo")
def demo() -> None:
    """Fill a demonstration database and say how to sign in."""


@demo.command("accounts")
@json_option
def accounts(as_json: bool) -> None:
    """List accounts to sign in with, at least one per role, each with password and API token."""
    with refusals(as_json=as_json), transaction():
        found = demo_accounts(secret=str(current_app.secret_key))
    lines = [f"{account.role:13} {account.email:34} {account.password}  {account.token}" for account in found]
    answer({"accounts": [account.as_dict() for account in found]}, "\n".join(lines), as_json=as_json)
