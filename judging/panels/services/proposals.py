"""Ask for a proposal, and commit it as it was previewed."""

from __future__ import annotations

import secrets
from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit, clock, jobs
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from judging.conflicts.queries import ensure_impartial
from judging.panels import queries
from judging.panels.domain import (
    Difference,
    PanelOptions,
    ProposalGone,
    ProposalStale,
    difference,
    stale_pairs,
)
from judging.panels.models import Assignment, PanelRun, ProposedPair
from judging.panels.queries import RunView, get_run
from judging.panels.services.solving import PROPOSE, solve
from judging.panels.states import AssignmentState, ProposalScope, RunState
from judging.permissions import Permission
from judging.rounds.domain import RoundState, RoundStateRefused
from judging.rounds.models import Round
from judging.rounds.queries import get_round, locked

ASSIGNED, REMOVED = AssignmentState.ASSIGNED, AssignmentState.REMOVED
PENDING = (RunState.WAITING, RunState.PROPOSED, RunState.FAILED)


def propose(
    *, actor: Actor, round_id: UUID, scope: ProposalScope, options: PanelOptions | None = None
) -> PanelRun:
    """Have a worker work out panels for a round; earlier proposals are superseded. Raises Invalid."""
    run = _new_run(actor, round_id, scope, options or PanelOptions())
    jobs.defer(PROPOSE, lock=f"panels:{round_id}", run_id=run.id)
    return run


def propose_now(
    *, actor: Actor, round_id: UUID, scope: ProposalScope, options: PanelOptions | None = None
) -> RunView:
    """Work panels out here and now: for commands, which may load the engines. Look at the state of the result."""
    run = _new_run(actor, round_id, scope, options or PanelOptions())
    solve(run_id=run.id)
    return get_run(actor, run.id)


def _new_run(actor: Actor, round_id: UUID, scope: ProposalScope, options: PanelOptions) -> PanelRun:
    round_ = ensure_assignable(actor, round_id)
    ensure_impartial(actor, round_)
    asked = options.checked(round_.judges_per_entry)
    if asked.random_percent and not asked.seed:
        asked = replace(asked, seed=secrets.randbelow(2**31) + 1)
    _supersede(round_id)
    run = PanelRun(
        id=new_id(),
        round_id=round_id,
        scope=scope,
        state=RunState.WAITING,
        made_by=actor.user_id,
        options=asked.as_dict(),
        outcome={},
    )
    db.session.add(run)
    db.session.flush()
    audit.record(actor, "panels.proposal_asked", round_, scope=scope, run=run.id, **asked.as_dict())
    return run


def ensure_assignable(actor: Actor, round_id: UUID) -> Round:
    """Return the locked round if the actor may assign its panels and it is not closed."""
    authorise(actor, Permission.ASSIGN_PANELS, get_round(actor, round_id))
    round_ = locked(round_id)
    if round_.state not in (RoundState.DRAFT, RoundState.OPEN):
        raise RoundStateRefused(state=round_.state.value)
    return round_


def commit_proposal(*, actor: Actor, run_id: UUID) -> Difference:
    """Make a proposal the panels: assignments are created and removed, finished sheets that may stand are kept.

    Raises ProposalGone when it is no longer the proposal to decide on, ProposalStale when entries, judges,
    conflicts or finished sheets have changed so that it cannot be done as previewed.
    """
    run_view = get_run(actor, run_id)
    round_ = ensure_assignable(actor, run_view.round_id)
    ensure_impartial(actor, round_)
    run = queries.locked_run(run_id)
    if run.state is not RunState.PROPOSED:
        raise ProposalGone(state=run.state.value)
    _wait_for_scoring(round_.id)
    now, proposed = queries.situation(round_), queries.proposed_pairs(run_id)
    if changes := stale_pairs(now, proposed):
        raise ProposalStale(changes=changes)
    change = difference(now, proposed)
    _remove_others(run)
    _assign_proposed(run)
    run.state, run.committed_by, run.committed_at = RunState.COMMITTED, actor.user_id, clock.now()
    _supersede(round_.id)
    db.session.flush()
    facts = {name: len(getattr(change, name)) for name in ("added", "removed", "kept", "set_aside")}
    audit.record(actor, "panels.committed", round_, run=run_id, **facts)
    return change


def _wait_for_scoring(round_id: UUID) -> None:
    """Lock every assignment, so that a sheet handed in meanwhile is seen as finished and not removed."""
    query = select(Assignment.id).where(Assignment.round_id == round_id).order_by(Assignment.id)
    db.session.execute(query.with_for_update())


def _proposed(run: PanelRun) -> ColumnElement[bool]:
    return exists(
        select(literal(1)).where(
            ProposedPair.run_id == run.id,
            ProposedPair.judge_id == Assignment.judge_id,
            ProposedPair.entry_id == Assignment.entry_id,
        )
    )


def _remove_others(run: PanelRun) -> None:
    db.session.execute(
        update(Assignment)
        .where(Assignment.round_id == run.round_id, Assignment.state == ASSIGNED, ~_proposed(run))
        .values(state=REMOVED, run_id=run.id)
        .execution_options(synchronize_session=False)
    )


def _assign_proposed(run: PanelRun) -> None:
    pairs = select(
        func.uuidv7(),
        literal(run.round_id),
        ProposedPair.judge_id,
        ProposedPair.entry_id,
        literal(run.id),
        literal(ASSIGNED.value),
        ProposedPair.affinity,
    ).where(ProposedPair.run_id == run.id)
    columns = ["id", "round_id", "judge_id", "entry_id", "run_id", "state", "affinity"]
    fresh = insert(Assignment).from_select(columns, pairs)
    db.session.execute(
        fresh.on_conflict_do_update(
            index_elements=["round_id", "judge_id", "entry_id"],
            set_={"state": ASSIGNED, "run_id": run.id, "affinity": fresh.excluded.affinity},
            where=Assignment.state != ASSIGNED,
        ).execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def _supersede(round_id: UUID) -> None:
    db.session.execute(
        update(PanelRun)
        .where(PanelRun.round_id == round_id, PanelRun.state.in_(PENDING))
        .values(state=RunState.SUPERSEDED)
    )
