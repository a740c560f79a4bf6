"""Jobs of imports: files too long to wait for."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import current_app

from contest.accounts.queries import find_account
from contest.imports import queries, services
from contest.imports.registry import get_kind
from contest.kernel.access import Actor


def check(run_id: str, actor_id: str) -> None:
    """Check the file of a run."""
    _work(services.check_run, UUID(run_id), UUID(actor_id))


def carry_out(run_id: str, actor_id: str) -> None:
    """Import the file of a run."""
    _work(services.carry_out_run, UUID(run_id), UUID(actor_id))


def _work(step: Callable[..., None], run_id: UUID, actor_id: UUID) -> None:
    step(
        actor=_actor(actor_id),
        kind=get_kind(queries.claimed(run_id).kind),
        run_id=run_id,
        storage=current_app.extensions["storage"],
        wait=False,
    )


def _actor(user_id: UUID) -> Actor:
    """Return whoever asked, with the rights they have now: those may have been taken meanwhile."""
    found = find_account(user_id)
    return found.actor if found is not None else Actor(user_id)
