"""The life of an objection (domain.md §3.4, §8.6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from contest.duplicates.domain.integrity import placeholder_names
from contest.kernel.errors import DomainError, FieldError
from contest.kernel.written import text_errors

NAME_LIMIT, CONTACT_LIMIT, TEXT_LIMIT = 60, 120, 4000
SHORTEST = 20  # characters of grounds: a complaint that says nothing cannot be looked into
MOST_FILES = 5
MOST_OF_ONE_PERSON = (
    5  # in one publication, those taken back included: more would keep the office from the others
)


class ObjectionState(StrEnum):
    """filed → in_hand (one person works it) → reported (a finding waits for somebody else) → upheld or dismissed."""

    FILED = "filed"
    IN_HAND = "in_hand"
    REPORTED = "reported"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


OPEN = (ObjectionState.FILED, ObjectionState.IN_HAND, ObjectionState.REPORTED)
DECIDED = (ObjectionState.UPHELD, ObjectionState.DISMISSED)


class Consequence(StrEnum):
    """What an upheld objection does to the entry. Either way the next in rank moves up where a place falls free."""

    NONE = "none"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


class ObjectionsClosed(DomainError):
    """Objections are taken during the publicity period only, by the database's clock."""

    code = "objections_closed"


class TooManyObjections(DomainError):
    """The person raised as many objections to this publication as one may."""

    code = "objections_used_up"


class ObjectionRefused(DomainError):
    """The objection is not in a state in which this can be done."""

    code = "objection_state"


class OtherPersonNeeded(DomainError):
    """Whoever worked a case, or raised it, does not decide it."""

    code = "objection_other_person"


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody objects, in one's own name."""

    name: str
    contact: str
    grounds: str

    def errors(self, evidence: int) -> list[FieldError]:
        """Return what is wrong with it; `evidence` is the number of files handed in with it."""
        errors = [
            *text_errors("name", self.name, NAME_LIMIT),
            *text_errors("contact", self.contact, CONTACT_LIMIT),
            *text_errors("grounds", self.grounds, TEXT_LIMIT),
        ]
        if self.name.strip() and placeholder_names([self.name]):
            errors.append(FieldError("name", "objection_real_name"))
        if 0 < len(self.grounds.strip()) < SHORTEST:
            errors.append(FieldError("grounds", "objection_too_short", {"least": SHORTEST}))
        if not evidence:
            errors.append(FieldError("evidence", "objection_evidence"))
        if evidence > MOST_FILES:
            errors.append(FieldError("evidence", "objection_too_many", {"limit": MOST_FILES}))
        return errors


@dataclass(frozen=True, slots=True)
class Verdict:
    """A finding, or a decision: upheld or not, what follows, and in words why."""

    upheld: bool
    consequence: Consequence
    words: str

    def errors(self) -> list[FieldError]:
        """Return what is wrong with it."""
        errors = text_errors("words", self.words, TEXT_LIMIT)
        if not self.upheld and self.consequence is not Consequence.NONE:
            errors.append(FieldError("consequence", "objection_consequence"))
        return errors


def may_decide(decider: UUID | None, involved: Collection[UUID | None]) -> bool:
    """Say whether somebody may decide a case that `involved` worked or raised."""
    return decider is not None and decider not in involved
