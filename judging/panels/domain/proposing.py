"""What a proposal may not touch, what it may not make, and how it differs from what stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from uuid import UUID

from contest.kernel.errors import DomainError
from judging.panels.states import ProposalScope

Pair = tuple[UUID, UUID]  # (judge, entry)


class NothingToAssign(DomainError):
    """A panel needs entries and judges who accepted."""

    code = "nothing_to_assign"


class ProposalGone(DomainError):
    """The proposal was committed, replaced by a newer one, or could not be made."""

    code = "proposal_gone"


class ProposalStale(DomainError):
    """Since the proposal was made, `changes` pairs became impossible or work was finished that it drops."""

    code = "proposal_stale"


class PairInConflict(DomainError):
    """The judge may not judge this entry."""

    code = "pair_in_conflict"


class PairRecused(DomainError):
    """The judge recused from this entry."""

    code = "pair_recused"


class PairBarred(DomainError):
    """The office barred the judge from this entry; the bar is withdrawn first, with its reason on record."""

    code = "pair_barred"


class SheetFinished(DomainError):
    """The judge has handed in the sheet for this entry; it stays."""

    code = "sheet_finished"


class AlreadyAssigned(DomainError):
    """The judge has this entry already."""

    code = "already_assigned"


class NotInRound(DomainError):
    """The judge has not accepted, or the entry is not judged in this round."""

    code = "not_in_round"


@dataclass(frozen=True, slots=True)
class Situation:
    """A round's panels as they are. `standing` pairs are assigned, `finished` ones have their sheet handed in.

    `judges` can be given new entries; `conflicted`, `recused` and `barred` pairs may not be (again). `wished` pairs
    the office wants in every panel proposed.
    """

    judges: tuple[UUID, ...]
    entries: tuple[UUID, ...]
    standing: frozenset[Pair] = frozenset()
    finished: frozenset[Pair] = frozenset()
    recused: frozenset[Pair] = frozenset()
    conflicted: frozenset[Pair] = frozenset()
    barred: frozenset[Pair] = frozenset()
    wished: frozenset[Pair] = frozenset()

    @property
    def forbidden(self) -> frozenset[Pair]:
        """Return the pairs that no panel may hold."""
        return self.conflicted | self.recused | self.barred

    @property
    def pinned(self) -> frozenset[Pair]:
        """Return the pairs every proposal holds: what is finished, and what the office wants and may have."""
        judges, entries = set(self.judges), set(self.entries)
        wanted = {(judge, entry) for judge, entry in self.wished if judge in judges and entry in entries}
        return (self.counting() & self.finished) | (wanted - self.forbidden)

    @property
    def in_conflict(self) -> frozenset[Pair]:
        """Return standing pairs that may not stand any more."""
        return self.standing & (self.conflicted | self.recused)

    def without(self, entries: Set[UUID]) -> Situation:
        """Return the situation as it reads to somebody who may learn nothing about some entries."""
        if not entries:
            return self

        def seen(pairs: Set[Pair]) -> frozenset[Pair]:
            return frozenset(pair for pair in pairs if pair[1] not in entries)

        return Situation(
            judges=self.judges,
            entries=tuple(entry for entry in self.entries if entry not in entries),
            standing=seen(self.standing),
            finished=seen(self.finished),
            recused=seen(self.recused),
            conflicted=seen(self.conflicted),
            barred=seen(self.barred),
            wished=seen(self.wished),
        )

    def counting(self) -> frozenset[Pair]:
        """Return standing pairs that count: allowed, of an entry still judged, of an active judge or finished."""
        judges, entries = set(self.judges), set(self.entries)
        return frozenset(
            (judge, entry)
            for judge, entry in self.standing - self.forbidden
            if entry in entries and (judge in judges or (judge, entry) in self.finished)
        )

    def preferred(self, scope: ProposalScope) -> frozenset[Pair]:
        """Return the unfinished pairs that a repair moves only where it must; none when one begins anew."""
        return self.counting() - self.pinned if scope is ProposalScope.REPAIR else frozenset()

    def short(self, per_entry: int) -> dict[UUID, int]:
        """Return entry -> judges missing from its panel, for entries whose panel is not complete."""
        sizes = Counter(entry for _, entry in self.counting())
        return {entry: per_entry - sizes[entry] for entry in self.entries if sizes[entry] < per_entry}


@dataclass(frozen=True, slots=True)
class Difference:
    """What committing a proposal changes. `set_aside`: finished sheets that stop counting."""

    kept: frozenset[Pair]
    added: frozenset[Pair]
    removed: frozenset[Pair]
    set_aside: frozenset[Pair]


def difference(situation: Situation, proposed: Set[Pair]) -> Difference:
    """Return how a proposal differs from what stands."""
    pairs = frozenset(proposed)
    removed = situation.standing - pairs
    return Difference(
        kept=situation.standing & pairs,
        added=pairs - situation.standing,
        removed=removed,
        set_aside=removed & situation.finished,
    )


def stale_pairs(situation: Situation, proposed: Set[Pair]) -> int:
    """Return how many pairs keep a proposal from being committed as it was previewed.

    Pairs that are forbidden now, or whose judge or entry left; sheets finished since that it would drop;
    entries that joined since and that it leaves without judges.
    """
    judges, entries = set(situation.judges), set(situation.entries)
    finished = situation.counting() & situation.finished
    impossible = sum(
        pair in situation.forbidden
        or pair[1] not in entries
        or (pair[0] not in judges and pair not in finished)
        for pair in proposed
    )
    return impossible + len(finished - proposed) + len(entries - {entry for _, entry in proposed})
