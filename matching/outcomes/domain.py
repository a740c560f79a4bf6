"""Outcomes of introductions: which may be reported, what they must say, and how two sides come to agree on one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from contest.kernel.errors import DomainError, FieldError
from contest.kernel.written import needed
from contest.landings.domain import Milestone
from matching.profiles.domain import ProfileKind

NOTE_LIMIT = 600
MOST_CENTS = 10_000_000 * 1_000_000  # ten million times ten thousand yuan: beyond it somebody mistyped
ASK_AFTER = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=60)  # a report nobody answers for so long waits no more; it may be made anew
CURRENCIES = ("CNY", "USD", "EUR")

# What can come of meeting whom: a park leases, an investor invests.
POSSIBLE: Mapping[ProfileKind, tuple[Milestone, ...]] = {
    ProfileKind.INVESTOR: (Milestone.MET, Milestone.TERM_SHEET, Milestone.INVESTED),
    ProfileKind.PARK: (Milestone.MET, Milestone.LEASED, Milestone.LANDED),
    ProfileKind.MENTOR: (Milestone.MET,),
}
WITH_AMOUNT = frozenset({Milestone.TERM_SHEET, Milestone.INVESTED})
NEEDS_AMOUNT = frozenset({Milestone.INVESTED})


class OutcomeState(StrEnum):
    """reported → confirmed (it counts), disputed (the other side says otherwise), withdrawn by whoever reported, or
    expired because nobody answered.
    """

    REPORTED = "reported"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


STANDING = frozenset({OutcomeState.REPORTED, OutcomeState.CONFIRMED})


class OutcomeExists(DomainError):
    """The same was reported for that day already."""

    code = "outcome_exists"


class OutcomeAnswered(DomainError):
    """Nobody waits for an answer to it any more."""

    code = "outcome_answered"


class NotIntroduced(DomainError):
    """Only what both sides agreed to can have come of anything."""

    code = "outcome_not_introduced"


@dataclass(frozen=True, slots=True)
class Report:
    """What one side says happened. `amount_cents` in `currency` (ISO 4217)."""

    milestone: Milestone
    happened_on: date
    amount_cents: int | None = None
    currency: str = "CNY"
    note: str = ""


def report_errors(report: Report, *, kind: ProfileKind, since: date, today: date) -> list[FieldError]:
    """Return what is wrong with a report about an introduction that is open `since` a day."""
    errors = []
    if report.milestone not in POSSIBLE[kind]:
        errors.append(FieldError("milestone", "outcome_not_of_kind"))
    errors += day_errors(report.happened_on, since=since, today=today)
    return errors + _amount_errors(report) + note_errors(report.note)


def day_errors(happened_on: date, *, since: date, today: date) -> list[FieldError]:
    """Return what is wrong with the day of something that came of an introduction open `since` a day."""
    errors = []
    if happened_on > today:
        errors.append(FieldError("happened_on", "outcome_ahead"))
    if happened_on < since:
        errors.append(FieldError("happened_on", "outcome_before_introduction", {"since": since.isoformat()}))
    return errors


def note_errors(note: str) -> list[FieldError]:
    """Return what is wrong with a word added to a report."""
    return [FieldError("note", "too_long", {"limit": NOTE_LIMIT})] if len(note) > NOTE_LIMIT else []


def check_why(why: str) -> str:
    """Return how it was instead, without blanks around it; raise Invalid when nothing or too much is said."""
    return needed("note", why.strip(), NOTE_LIMIT)


def _amount_errors(report: Report) -> list[FieldError]:
    if report.amount_cents is None:
        needed = report.milestone in NEEDS_AMOUNT
        return [FieldError("amount", "outcome_amount_needed")] if needed else []
    if report.milestone not in WITH_AMOUNT:
        return [FieldError("amount", "outcome_no_amount")]
    if not 0 < report.amount_cents <= MOST_CENTS:
        return [FieldError("amount", "outcome_amount_range")]
    return [] if report.currency in CURRENCIES else [FieldError("currency", "outcome_currency")]


def state_at(state: OutcomeState, reported_at: datetime, now: datetime) -> OutcomeState:
    """Return the state at a moment: a report nobody answered in time has expired, also before the clock says so."""
    if state is OutcomeState.REPORTED and now >= reported_at + ANSWER_WITHIN:
        return OutcomeState.EXPIRED
    return state


def answered(state: OutcomeState, answer: OutcomeState) -> OutcomeState:
    """Return the state an answer leads to; raise OutcomeAnswered unless somebody waits for one. See state_at."""
    if state is not OutcomeState.REPORTED:
        raise OutcomeAnswered(state=state.value)
    return answer
