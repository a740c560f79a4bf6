"""Two people seal a round's decisions: one proposes, another confirms, a worker makes the file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError, Invalid
from contest.kernel.jobs import defer
from contest.kernel.keeping import keep
from contest.kernel.locking import find_locked, get_locked
from contest.kernel.signing import signer
from contest.kernel.storage import Storage
from contest.kernel.version import NAME, version
from contest.kernel.written import needed, on_one_line
from judging.conflicts.queries import ensure_impartial
from judging.permissions import Permission
from judging.rounds import queries as rounds
from judging.rounds.domain import RoundState
from judging.sealing.domain import new_key, seal, verify
from judging.sealing.domain.archive import LARGEST
from judging.sealing.domain.states import LIVE, REASON_LIMIT, SealState, standing, waiver_errors
from judging.sealing.models import Seal
from judging.sealing.queries import content_of, preview

MAKE = "judging.seal"
TROUBLES = 20  # differences that are kept when no file came about


class NotSealable(DomainError):
    """The round is not decided, has a seal, or a precondition is not met; `missing` lists the codes."""

    code = "round_not_sealable"


class SealChanged(DomainError):
    """What was previewed is no longer what would be sealed, or there is no proposal to confirm."""

    code = "seal_changed"


class SecondPersonNeeded(DomainError):
    """Whoever proposed a seal cannot confirm it."""

    code = "seal_second_person"


def propose(*, actor: Actor, round_id: UUID, previewed: str, waived: Mapping[str, str] | None = None) -> Seal:
    """Propose to seal the decisions as previewed, with a reason for each check that is set aside.

    A proposal that waits is replaced. Raises NotSealable, SealChanged, or Invalid by the check's code.
    """
    rounds.locked(round_id)
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.PROPOSE_SEAL, round_)
    ensure_impartial(actor, round_)
    reasons = {code: " ".join(reason.split()) for code, reason in (waived or {}).items()}
    if errors := waiver_errors(reasons):
        raise Invalid(*errors)
    before = _alive(round_id)
    if round_.state is not RoundState.DECIDED or (before and before.state is not SealState.PROPOSED):
        raise NotSealable(state=round_.state.value, missing=[])
    now = preview(round_)
    if now.fingerprint({}) != previewed:
        raise SealChanged()
    if missing := standing(now.checks, reasons):
        raise NotSealable(state=round_.state.value, missing=[check.code.value for check in missing])
    if before is not None:
        _end(actor, before, "")
    made = Seal(
        id=new_id(),
        round_id=round_id,
        state=SealState.PROPOSED,
        fingerprint=now.fingerprint(reasons),
        waived=reasons,
        pseudonym_key=new_key(),
        proposed_by=actor.user_id,
        proposed_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(
        actor, "seal.proposed", made, round=round_id, preview=made.fingerprint, waived=sorted(reasons)
    )
    return made


def confirm(*, actor: Actor, round_id: UUID, previewed: str) -> Seal:
    """Confirm a proposal exactly as previewed, as somebody else than who made it; the file is made by a job.

    From here on the decisions stay as they are. Of two who confirm at once the second is refused.
    """
    rounds.locked(round_id)
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.CONFIRM_SEAL, round_)
    ensure_impartial(actor, round_)
    found = _alive(round_id)
    if found is None or found.state is not SealState.PROPOSED or round_.state is not RoundState.DECIDED:
        raise SealChanged()
    if actor.user_id is None or actor.user_id == found.proposed_by:
        raise SecondPersonNeeded()
    if not previewed == found.fingerprint == preview(round_).fingerprint(found.waived):
        raise SealChanged()
    now = clock.now()
    found.state, found.confirmed_by, found.confirmed_at = SealState.CONFIRMED, actor.user_id, now
    audit.record(actor, "seal.confirmed", found, round=round_id, preview=previewed)
    defer(MAKE, seal_id=found.id)
    return found


def take_back(*, actor: Actor, round_id: UUID) -> None:
    """Take a proposal back that nobody has confirmed."""
    rounds.locked(round_id)
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.PROPOSE_SEAL, round_)
    ensure_impartial(actor, round_)
    found = _alive(round_id)
    if found is None or found.state is not SealState.PROPOSED:
        raise SealChanged()
    _end(actor, found, "")


def withdraw(*, actor: Actor, round_id: UUID, reason: str) -> None:
    """Withdraw a confirmed seal whose round is not published, with a reason. It stays on record, and its file too."""
    rounds.locked(round_id)
    round_ = rounds.get_round(actor, round_id)
    authorise(actor, Permission.CONFIRM_SEAL, round_)
    ensure_impartial(actor, round_)
    said = needed("reason", on_one_line(reason), REASON_LIMIT)
    found = _alive(round_id)
    if found is None or found.state is SealState.PROPOSED or round_.state is not RoundState.DECIDED:
        raise SealChanged()
    _end(actor, found, said)


def _end(actor: Actor, found: Seal, reason: str) -> None:
    found.withdrawn_at = clock.now()
    found.state, found.withdrawn_by, found.withdrawn_reason = SealState.WITHDRAWN, actor.user_id, reason
    db.session.flush()
    audit.record(actor, "seal.withdrawn", found, round=found.round_id)


def make(*, seal_id: UUID, storage: Storage) -> Seal:
    """Make and keep the file of a confirmed seal, checked by the rules that strangers check it with.

    Done again, nothing happens. A file that would not pass is not kept: the seal fails and says why.
    """
    found = _locked(seal_id)
    if found.state is not SealState.CONFIRMED:
        return found
    content = content_of(rounds.get_round(SYSTEM, found.round_id), key=found.pseudonym_key, seal=found)
    made = seal(content, public=signer.public, sign=signer.sign, software=f"{NAME} {version()}")
    verdict = verify(made.data, expected=signer.public.fingerprint)
    if not verdict.valid:
        found.state = SealState.FAILED
        found.trouble = [{"code": one.code, **one.params} for one in verdict.differences[:TROUBLES]]
        audit.record(SYSTEM, "seal.failed", found, round=found.round_id, differences=len(verdict.differences))
        return found
    stored = keep(storage, io.BytesIO(made.data), max_bytes=LARGEST)
    found.state, found.sealed_at = SealState.SEALED, clock.now()
    found.digest, found.public_key = made.digest, signer.public.pem
    found.storage_key, found.size = stored.key, stored.size
    facts: dict[str, Any] = {"digest": made.digest, "key": signer.public.fingerprint}
    audit.record(SYSTEM, "seal.made", found, round=found.round_id, entries=verdict.items, **facts)
    return found


def _alive(round_id: UUID) -> Seal | None:
    return find_locked(select(Seal).where(Seal.round_id == round_id, Seal.state.in_(LIVE)))


def _locked(seal_id: UUID) -> Seal:
    return get_locked(select(Seal).where(Seal.id == seal_id), kind="seal")
