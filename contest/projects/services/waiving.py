"""Set an eligibility rule aside for one project: the organiser proposes, a second person confirms."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.written import needed, on_one_line
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain import AlreadyWaived, SecondPersonNeeded, WaiverSettled
from contest.projects.models import Waiver
from contest.seasons import queries as season_queries

REASON_LIMIT = 1000


def propose_waiver(*, actor: Actor, project_id: UUID, rule_code: str, reason: str) -> Waiver:
    """Propose that a rule does not hold the project up, with the reason the team and auditors read.

    Raises NotFound for a rule the season does not have, Invalid without a reason, AlreadyWaived.
    """
    project = queries.locked(project_id)
    authorise(actor, Permission.PROPOSE_WAIVER, queries.get_access(project_id))
    book = season_queries.rulebook(project.season_id)
    if rule_code not in {rule.code for rule in book.checks()}:
        raise NotFound(kind="eligibility", key=rule_code)
    text = needed("reason", on_one_line(reason), REASON_LIMIT)
    waiver = Waiver(
        id=new_id(), project_id=project_id, rule_code=rule_code, reason=text, proposed_by=actor.user_id
    )
    try:
        with db.session.begin_nested():
            db.session.add(waiver)
    except IntegrityError:
        raise AlreadyWaived() from None
    audit.record(actor, "waiver.proposed", waiver, project=project_id, rule=rule_code)
    return waiver


def confirm_waiver(*, actor: Actor, waiver_id: UUID) -> Waiver:
    """Confirm a proposal of somebody else; from now on the rule does not block. Raises SecondPersonNeeded."""
    waiver = _locked(waiver_id)
    authorise(actor, Permission.CONFIRM_WAIVER, queries.get_access(waiver.project_id))
    if waiver.confirmed_at is not None:
        return waiver
    if waiver.proposed_by == actor.user_id:
        raise SecondPersonNeeded()
    waiver.confirmed_by, waiver.confirmed_at = actor.user_id, clock.now()
    audit.record(actor, "waiver.confirmed", waiver, project=waiver.project_id, rule=waiver.rule_code)
    return waiver


def end_waiver(*, actor: Actor, waiver_id: UUID) -> Waiver:
    """Take a waiver back, or turn a proposal down; what was handed in under it stays handed in."""
    waiver = _locked(waiver_id)
    authorise(actor, Permission.PROPOSE_WAIVER, queries.get_access(waiver.project_id))
    waiver.ended_by, waiver.ended_at = actor.user_id, clock.now()
    audit.record(actor, "waiver.ended", waiver, project=waiver.project_id, rule=waiver.rule_code)
    return waiver


def _locked(waiver_id: UUID) -> Waiver:
    waiver = get_locked(select(Waiver).where(Waiver.id == waiver_id), kind="waiver")
    if waiver.ended_at is not None:
        raise WaiverSettled()
    return waiver
