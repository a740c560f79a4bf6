"""Jobs of imports: files too long to wait for."""

from __future__ import annotations

from uuid import UUID

from flask import current_app

from contest.accounts.queries import find_account
from contest.imports import queries, services
from contest.imports.registry import get_kind
from contest.kernel.access import Actor


def check(run_id: str, actor_id: str) -> None:
    """Check the file of a run."""
    key = UUID(run_id)
    services.check_run(
        actor=_actor(UUID(actor_id)),
        kind=get_kind(queries.claimed(key).kind),
        run_id=key,
        storage=current_app.extensions["storage"],
        wait=False,
    )


def carry_out(run_id: str, actor_id: str) -> None:
    """Import the file of a run."""
    key = UUID(run_id)
    services.carry_out_run(
        actor=_actor(UUID(actor_id)),
        kind=get_kind(queries.claimed(key).kind),
        run_id=key,
        storage=current_app.extensions["storage"],
        wait=False,
    )


def _actor(user_id: UUID) -> Actor:
    """Return whoever asked, with the rights they have now: those may have been taken meanwhile."""
    found = find_account(user_id)
    return found.actor if found is not None else Actor(user_id)
