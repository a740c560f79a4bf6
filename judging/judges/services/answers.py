"""A judge answers an invitation. Accepting is signing the undertaking."""

from __future__ import annotations

from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid, NotFound
from judging.judges import queries
from judging.judges.domain import UNDERTAKING, Invitation, InvitationAnswered, UndertakingChanged
from judging.judges.models import RoundJudge
from judging.judges.queries import JudgeRow
from judging.permissions import Permission
from judging.rounds.domain import RoundState
from judging.rounds.queries import locked_shared


def accept(*, actor: Actor, round_id: UUID, digest: str, signature: str) -> RoundJudge:
    """Accept an invitation by signing the undertaking.

    `digest` is that of the text the judge was shown, `signature` the judge's own name as typed. Raises
    UndertakingChanged, Invalid (`signature`), InvitationAnswered.
    """
    own, row = _own_invitation(actor, round_id)
    if row.invitation is not Invitation.INVITED:
        raise InvitationAnswered()
    if digest != UNDERTAKING.digest:
        raise UndertakingChanged()
    if not _is_name_of(signature, own):
        raise Invalid(FieldError("signature", "signature_differs", {"name": own.name}))
    row.invitation = Invitation.ACCEPTED
    row.answered_at = row.undertaking_at = clock.now()
    row.undertaking_version, row.undertaking_digest = UNDERTAKING.version, UNDERTAKING.digest
    db.session.flush()
    audit.record(actor, "judge.accepted", row, round=round_id, digest=UNDERTAKING.digest)
    return row


def decline(*, actor: Actor, round_id: UUID) -> RoundJudge:
    """Decline an invitation, or leave a round one accepted; finished sheets stay, the rest is given to others."""
    _own, row = _own_invitation(actor, round_id)
    if row.invitation is Invitation.DECLINED:
        raise InvitationAnswered()
    before, row.invitation = row.invitation, Invitation.DECLINED
    row.answered_at = clock.now()
    db.session.flush()
    audit.record(actor, "judge.declined", row, round=round_id, before=before)
    return row


def _own_invitation(actor: Actor, round_id: UUID) -> tuple[JudgeRow, RoundJudge]:
    own = queries.get_own_judge(actor)
    authorise(actor, Permission.ANSWER_INVITATION, own)
    round_ = locked_shared(round_id)
    row = queries.find_round_judge(round_id, own.id)
    if row is None:
        raise NotFound(kind="invitation")
    if round_.state not in (RoundState.DRAFT, RoundState.OPEN):
        raise InvitationAnswered()
    return own, row


def _is_name_of(signature: str, judge: JudgeRow) -> bool:
    typed = "".join(signature.split()).casefold()
    names = {"".join(name.split()).casefold() for name in (judge.name, judge.name_en) if name}
    return bool(typed) and typed in names
