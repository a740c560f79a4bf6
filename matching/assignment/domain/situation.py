"""What a plan must heed: places, spaces, answers, pins and bars; and how one plan differs from another."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from matching.assignment.domain.plans import Pair, PinBeyondRoom, PinBeyondSpace, Terms


@dataclass(frozen=True, slots=True)
class Situation:
    """A kind in a season at one moment.

    `room`: profile -> places (0 where it takes nobody now). `space`: profile -> m² left, only where it states any.
    `need`: winner -> the m² it takes. `agreed`: both sides said yes. `asked`: waits for an
    answer. `refused`: somebody said no, or left a proposal unanswered. `pinned`, `barred`: the office's words, which
    never outweigh an answer.
    """

    winners: tuple[UUID, ...]
    room: Mapping[UUID, int]
    agreed: frozenset[Pair] = frozenset()
    asked: frozenset[Pair] = frozenset()
    refused: frozenset[Pair] = frozenset()
    pinned: frozenset[Pair] = frozenset()
    barred: frozenset[Pair] = frozenset()
    preferences: Mapping[str, tuple[Pair, ...]] = field(default_factory=dict)
    space: Mapping[UUID, int] = field(default_factory=dict)
    need: Mapping[UUID, int] = field(default_factory=dict)

    def load(self, pairs: Iterable[Pair]) -> Counter[UUID]:
        """Return profile -> the places that pairs take."""
        return Counter(pair.profile_id for pair in pairs)

    def area(self, pairs: Iterable[Pair]) -> Counter[UUID]:
        """Return profile -> the m² that pairs take."""
        areas: Counter[UUID] = Counter()
        for pair in pairs:
            areas[pair.profile_id] += self.need.get(pair.project_id, 0)
        return areas

    @property
    def kept(self) -> frozenset[Pair]:
        """Return what stands in every plan: what was agreed, and the office's pins that nobody refused."""
        return self.agreed | (self.pinned - self.closed)

    @property
    def closed(self) -> frozenset[Pair]:
        """Return what stands in no plan."""
        return (self.refused | self.barred) - self.agreed

    @property
    def standing(self) -> frozenset[Pair]:
        """Return what is kept where it can be: somebody holds the question in their hands."""
        return self.asked - self.closed

    def fingerprint(self, terms: Terms) -> str:
        """Return what tells two situations apart; the same whatever order they were read in."""
        facts = {
            "terms": terms.as_dict(),
            "winners": sorted(map(str, self.winners)),
            **{
                name: {str(key): value for key, value in sorted(getattr(self, name).items())}
                for name in ("room", "space", "need")
            },
            "preferences": {
                key: _told(pairs, ordered=True) for key, pairs in sorted(self.preferences.items())
            },
        } | {name: _told(getattr(self, name)) for name in ("agreed", "asked", "refused", "pinned", "barred")}
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _told(pairs: Iterable[Pair], *, ordered: bool = False) -> list[list[str]]:
    told = [[str(pair.project_id), str(pair.profile_id)] for pair in pairs]
    return told if ordered else sorted(told)


def over_pinned(now: Situation) -> dict[UUID, int]:
    """Return the profiles to which the office pinned more than there are places left -> how many they hold."""
    by_office = {pair.profile_id for pair in now.kept - now.agreed}
    return {
        profile: load
        for profile, load in now.load(now.kept).items()
        if profile in by_office and load > now.room.get(profile, 0)
    }


def over_spaced(now: Situation) -> dict[UUID, int]:
    """Return the profiles to which the office pinned more than there is space left -> the m² that takes."""
    by_office = {pair.profile_id for pair in now.kept - now.agreed if now.need.get(pair.project_id)}
    return {
        profile: area
        for profile, area in now.area(now.kept).items()
        if profile in by_office and profile in now.space and area > now.space[profile]
    }


def ensure_room(now: Situation, *, only: UUID | None = None) -> None:
    """Raise PinBeyondRoom or PinBeyondSpace for the first profile (of all, or `only` this) pinned beyond its room."""
    for profile, load in sorted(over_pinned(now).items()):
        if only in (None, profile):
            raise PinBeyondRoom(profile=str(profile), pinned=load, room=now.room.get(profile, 0))
    for profile, area in sorted(over_spaced(now).items()):
        if only in (None, profile):
            raise PinBeyondSpace(profile=str(profile), pinned=area, space=now.space[profile])


class Change(StrEnum):
    """What a plan does to a pair, against the one that is published."""

    ADDED = "added"
    KEPT = "kept"
    DECLINED = "declined"  # it is gone because somebody said no or did not answer
    MOVED = "moved"  # it is gone because places or pins changed


@dataclass(frozen=True, slots=True)
class Difference:
    """A plan against the published one: pair -> what happens to it."""

    changes: Mapping[Pair, Change]

    def count(self, change: Change) -> int:
        """Return how many pairs this happens to."""
        return sum(one is change for one in self.changes.values())

    def of(self, change: Change) -> list[Pair]:
        """Return the pairs this happens to, in a stable order."""
        return sorted(pair for pair, one in self.changes.items() if one is change)


def difference(before: Collection[Pair], after: Collection[Pair], refused: Collection[Pair]) -> Difference:
    """Compare two plans."""
    changes = {pair: Change.KEPT if pair in before else Change.ADDED for pair in after}
    for pair in set(before) - set(after):
        changes[pair] = Change.DECLINED if pair in refused else Change.MOVED
    return Difference(changes)


def stale(now: Situation, pairs: Collection[Pair]) -> list[Pair]:
    """Return the pairs of a draft that cannot be proposed any more.

    A side is gone, said no, or has no place or space left.
    """
    winners = set(now.winners)
    wrong = {
        pair
        for pair in pairs
        if pair not in now.agreed
        and (pair.project_id not in winners or pair.profile_id not in now.room or pair in now.closed)
    }
    stands = {*pairs, *now.agreed} - wrong
    full = {profile for profile, load in now.load(stands).items() if load > now.room.get(profile, 0)}
    areas = now.area(stands)
    wide = {profile for profile, space in now.space.items() if areas[profile] > space}
    for pair in stands - now.agreed:
        if pair.profile_id in full or (pair.profile_id in wide and now.need.get(pair.project_id)):
            wrong.add(pair)
    return sorted(wrong)
