"""What becomes of pairs: evidence is written by machines, decisions by people, and neither undoes the other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, or_, select

from contest.duplicates import queries
from contest.duplicates.domain.evidence import (
    DECIDED,
    SUSPICIOUS,
    Evidence,
    PairChanged,
    PairState,
    Suspicion,
    combined,
    news,
    ordered,
)
from contest.duplicates.models import SuspectedPair
from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import FieldError, Invalid
from contest.kernel.written import needed
from contest.permissions import Permission

REASON_LIMIT = 1_000
# A pair is not cleared by a hair: what is usual among the neighbours moves a little with every entry.
CLEARLY_BELOW = SUSPICIOUS - 0.1


@dataclass(frozen=True, slots=True)
class Changes:
    """Pairs newly suspected, opened again after a decision, and no longer suspected."""

    raised: int = 0
    reopened: int = 0
    cleared: int = 0

    def __add__(self, other: Changes) -> Changes:
        return Changes(
            self.raised + other.raised, self.reopened + other.reopened, self.cleared + other.cleared
        )


def settle(*, actor: Actor, project_id: UUID, suspicions: Mapping[UUID, Suspicion]) -> Changes:
    """Bring the pairs of one entry in line with what comparing found."""
    pairs = {_other(pair, project_id): pair for pair in _locked(project_id)}
    changes = Changes()
    for other_id in sorted(set(pairs) | set(suspicions)):
        suspicion = suspicions.get(other_id, Suspicion((), 0.0))
        pair = pairs.get(other_id)
        if pair is not None:
            changes += _update(actor, pair, suspicion)
        elif suspicion.raised:
            _raise(actor, project_id, other_id, suspicion)
            changes += Changes(raised=1)
    db.session.flush()
    return changes


def clear_all(*, actor: Actor, project_ids: Collection[UUID]) -> Changes:
    """Clear the open pairs of entries that left the contest."""
    changes = Changes()
    for project_id in sorted(project_ids):
        for pair in _locked(project_id):
            if pair.state is PairState.OPEN:
                changes += _clear(actor, pair)
    return changes


def _locked(project_id: UUID) -> list[SuspectedPair]:
    mine = or_(SuspectedPair.first_id == project_id, SuspectedPair.second_id == project_id)
    query = select(SuspectedPair).where(mine).order_by(SuspectedPair.id).with_for_update()
    return list(db.session.execute(query).scalars())


def _other(pair: SuspectedPair, project_id: UUID) -> UUID:
    return pair.second_id if pair.first_id == project_id else pair.first_id


def _raise(actor: Actor, project_id: UUID, other_id: UUID, suspicion: Suspicion) -> None:
    first, second = ordered(project_id, other_id)
    # Two workers may meet here from both sides; whoever comes second finds the pair there.
    db.session.execute(select(func.pg_advisory_xact_lock(_lock_number(first, second))))
    known = select(SuspectedPair).where(SuspectedPair.first_id == first, SuspectedPair.second_id == second)
    if (pair := db.session.execute(known).scalar_one_or_none()) is not None:
        _update(actor, pair, suspicion)
        return
    pair = SuspectedPair(id=new_id(), first_id=first, second_id=second, state=PairState.OPEN, version=1)
    _write(pair, suspicion)
    db.session.add(pair)
    audit.record(actor, "duplicate_pair.raised", pair, kinds=pair.kinds, score=pair.score)


def _lock_number(first: UUID, second: UUID) -> int:
    return (first.int ^ second.int) % 2**63


def _update(actor: Actor, pair: SuspectedPair, suspicion: Suspicion) -> Changes:
    if pair.state is PairState.OPEN and suspicion.score < CLEARLY_BELOW:
        return _clear(actor, pair)
    changes = Changes()
    if pair.state is PairState.CLEARED and suspicion.raised:
        pair.state, changes = PairState.OPEN, Changes(reopened=1)
        audit.record(actor, "duplicate_pair.raised", pair, kinds=sorted(suspicion.kinds))
    elif pair.state is PairState.NOT_DUPLICATE:
        fresh, now = news(_decided(pair), suspicion), clock.now()
        if fresh is not None:
            pair.state, pair.reopened_at, pair.news = PairState.OPEN, now, fresh
            changes = Changes(reopened=1)
            audit.record(actor, "duplicate_pair.reopened", pair, **fresh)
    if pair.state is not PairState.CLEARED:
        _write(pair, suspicion)
    return changes


def _decided(pair: SuspectedPair) -> Suspicion:
    return combined(Evidence.of(stored) for stored in pair.decided_evidence)


def _clear(actor: Actor, pair: SuspectedPair) -> Changes:
    pair.state, pair.updated_at = PairState.CLEARED, clock.now()
    pair.version += 1
    audit.record(actor, "duplicate_pair.cleared", pair)
    return Changes(cleared=1)


def _write(pair: SuspectedPair, suspicion: Suspicion) -> None:
    stored = [item.as_json() for item in suspicion.evidence]
    if pair.evidence != stored:
        now = clock.now()
        pair.evidence, pair.score = stored, suspicion.score
        pair.kinds, pair.updated_at = sorted(suspicion.kinds), now
        pair.version = (pair.version or 0) + 1


def decide(
    *,
    actor: Actor,
    pair_id: UUID,
    verdict: PairState,
    reason: str,
    version: int,
    kept_id: UUID | None = None,
) -> SuspectedPair:
    """Say whether two entries are one, and why. Nothing follows from it by itself: returning or refusing an entry
    is screening's. Deciding anew is deciding again; the audit log keeps every decision.

    Raises Forbidden, Invalid, or PairChanged when the pair is not what the decider was shown.
    """
    pair = queries.locked(pair_id)
    authorise(actor, Permission.DECIDE_DUPLICATES, queries.get_access(pair_id))
    _refuse_incomplete(pair, verdict, reason, kept_id)
    if pair.version != version:
        raise PairChanged(version=pair.version)
    was, now = pair.state, clock.now()
    pair.state, pair.reason, pair.kept_id = verdict, reason.strip(), kept_id
    pair.decided_by, pair.decided_at = actor.user_id, now
    pair.decided_score, pair.decided_evidence = pair.score, pair.evidence
    pair.reopened_at, pair.news = None, {}
    pair.version += 1
    audit.record(actor, "duplicate_pair.decided", pair, was=was, verdict=verdict, kept=kept_id)
    return pair


def _refuse_incomplete(pair: SuspectedPair, verdict: PairState, reason: str, kept_id: UUID | None) -> None:
    if verdict not in DECIDED:
        raise Invalid(FieldError("verdict", "required"))
    needed("reason", reason.strip(), REASON_LIMIT)
    one_of_them = kept_id is None or kept_id in {pair.first_id, pair.second_id}
    if not one_of_them or (kept_id is not None and verdict is not PairState.DUPLICATE):
        raise Invalid(FieldError("kept_id", "not_a_choice"))
