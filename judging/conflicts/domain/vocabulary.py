"""What ties a judge to an entry, and what is refused because of it."""

from __future__ import annotations

from enum import StrEnum

from contest.kernel.errors import DomainError


class Relation(StrEnum):
    """What ties a judge to an entry."""

    SAME_ORGANISATION = "same_organisation"
    SAME_BASE = "same_base"
    SELF_DECLARED = "self_declared"
    TEAM_MEMBER = "team_member"
    KNOWN_CONTACT = "known_contact"


class TiedToEntry(DomainError):
    """Whoever is tied to an entry leaves what concerns it to a colleague (domain.md §8.3)."""

    code = "tied_to_entry"
    status = 403
