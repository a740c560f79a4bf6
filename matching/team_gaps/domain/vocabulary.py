"""The roles a team may lack.

001 二(一)1 wants teams of scientists, managers, capital and industry; 002 a general manager for a scientist.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from contest.kernel.errors import DomainError
from contest.kernel.localized import LocalizedText

# Kinds of contest.embeddings' texts.
GAP, OFFER = "team_gap", "talent_offer"
LASTS = timedelta(days=180)  # an offer that nobody confirms is shown no longer
REMIND_BEFORE = timedelta(days=14)
KEPT_AFTER = timedelta(days=30)  # a lapsed offer is kept for so long, then it goes


class GapRole(StrEnum):
    """What somebody would be in the team."""

    GENERAL_MANAGER = "general_manager"
    TECHNOLOGY = "technology"
    FINANCE = "finance"
    OPERATIONS = "operations"
    RESEARCH = "research"
    CLINICAL = "clinical"
    REGULATORY = "regulatory"
    PRODUCT = "product"
    PRODUCTION = "production"
    SALES = "sales"
    OVERSEAS = "overseas"
    LEGAL = "legal"
    PEOPLE = "people"
    OTHER = "other"  # what it is, the description says


class Commitment(StrEnum):
    """How much of somebody's time."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    ADVISORY = "advisory"


class GapState(StrEnum):
    """A gap is open until somebody joined for it, both saying so, or the team thinks otherwise."""

    OPEN = "open"
    CLOSED = "closed"
    FILLED = "filled"


class OfferState(StrEnum):
    """Whether projects see an offer now."""

    SHOWN = "shown"
    LAPSED = "lapsed"
    TAKEN_DOWN = "taken_down"
    PAUSED = "paused"  # by its author, who may be busy or have found a team


class GapStated(DomainError):
    """The team has stated this gap already."""

    code = "gap_stated"


class NotOffered(DomainError):
    """The person is in this team, or one of the two sides is not open to the other now."""

    code = "talent_not_available"


class TakenDown(DomainError):
    """The office took the offer or the gap down: it is not confirmed or asked about until the office puts it back."""

    code = "talent_taken_down"


class ConsentMissing(DomainError):
    """Nobody is shown without having agreed to it."""

    code = "talent_consent"
    status = 422


# From the whole of somebody's time to the least of it.
MOST_FIRST = (Commitment.FULL_TIME, Commitment.PART_TIME, Commitment.ADVISORY)


def fills(wanted: Commitment | None, joined_as: Commitment) -> bool:
    """Say whether somebody who joined gives as much time as a gap asks for; what asks for none is filled by any."""
    return wanted is None or MOST_FIRST.index(joined_as) <= MOST_FIRST.index(wanted)


def offer_state(
    expires_at: datetime, taken_down_at: datetime | None, paused_at: datetime | None, now: datetime
) -> OfferState:
    """Return whether an offer is shown at a moment."""
    if taken_down_at is not None:
        return OfferState.TAKEN_DOWN
    if paused_at is not None:
        return OfferState.PAUSED
    return OfferState.SHOWN if now < expires_at else OfferState.LAPSED


# What a role is called where it is compared by meaning: a model reads words, not codes.
NAMES: Mapping[GapRole, LocalizedText] = {
    GapRole.GENERAL_MANAGER: LocalizedText("总经理、首席执行官", "general manager, chief executive"),
    GapRole.TECHNOLOGY: LocalizedText("首席技术官、技术负责人", "chief technology officer"),
    GapRole.FINANCE: LocalizedText("首席财务官、财务负责人", "chief financial officer"),
    GapRole.OPERATIONS: LocalizedText("首席运营官、运营负责人", "chief operating officer"),
    GapRole.RESEARCH: LocalizedText("首席科学家、研发负责人", "chief scientist, head of research"),
    GapRole.CLINICAL: LocalizedText("临床医学负责人", "clinical lead, medical director"),
    GapRole.REGULATORY: LocalizedText("注册法规负责人", "head of regulatory affairs"),
    GapRole.PRODUCT: LocalizedText("产品负责人", "head of product"),
    GapRole.PRODUCTION: LocalizedText("生产与供应链负责人", "head of production and supply chain"),
    GapRole.SALES: LocalizedText("销售与市场负责人", "head of sales and marketing"),
    GapRole.OVERSEAS: LocalizedText("海外业务负责人", "head of business abroad"),
    GapRole.LEGAL: LocalizedText("法务与知识产权负责人", "head of legal affairs and intellectual property"),
    GapRole.PEOPLE: LocalizedText("人力资源负责人", "head of human resources"),
    GapRole.OTHER: LocalizedText(),
}


def role_words(roles: Iterable[GapRole]) -> str:
    """Return what roles are called in both languages, to be found by."""
    return " ".join(name for role in roles for name in NAMES[role].as_dict().values() if name)


def passages(roles: Iterable[GapRole], texts: Sequence[LocalizedText]) -> dict[str, str]:
    """Return language -> what a gap or an offer is compared by; a language in which nothing is written has none."""
    named = list(roles)
    found = {}
    for language in ("zh", "en"):
        written = [said for text in texts if (said := getattr(text, language).strip())]
        if written:
            heads = [name for role in named if (name := getattr(NAMES[role], language))]
            found[language] = "\n".join([*heads, *written])
    if not found:
        found["zh"] = "\n".join(NAMES[role].zh for role in named if NAMES[role])
    return found
