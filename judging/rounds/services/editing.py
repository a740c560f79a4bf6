"""What every edit of a round does first: may you, is it yours to change, is your copy the latest."""

from __future__ import annotations

from uuid import UUID

from contest.kernel.access import Actor, authorise
from contest.kernel.errors import StaleVersion
from judging.permissions import Permission
from judging.rounds import queries
from judging.rounds.domain import RoundFrozen, RoundState, RoundStateRefused
from judging.rounds.models import Round


def locked_for_edit(actor: Actor, round_id: UUID, version: int | None) -> Round:
    """Return the locked round for an edit by its office, its version counted up.

    `version` is the one the editor saw; None skips the comparison (commands, steps that hold in any version).
    Raises NotFound, Forbidden, StaleVersion (with the present `version`).
    """
    authorise(actor, Permission.EDIT_ROUND, queries.get_round(actor, round_id))
    round_ = queries.locked(round_id)
    if version is not None and round_.version != version:
        raise StaleVersion(version=round_.version)
    round_.version += 1
    return round_


def locked_draft(actor: Actor, round_id: UUID, version: int | None) -> Round:
    """Return the locked draft for an edit; raise RoundFrozen once the round has opened."""
    round_ = locked_for_edit(actor, round_id, version)
    if round_.state is not RoundState.DRAFT:
        raise RoundFrozen(state=round_.state.value)
    return round_


def ensure_state(round_: Round, *allowed: RoundState) -> None:
    """Raise RoundStateRefused unless the round is in one of the states."""
    if round_.state not in allowed:
        raise RoundStateRefused(state=round_.state.value)
