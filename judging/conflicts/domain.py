"""Hard conflicts of interest from plain facts: who knows whom, by organisation, base, team or address.

A judge in conflict with an entry neither sees nor scores it (domain rule 3). The facts are sets of ids and of
normalised contacts, so one judge's second e-mail or old phone counts like the first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

KEPT = 4096  # contacts in their normal form: a desk compares the same hundreds again and again


class Relation(StrEnum):
    """What ties a judge to an entry."""

    SAME_ORGANISATION = "same_organisation"
    SAME_BASE = "same_base"
    SELF_DECLARED = "self_declared"
    TEAM_MEMBER = "team_member"
    KNOWN_CONTACT = "known_contact"


@dataclass(frozen=True, slots=True)
class JudgeFacts:
    """What is known of a judge.

    `person` is the judge's account. `declared` holds the ids the judge declared a conflict with: an entry, a
    person, an organisation or a base (ids are unique across kinds). `emails` and `phones` are normalised.
    """

    id: UUID
    person: UUID | None = None
    organisations: frozenset[UUID] = frozenset()
    bases: frozenset[UUID] = frozenset()
    declared: frozenset[UUID] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of an entry: its people (accounts), organisations, bases and normalised contacts."""

    id: UUID
    members: frozenset[UUID] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    bases: frozenset[UUID] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """One reason why a judge may not judge an entry.

    `source` is what both share: the id of an organisation, base, person or entry, or a contact shown in part
    (`mask`), because a conflict is kept and read long after the contact should be gone.
    """

    judge_id: UUID
    item_id: UUID
    kind: Relation
    source: str


Fact = tuple[Relation, UUID | str]


def conflicts(judges: Iterable[JudgeFacts], items: Iterable[ItemFacts]) -> list[Conflict]:
    """Return every conflict, one per judge, entry, relation and source, in a fixed order.

    Entries are indexed by the facts some judge shares, so the work grows with the entries and the conflicts found
    rather than with judges times entries.
    """
    judges = list(judges)
    wanted: defaultdict[Relation, set[UUID | str]] = defaultdict(set)
    for judge in judges:
        for kind, value in _judge_facts(judge):
            wanted[kind].add(value)
    index: defaultdict[Fact, list[UUID]] = defaultdict(list)
    for item in items:
        for kind, values in _item_facts(item):
            for value in wanted[kind] & values:
                index[kind, value].append(item.id)
    found = {
        Conflict(judge.id, item_id, kind, source if kind is not Relation.KNOWN_CONTACT else mask(source))
        for judge in judges
        for kind, value in _judge_facts(judge)
        for source, item_id in ((str(value), item_id) for item_id in index.get((kind, value), ()))
    }
    return sorted(found)


def _item_facts(item: ItemFacts) -> tuple[tuple[Relation, Set[UUID] | Set[str]], ...]:
    return (
        (Relation.SAME_ORGANISATION, item.organisations),
        (Relation.SAME_BASE, item.bases),
        (Relation.SELF_DECLARED, {item.id} | item.members | item.organisations | item.bases),
        (Relation.TEAM_MEMBER, item.members),
        (Relation.KNOWN_CONTACT, item.emails | item.phones),
    )


def _judge_facts(judge: JudgeFacts) -> set[Fact]:
    return (
        {(Relation.SAME_ORGANISATION, value) for value in judge.organisations}
        | {(Relation.SAME_BASE, value) for value in judge.bases}
        | {(Relation.SELF_DECLARED, value) for value in judge.declared}
        | {(Relation.TEAM_MEMBER, value) for value in [judge.person] if value}
        | {(Relation.KNOWN_CONTACT, value) for value in judge.emails | judge.phones}
    )


@lru_cache(maxsize=KEPT)
def normalise_email(text: str) -> str | None:
    """Return the mailbox an address reaches, None if it is no address.

    Case, full-width forms and a `+tag` make no difference; at Gmail dots make none either. Used to compare,
    never to send.
    """
    local, at, host = unicodedata.normalize("NFKC", text).strip().casefold().rpartition("@")
    local = local.split("+")[0]
    host = host.rstrip(".")
    if host in {"gmail.com", "googlemail.com"}:
        local, host = local.replace(".", ""), "gmail.com"
    return f"{local}{at}{host}" if local and "." in host and not re.search(r"\s", local + host) else None


@lru_cache(maxsize=KEPT)
def normalise_phone(text: str) -> str | None:
    """Return a number with its country (+8613800000000), None if it is too short or long to be one.

    Chinese numbers may come with +86, 0086, 86 or nothing, landlines with 0 and the area; eight digits
    alone are a Shanghai landline. An extension is dropped: it shares its line. Used to compare, never to
    dial.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    plain = re.split(r"转|ext|x|#|,|;|/", plain)[0].replace("(0)", "")
    digits = re.sub(r"[^0-9]", "", plain)
    if plain.lstrip("( ").startswith("+"):
        international = digits
    elif digits.startswith("00"):
        international = digits[2:]
    else:
        international = _with_country(digits)
    international = re.sub(r"^860+", "86", international)
    return f"+{international}" if 8 <= len(international) <= 15 else None


def _with_country(digits: str) -> str:
    """Return a number dialled within China with the country code in front."""
    if re.fullmatch(r"86(1[3-9]\d{9}|[2-9]\d{8,10})", digits):
        return digits
    if len(digits) == 8:
        return f"8621{digits}"
    return f"86{digits.removeprefix('0')}" if len(digits) >= 9 else ""


def mask(contact: str) -> str:
    """Return enough of an e-mail or phone to recognise it by: l***@example.org, +86138****1234."""
    local, at, host = contact.partition("@")
    return f"{local[:1]}***@{host}" if at else f"{contact[:-8]}****{contact[-4:]}"
