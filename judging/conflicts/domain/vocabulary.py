"""What ties a judge to an entry, which ties may be waived, and what is refused because of them."""

from __future__ import annotations

from enum import StrEnum

from contest.kernel.errors import DomainError

MAX_REASON = 500
MAX_STATEMENT = 2000
MAX_NAME = 120
MOST_REQUESTS = 5  # open ones of one project


class Relation(StrEnum):
    """What ties a judge to an entry."""

    SAME_ORGANISATION = "same_organisation"
    PAST_ORGANISATION = "past_organisation"
    INVESTMENT = "investment"
    MENTORING = "mentoring"
    SAME_BASE = "same_base"
    TEAM_MEMBER = "team_member"
    PAST_TEAM = "past_team"
    KINSHIP = "kinship"
    SELF_DECLARED = "self_declared"
    KNOWN_CONTACT = "known_contact"
    REQUESTED = "requested"


# One's own team and one's own family are never waived, whoever signs.
NEVER_WAIVED = frozenset({Relation.TEAM_MEMBER, Relation.PAST_TEAM, Relation.KINSHIP})


class DeclaredTie(StrEnum):
    """What kind of tie somebody declares."""

    EMPLOYMENT = "employment"
    EQUITY = "equity"
    MENTORING = "mentoring"
    KINSHIP = "kinship"
    OTHER = "other"


class About(StrEnum):
    """Whom a team asks to be kept from its entry."""

    PERSON = "person"
    ORGANISATION = "organisation"


class RequestState(StrEnum):
    """waiting → accepted (the tie holds) or refused by the office; the team may withdraw it while it waits."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class TiedToEntry(DomainError):
    """Whoever is tied to an entry leaves what concerns it to a colleague (domain.md §8.3)."""

    code = "tied_to_entry"
    status = 403


class NotWaivable(DomainError):
    """The tie is of a kind that nobody can waive, or there is no tie."""

    code = "conflict_not_waivable"


class NeedsSecondPerson(DomainError):
    """A waiver is signed by two different people, neither of whom is the judge."""

    code = "waiver_needs_second_person"


class WaiverExists(DomainError):
    """A waiver of this conflict waits or stands already."""

    code = "waiver_exists"


class WaiverEnded(DomainError):
    """The waiver was confirmed or taken back already, or its round is over."""

    code = "waiver_ended"


class RequestDecided(DomainError):
    """The request was decided or withdrawn already."""

    code = "recusal_request_decided"


class TooManyRequests(DomainError):
    """A team names a few people at most."""

    code = "too_many_recusal_requests"
