"""What of a round a record may hold for whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, true

from contest.entries.queries import not_about
from contest.kernel.access import Actor, policy
from contest.kernel.ties import veils
from contest.permissions import Permission as ContestPermission
from judging.conflicts.queries import hidden_entries
from judging.permissions import Permission
from judging.ranking.queries import rivals_of
from judging.rounds.queries import RoundView


@dataclass(frozen=True, slots=True)
class Scope:
    """What is left out of a round's records for one reader.

    `subjects` are those the reader is tied to; `left_out` the entries of the round that are missing: theirs, and until
    the results are public all they compete with, since the totals of a whole track are its ranking. `named`: judges
    are called by their names, else by a pseudonym; `audited`: the log may be read.
    """

    subjects: frozenset[UUID]
    left_out: frozenset[UUID]
    named: bool
    audited: bool

    @property
    def is_tied(self) -> bool:
        return bool(self.left_out)

    def covers(self, entry_id: Any) -> ColumnElement[bool]:
        """Return the condition that a column's entry may be in the record."""
        mine = not_about(entry_id, self.subjects)
        return and_(mine, entry_id.not_in(self.left_out)) if self.left_out else and_(mine, true())


def scope_of(actor: Actor, round_: RoundView) -> Scope:
    """Return what the actor may have of a round's records. The caller decides who may ask at all."""
    return Scope(
        subjects=veils.subjects(actor),
        left_out=rivals_of(round_, hidden_entries(actor, round_)),
        named=policy.allows(actor, Permission.NAME_JUDGES, round_),
        audited=policy.holds(actor, ContestPermission.READ_AUDIT),
    )
