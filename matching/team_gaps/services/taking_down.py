"""The office takes abuse down, with a reason its author reads, and puts back what it took down by mistake."""

from __future__ import annotations

from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.notices import term
from contest.notices.services import notify
from matching.permissions import Permission
from matching.team_gaps import queries
from matching.team_gaps.domain import GAP, OFFER, check_reason
from matching.team_gaps.models import TalentOffer, TeamGap
from matching.team_gaps.services.meeting import end_all
from matching.team_gaps.services.vectors import ask_for_refresh, forget

Taken = TeamGap | TalentOffer


def take_down(*, actor: Actor, kind: str, subject_id: UUID, reason: str) -> Taken:
    """Hide a gap (`kind` GAP) or an offer (OFFER) from the other side; what waits for an answer ends.

    Raises Invalid without a reason. Taken down again, only the reason changes.
    """
    authorise(actor, Permission.TAKE_TALENT_DOWN, None)
    given = check_reason(reason)
    found = _locked(kind, subject_id)
    again = found.taken_down_at is not None
    found.taken_down_at, found.taken_down_reason = found.taken_down_at or clock.now(), given
    found.version += 1
    if not again:
        waiting = (
            queries.waiting_ids(gap_id=subject_id)
            if kind == GAP
            else queries.waiting_ids(offer_id=subject_id)
        )
        end_all(actor, waiting)
        forget(kind, [subject_id])
    audit.record(actor, f"{kind}.taken_down", found)
    _tell(kind, found)
    return found


def put_back(*, actor: Actor, kind: str, subject_id: UUID) -> Taken:
    """Show again what was taken down."""
    authorise(actor, Permission.TAKE_TALENT_DOWN, None)
    found = _locked(kind, subject_id)
    if found.taken_down_at is None:
        return found
    found.taken_down_at, found.taken_down_reason = None, ""
    found.version += 1
    audit.record(actor, f"{kind}.put_back", found)
    ask_for_refresh()
    return found


def _locked(kind: str, subject_id: UUID) -> Taken:
    return queries.locked_offer(subject_id) if kind == OFFER else queries.locked_gap(subject_id)


def _tell(kind: str, found: Taken) -> None:
    if isinstance(found, TalentOffer):
        notify(
            recipients=[found.user_id],
            code="talent.taken_down",
            once_key=f"{kind}:{found.id}:taken_down:{found.version}",
            params={"reason": found.taken_down_reason},
            link="/talent",
        )
        return
    gap = queries.get_gap(SYSTEM, found.id)
    notify(
        recipients=[gap.leader_id] if gap.leader_id else [],
        code="talent.gap_taken_down",
        once_key=f"{kind}:{found.id}:taken_down:{found.version}",
        params={"reason": found.taken_down_reason, "role": term(found.role)},
        link=f"/projects/{found.project_id}/team-gaps",
    )
