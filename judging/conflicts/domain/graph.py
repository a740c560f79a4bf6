"""Hard conflicts of interest from plain facts: who knows whom, by organisation, base, team or address.

A judge in conflict with an entry neither sees nor scores it (domain rule 3). The facts are sets of ids and of
normalised contacts, so one judge's second e-mail or old phone counts like the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from judging.conflicts.domain.contacts import mask
from judging.conflicts.domain.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class JudgeFacts:
    """What is known of a judge.

    `person` is the judge's account. `declared` holds the ids the judge declared a conflict with: an entry, a
    person, an organisation or a base (ids are unique across kinds). `kin` holds those
    declared as family. `emails` and `phones` are normalised, `unproved`
    those of them that nobody has shown to be the judge's.
    """

    id: UUID
    person: UUID | None = None
    organisations: frozenset[UUID] = frozenset()
    bases: frozenset[UUID] = frozenset()
    declared: frozenset[UUID] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    unproved: frozenset[str] = frozenset()
    kin: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of an entry: its people (accounts), organisations, bases and normalised contacts.

    `subject` is what the entry is about, a project say: other contexts know ties to that.
    """

    id: UUID
    members: frozenset[UUID] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    bases: frozenset[UUID] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    unproved: frozenset[str] = frozenset()
    subject: UUID | None = None


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """One reason why a judge may not judge an entry.

    `source` is what both share: the id of an organisation, base, person or entry, or a contact shown in part
    (`mask`), because a conflict is kept and read long after the contact should be gone. It holds whether the contact
    is `proved` or not; the office sees the difference, because anybody can claim an address.
    """

    judge_id: UUID
    item_id: UUID
    kind: Relation
    source: str
    proved: bool = True
    since: date | None = field(default=None, compare=False)


Fact = tuple[Relation, UUID | str]


def conflicts(judges: Iterable[JudgeFacts], items: Iterable[ItemFacts]) -> list[Conflict]:
    """Return every conflict, one per judge, entry, relation and source, in a fixed order.

    Entries are indexed by the facts some judge shares, so the work grows with the entries and the conflicts found
    rather than with judges times entries.
    """
    judges = list(judges)
    doubts: dict[UUID, frozenset[str]] = {}
    wanted: defaultdict[Relation, set[UUID | str]] = defaultdict(set)
    for judge in judges:
        for kind, value in _judge_facts(judge):
            wanted[kind].add(value)
    index: defaultdict[Fact, list[UUID]] = defaultdict(list)
    for item in items:
        doubts[item.id] = item.unproved
        for kind, values in _item_facts(item):
            for value in wanted[kind] & values:
                index[kind, value].append(item.id)
    found: dict[Conflict, bool] = {}
    for judge in judges:
        for kind, value in _judge_facts(judge):
            for item_id in index.get((kind, value), ()):
                proved = value not in judge.unproved and value not in doubts[item_id]
                one = Conflict(judge.id, item_id, kind, _shown(kind, str(value)))
                found[one] = proved or found.get(one, False)  # masks of two contacts may read the same
    return sorted(replace(one, proved=proved) for one, proved in found.items())


def _shown(kind: Relation, value: str) -> str:
    return mask(value) if kind is Relation.KNOWN_CONTACT else value


def _item_facts(item: ItemFacts) -> tuple[tuple[Relation, Set[UUID] | Set[str]], ...]:
    anything = {item.id} | item.members | item.organisations | item.bases
    return (
        (Relation.SAME_ORGANISATION, item.organisations),
        (Relation.SAME_BASE, item.bases),
        (Relation.SELF_DECLARED, anything),
        (Relation.KINSHIP, anything),
        (Relation.TEAM_MEMBER, item.members),
        (Relation.KNOWN_CONTACT, item.emails | item.phones),
    )


def _judge_facts(judge: JudgeFacts) -> set[Fact]:
    return (
        {(Relation.SAME_ORGANISATION, value) for value in judge.organisations}
        | {(Relation.SAME_BASE, value) for value in judge.bases}
        | {(Relation.SELF_DECLARED, value) for value in judge.declared}
        | {(Relation.KINSHIP, value) for value in judge.kin}
        | {(Relation.TEAM_MEMBER, value) for value in [judge.person] if value}
        | {(Relation.KNOWN_CONTACT, value) for value in judge.emails | judge.phones}
    )
