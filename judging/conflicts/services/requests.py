"""A team names whom it does not want as a judge, with a reason; the office decides."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.kernel.locking import get_locked
from contest.kernel.written import needed, text_errors
from contest.organisations.models import Organisation
from contest.projects.models import Project
from contest.projects.queries import get_access
from judging.conflicts import queries
from judging.conflicts.domain import (
    MAX_NAME,
    MAX_REASON,
    MOST_REQUESTS,
    About,
    RequestDecided,
    RequestState,
    TooManyRequests,
)
from judging.conflicts.models import RecusalRequest
from judging.judges.models import Judge
from judging.permissions import Permission


def ask(*, actor: Actor, project_id: UUID, about: About, name: str, reason: str) -> RecusalRequest:
    """Ask that somebody does not judge one's project. Raises Invalid (`name`, `reason`), TooManyRequests."""
    authorise(actor, Permission.REQUEST_RECUSAL, get_access(project_id))
    name, reason = name.strip(), reason.strip()
    if errors := text_errors("name", name, MAX_NAME) + text_errors("reason", reason, MAX_REASON):
        raise Invalid(*errors)
    db.session.get_one(Project, project_id, with_for_update=True)  # its requests are counted under the lock
    open_ = select(func.count()).where(
        RecusalRequest.project_id == project_id,
        RecusalRequest.state.in_((RequestState.WAITING, RequestState.ACCEPTED)),
    )
    if db.session.execute(open_).scalar_one() >= MOST_REQUESTS:
        raise TooManyRequests(limit=MOST_REQUESTS)
    row = RecusalRequest(
        id=new_id(),
        project_id=project_id,
        about=about,
        name=name,
        reason=reason,
        asked_by=actor.user_id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "recusal.asked", row, project=project_id, about=about)
    return row


def withdraw_request(*, actor: Actor, project_id: UUID, request_id: UUID) -> None:
    """Take back what the office has not decided."""
    authorise(actor, Permission.REQUEST_RECUSAL, get_access(project_id))
    row = _locked(request_id)
    if row.project_id != project_id:
        raise NotFound(kind="recusal_request")
    row.state = RequestState.WITHDRAWN
    db.session.flush()
    audit.record(actor, "recusal.withdrawn", row, project=project_id)


def decide_request(
    *,
    actor: Actor,
    request_id: UUID,
    answer: str,
    judge_id: UUID | None = None,
    organisation_id: UUID | None = None,
) -> None:
    """Accept a request for the judge or the organisation it means, or refuse it (neither given). With an answer.

    Accepted, it bars like any other tie. Raises Invalid (`answer`, `judge`), RequestDecided, TiedToEntry.
    """
    authorise(actor, Permission.NOTE_CONFLICT, None)
    row = _locked(request_id)
    queries.ensure_untied(actor, row.project_id)
    needed("answer", answer.strip(), MAX_REASON)
    if judge_id is not None and db.session.get(Judge, judge_id) is None:
        raise Invalid(FieldError("judge", "not_a_choice"))
    if organisation_id is not None and db.session.get(Organisation, organisation_id) is None:
        raise Invalid(FieldError("organisation", "not_a_choice"))
    accepted, now = judge_id is not None or organisation_id is not None, clock.now()
    row.state = RequestState.ACCEPTED if accepted else RequestState.REFUSED
    row.judge_id, row.organisation_id, row.answer = judge_id, organisation_id, answer.strip()
    row.decided_by, row.decided_at = actor.user_id, now
    db.session.flush()
    audit.record(actor, "recusal.decided", row, project=row.project_id, accepted=accepted)


def _locked(request_id: UUID) -> RecusalRequest:
    row = get_locked(select(RecusalRequest).where(RecusalRequest.id == request_id), kind="recusal_request")
    if row.state is not RequestState.WAITING:
        raise RequestDecided()
    return row
