"""What came of introductions of profiles: reported by one side, confirmed by the other, told to the contest."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.errors import Invalid
from contest.kernel.notices import term
from contest.landings import services as landings
from contest.notices.services import notify, supersede
from matching.introductions import queries as introduction_queries
from matching.introductions.domain import IntroductionState, Side
from matching.introductions.models import Introduction
from matching.introductions.queries import IntroductionView
from matching.introductions.rules import leads_team
from matching.introductions.services import people_of
from matching.outcomes import queries
from matching.outcomes.domain import (
    NotIntroduced,
    OutcomeState,
    Report,
    check_why,
    report_errors,
)
from matching.outcomes.models import Outcome
from matching.outcomes.queries import OutcomeView
from matching.outcomes.services.settling import add_report, expire, settle
from matching.permissions import Permission


def reportable(actor: Actor, introduction_id: UUID) -> IntroductionView:
    """Return an introduction whose outcome the actor may report; raise NotFound, Forbidden, NotIntroduced."""
    found = introduction_queries.get_introduction(actor, introduction_id)
    authorise(actor, Permission.REPORT_OUTCOME, found)
    if found.state is not IntroductionState.OPEN or found.answered_at is None:
        raise NotIntroduced()
    return found


def report(*, actor: Actor, introduction_id: UUID, said: Report) -> Outcome:
    """Say what came of an introduction; the other side is asked to confirm it.

    Raises NotFound, NotIntroduced, Invalid, OutcomeExists.
    """
    introduction = reportable(actor, introduction_id)
    assert introduction.answered_at is not None
    since = introduction.answered_at.astimezone(clock.SHANGHAI).date()
    errors = report_errors(said, kind=introduction.kind, since=since, today=clock.today())
    if errors:
        raise Invalid(*errors)
    # A member who does not lead the team can only speak as one of the profile.
    side = Side.PROJECT if leads_team(actor, introduction) else Side.PROFILE
    made = Outcome(
        id=new_id(),
        introduction_id=introduction_id,
        milestone=said.milestone,
        happened_on=said.happened_on,
        amount_cents=said.amount_cents,
        currency=said.currency if said.amount_cents is not None else "",
        note=said.note,
        state=OutcomeState.REPORTED,
        side=side,
        reported_by=actor.user_id,
        version=1,
    )
    add_report(made)
    audit.record(actor, "outcome.reported", made, milestone=said.milestone.value, side=side.value)
    _tell(introduction, made, side.other, "reported")
    return made


def confirm(*, actor: Actor, outcome_id: UUID) -> Outcome:
    """The other side says so too: from now on it counts."""
    view, found = _waiting(actor, outcome_id, Permission.ANSWER_OUTCOME)
    _answer(actor, found, OutcomeState.CONFIRMED)
    landings.report(actor=actor, source=f"outcome:{found.id}", fact=_fact(view))
    introduction = introduction_queries.get_introduction(SYSTEM, view.introduction_id)
    _tell(introduction, found, view.side, "confirmed")
    return found


def dispute(*, actor: Actor, outcome_id: UUID, why: str) -> Outcome:
    """The other side says it was otherwise, and how."""
    why = check_why(why)
    view, found = _waiting(actor, outcome_id, Permission.ANSWER_OUTCOME)
    found.answer_note = why
    _answer(actor, found, OutcomeState.DISPUTED)
    introduction = introduction_queries.get_introduction(SYSTEM, view.introduction_id)
    _tell(introduction, found, view.side, "disputed")
    return found


def withdraw(*, actor: Actor, outcome_id: UUID) -> Outcome:
    """Take back what one's own side reported before the other answered."""
    _, found = _waiting(actor, outcome_id, Permission.WITHDRAW_OUTCOME)
    _answer(actor, found, OutcomeState.WITHDRAWN)
    supersede(prefix=f"outcome:{found.id}:")
    return found


def ask_what_came_of_it() -> int:
    """Ask both sides once of every introduction that has been open for a month in silence; return how many."""
    silent = queries.silent(Introduction, Outcome)
    for introduction_id in silent:
        introduction = introduction_queries.get_introduction(SYSTEM, introduction_id)
        for side in Side:
            _notify(introduction, side, "asked", once_key=f"outcome:asked:{introduction_id}:{side}")
    return len(silent)


def expire_overdue() -> int:
    """End the reports nobody answered for two months, and say so to whoever reported; return how many."""
    expired = 0
    for outcome_id in queries.overdue(Outcome):
        found = queries.locked(outcome_id)
        if found.state is OutcomeState.REPORTED:
            expire(found, "outcome", milestone=found.milestone.value)
            introduction = introduction_queries.get_introduction(SYSTEM, found.introduction_id)
            _tell(introduction, found, found.side, "expired")
            expired += 1
    return expired


def _waiting(actor: Actor, outcome_id: UUID, permission: Permission) -> tuple[OutcomeView, Outcome]:
    view = queries.get_outcome(actor, outcome_id)
    authorise(actor, permission, view)
    return view, queries.locked(outcome_id)


def _answer(actor: Actor, found: Outcome, answer: OutcomeState) -> None:
    settle(actor, found, answer, "outcome", milestone=found.milestone.value)


def _fact(view: OutcomeView) -> landings.Fact:
    return landings.Fact(
        project_id=view.project_id,
        milestone=view.milestone,
        happened_on=view.happened_on,
        counterpart_kind=view.kind,
        counterpart_id=view.profile_id,
        amount_cents=view.amount_cents,
        currency=view.currency,
    )


def _tell(introduction: IntroductionView, outcome: Outcome, side: Side, what: str) -> None:
    db.session.flush()
    key = f"outcome:{outcome.id}:{outcome.version}:{side}"
    _notify(introduction, side, what, once_key=key, milestone=term(outcome.milestone))


def _notify(introduction: IntroductionView, side: Side, what: str, *, once_key: str, **facts: Any) -> None:
    other = introduction.profile_name if side is Side.PROJECT else introduction.project_name
    notify(
        recipients=[person.id for person in people_of(introduction, side)],
        code=f"outcome.{what}",
        once_key=once_key,
        params={"other": other.as_dict(), **facts},
        link=f"/introductions/{introduction.id}",
    )
