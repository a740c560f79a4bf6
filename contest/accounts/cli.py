"""`flask tokens`: bearer tokens from the command line."""

from __future__ import annotations

import click

from contest.accounts.domain import normalise_email
from contest.accounts.queries import find_user_by_email
from contest.accounts.services import issue_token
from contest.kernel.access import SYSTEM
from contest.kernel.db import transaction
from contest.kernel.errors import DomainError
from contest.web.commands import answer, json_option, refusals

MAX_DAYS = 3650


class NoSuchAccount(DomainError):
    """Nobody registered with this address, or the account is closed."""

    code = "no_such_account"
    status = 404


@click.group("tokens")
def tokens() -> None:
    """Make bearer tokens for the API."""


@tokens.command("issue")
@click.argument("email")
@click.option(
    "--days", type=click.IntRange(1, MAX_DAYS), default=365, show_default=True, help="How long it is valid."
)
@click.option(
    "--name", default="command line", show_default=True, help="What the token is for, as its owner sees it."
)
@json_option
def issue(email: str, days: int, name: str, as_json: bool) -> None:
    """Make a token for the account with the address EMAIL and print it. It is shown this once."""
    with refusals(as_json=as_json), transaction():
        user = find_user_by_email(normalise_email(email))
        if user is None or user.disabled_at is not None:
            raise NoSuchAccount(email=email)
        token = issue_token(actor=SYSTEM, user_id=user.id, name=name, days=days)
    answer({"token": token}, token, as_json=as_json)
