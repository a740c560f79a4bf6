"""Ask judges into a round."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from contest.notices.services import Draft, notify_all
from judging.judges import queries
from judging.judges.domain import Invitation, InvitationAnswered, JudgeInactive
from judging.judges.models import Judge, RoundJudge
from judging.permissions import Permission
from judging.rounds.domain import RoundState, RoundStateRefused
from judging.rounds.models import Round
from judging.rounds.queries import get_round, locked

INVITED, DECLINED = Invitation.INVITED, Invitation.DECLINED


def invite(*, actor: Actor, round_id: UUID, judge_ids: Collection[UUID], notify: bool = True) -> list[UUID]:
    """Ask judges into a round and write to them; return those who were asked now.

    Who was asked already is left alone; who declined is asked again. Raises JudgeInactive, NotFound and, once
    the round is closed, RoundStateRefused.
    """
    authorise(actor, Permission.INVITE_JUDGES, get_round(actor, round_id))
    round_ = locked(round_id)
    if round_.state not in (RoundState.DRAFT, RoundState.OPEN):
        raise RoundStateRefused(state=round_.state.value)
    wanted = list(dict.fromkeys(judge_ids))
    _refuse_unfit(wanted)
    asked = _ask(round_id, wanted)
    if asked and notify:
        _write_to(round_, asked)
    if asked:
        audit.record(actor, "judges.invited", round_, judges=asked)
    return list(asked)


def invite_all_of_tracks(*, actor: Actor, round_id: UUID, notify: bool = True) -> list[UUID]:
    """Ask every active judge of the round's tracks who was not asked yet."""
    judge_ids = queries.uninvited_ids(get_round(actor, round_id))
    return invite(actor=actor, round_id=round_id, judge_ids=judge_ids, notify=notify)


def _refuse_unfit(judge_ids: Sequence[UUID]) -> None:
    found = dict(db.session.execute(select(Judge.id, Judge.active).where(Judge.id.in_(judge_ids))).all())
    if len(found) < len(judge_ids):
        raise NotFound(kind="judge")
    if not all(found.values()):
        raise JudgeInactive()


def _ask(round_id: UUID, judge_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return judge -> row of those asked now, in two statements."""
    if not judge_ids:
        return {}
    again = db.session.execute(
        update(RoundJudge)
        .where(
            RoundJudge.round_id == round_id,
            RoundJudge.judge_id.in_(judge_ids),
            RoundJudge.invitation == DECLINED,
        )
        .values(invitation=INVITED, invited_at=func.now(), answered_at=None)
        .returning(RoundJudge.judge_id, RoundJudge.id)
    ).all()
    asked = dict(again)
    rows = [{"id": new_id(), "round_id": round_id, "judge_id": judge_id} for judge_id in judge_ids]
    fresh = db.session.execute(
        insert(RoundJudge).on_conflict_do_nothing().returning(RoundJudge.judge_id, RoundJudge.id), rows
    ).all()
    return asked | dict(fresh)


def _write_to(round_: Round, asked: dict[UUID, UUID]) -> None:
    rows = db.session.execute(
        select(RoundJudge.id, RoundJudge.invited_at, Judge.user_id)
        .join(Judge, Judge.id == RoundJudge.judge_id)
        .where(RoundJudge.id.in_(asked.values()))
    )
    params = {
        "round": round_.name.as_dict(),
        "opens_at": round_.opens_at.isoformat(),
        "closes_at": round_.closes_at.isoformat(),
    }
    notify_all(
        [
            Draft(
                recipients=[row.user_id],
                code="judging.invited",
                once_key=f"judge_invited:{row.id}:{row.invited_at.isoformat()}",
                params=params,
                link=f"/judging/invitations/{round_.id}",
            )
            for row in rows
        ]
    )


def withdraw_invitation(*, actor: Actor, round_id: UUID, judge_id: UUID) -> None:
    """Take an unanswered invitation back; raise InvitationAnswered once the judge has accepted."""
    authorise(actor, Permission.INVITE_JUDGES, get_round(actor, round_id))
    round_ = locked(round_id)  # before the invitation, as the judge who answers it locks them
    row = queries.find_round_judge(round_id, judge_id)
    if row is None:
        raise NotFound(kind="invitation")
    if row.invitation is Invitation.ACCEPTED:
        raise InvitationAnswered()
    db.session.execute(delete(RoundJudge).where(RoundJudge.id == row.id))
    audit.record(actor, "judge.uninvited", round_, judge=judge_id)


def set_chief(*, actor: Actor, round_id: UUID, judge_id: UUID, chief: bool) -> None:
    """Make a judge who accepted a chief judge of the round, or no longer, until the round is decided."""
    authorise(actor, Permission.INVITE_JUDGES, get_round(actor, round_id))
    round_ = locked(round_id)  # a round is decided with the chief judges it has, and no other
    if round_.state in (RoundState.DECIDED, RoundState.PUBLISHED):
        raise RoundStateRefused(state=round_.state.value)
    row = queries.find_round_judge(round_id, judge_id)
    if row is None or row.invitation is not Invitation.ACCEPTED:
        raise NotFound(kind="invitation")
    row.chief = chief
    db.session.flush()
    audit.record(actor, "judge.chief_set", row, chief=chief)


def set_load(*, actor: Actor, round_id: UUID, judge_id: UUID, max_load: int | None) -> None:
    """Set a judge's own limit in a round; None is the round's."""
    authorise(actor, Permission.INVITE_JUDGES, get_round(actor, round_id))
    if max_load is not None and not 0 <= max_load <= 100_000:
        raise Invalid(FieldError("max_load", "out_of_range", {"low": 0, "high": 100_000}))
    row = queries.find_round_judge(round_id, judge_id)
    if row is None:
        raise NotFound(kind="invitation")
    row.max_load = max_load
    db.session.flush()
    audit.record(actor, "judge.load_set", row, max_load=max_load)
