"""The office proposes pairs: neither side has spoken, and either may say the first word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from contest.kernel import audit, clock
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.notices.services import Draft, notify_all, supersede
from matching.introductions import queries
from matching.introductions.domain import LASTS, IntroductionState, Move, Side, state_at
from matching.introductions.models import Introduction
from matching.introductions.services.asking import end, expire_overdue
from matching.introductions.services.letters import letter, people_of, tell
from matching.permissions import Permission
from matching.profiles.domain import ProfileKind


@dataclass(frozen=True, slots=True)
class Proposed:
    """A pair the office proposes."""

    project_id: UUID
    profile_id: UUID


def propose(
    *, actor: Actor, season_id: UUID, kind: ProfileKind, pairs: Sequence[Proposed]
) -> dict[Proposed, UUID]:
    """Propose pairs to both their sides; return the introductions made. A pair that is under way is left as it is.

    The caller has made sure that both sides take part in matching. The number of statements does not grow with pairs
    but for the letters.
    """
    authorise(actor, Permission.ASSIGN, None)
    expire_overdue(kind)
    under_way = queries.active_of([pair.project_id for pair in pairs], kind)
    now = clock.now()
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "season_id": season_id,
            "project_id": pair.project_id,
            "profile_id": pair.profile_id,
            "kind": kind,
            "state": IntroductionState.ASKED,
            "asked_at": now,
            "expires_at": now + LASTS,
        }
        for pair in sorted(pairs, key=lambda pair: (pair.project_id, pair.profile_id))
        if (pair.project_id, pair.profile_id) not in under_way
    ]
    if rows:
        # Somebody may ask in this very moment: then the pair is under way, and no second one is made.
        db.session.execute(insert(Introduction).on_conflict_do_nothing(), rows)
    found = queries.active_of([pair.project_id for pair in pairs], kind)
    made = {
        Proposed(row["project_id"], row["profile_id"]): row["id"]
        for row in rows
        if found.get((row["project_id"], row["profile_id"])) == row["id"]
    }
    _announce(actor, made.values())
    return made


def _announce(actor: Actor, made: Collection[UUID]) -> None:
    drafts = []
    for facts in queries.introductions_by_id(actor, made):
        audit.record(
            actor,
            "introduction.proposed",
            db.session.get_one(Introduction, facts.id),
            project=facts.project_id,
            profile=facts.profile_id,
        )
        drafts += [
            Draft(
                recipients=[person.id for person in people_of(facts, side)],
                code="introduction.proposed",
                once_key=f"introduction:{facts.id}:{facts.version}:{side}",
                params=letter(facts, side, "proposed"),
                link=f"/introductions/{facts.id}",
            )
            for side in Side
        ]
    notify_all(drafts)


def retract(*, actor: Actor, introduction_ids: Collection[UUID]) -> int:
    """Take proposals back that nobody or only one side agreed to; return how many. What is open or over stays."""
    authorise(actor, Permission.ASSIGN, None)
    taken = 0
    for introduction_id in sorted(introduction_ids):
        found = queries.locked(introduction_id)
        if state_at(found.state, found.expires_at, clock.now()) is IntroductionState.EXPIRED:
            if found.state is IntroductionState.ASKED:
                end(actor, found, Move.EXPIRE)
        elif found.state is IntroductionState.ASKED:
            found.retracted = True
            end(actor, found, Move.WITHDRAW)
            supersede(prefix=f"introduction:{found.id}:")
            for side in Side:
                tell(found, side, "retracted")
            taken += 1
    return taken
