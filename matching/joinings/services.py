"""Reporting what came of meeting a possible partner, and answering: it counts once both sides say so."""

from __future__ import annotations

from uuid import UUID

from contest.kernel import audit, clock
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.columns import new_id
from contest.kernel.errors import Invalid
from contest.kernel.notices import term
from contest.landings import services as landings
from contest.landings.domain import Milestone
from contest.notices.services import notify, supersede
from matching.introductions.domain import IntroductionState, Side
from matching.joinings import queries
from matching.joinings.domain import Came, Said, is_on_board, said_errors
from matching.joinings.models import Joining
from matching.joinings.queries import JoiningView
from matching.outcomes.domain import NotIntroduced, OutcomeState, check_why, state_at
from matching.outcomes.queries import overdue, silent
from matching.outcomes.services import add_report, expire, settle
from matching.permissions import Permission
from matching.team_gaps import queries as gap_queries
from matching.team_gaps import services as gaps
from matching.team_gaps.models import TalentIntroduction
from matching.team_gaps.queries import MeetingView
from matching.team_gaps.rules import is_person
from matching.team_gaps.services import people_of

DEED = "talent_outcome"


def reportable(actor: Actor, introduction_id: UUID) -> MeetingView:
    """Return an introduction whose outcome the actor may report; raise NotFound, Forbidden, NotIntroduced."""
    found = gap_queries.get_meeting(actor, introduction_id)
    authorise(actor, Permission.REPORT_JOINING, found)
    if found.state is not IntroductionState.OPEN or found.answered_at is None:
        raise NotIntroduced()
    return found


def report(*, actor: Actor, introduction_id: UUID, said: Said) -> Joining:
    """Say what came of an introduction; the other side is asked to confirm it.

    Raises NotFound, NotIntroduced, Invalid, OutcomeExists.
    """
    meeting = reportable(actor, introduction_id)
    assert meeting.answered_at is not None
    since = meeting.answered_at.astimezone(clock.SHANGHAI).date()
    if errors := said_errors(said, since=since, today=clock.today()):
        raise Invalid(*errors)
    gap_queries.locked_meeting(
        introduction_id
    )  # whoever takes an offer back takes this along, or comes first
    _expire_of(introduction_id)
    made = Joining(
        id=new_id(),
        introduction_id=introduction_id,
        came=said.came,
        joined_as=said.joined_as,
        happened_on=said.happened_on,
        note=said.note,
        state=OutcomeState.REPORTED,
        # Whoever joined and leads the team by now still speaks as the one who offered themselves.
        side=Side.PROFILE if is_person(actor, meeting) else Side.PROJECT,
        reported_by=actor.user_id,
        version=1,
    )
    add_report(made)
    audit.record(actor, f"{DEED}.reported", made, came=said.came, side=made.side)
    _tell(meeting, made, made.side.other, "reported")
    return made


def confirm(*, actor: Actor, outcome_id: UUID) -> Joining:
    """The other side says so too: from now on it counts, and a role that somebody joined for is filled."""
    view, found = _waiting(actor, outcome_id, Permission.ANSWER_JOINING)
    on_board = [said for said in queries.confirmed(view.introduction_id) if said.came is Came.JOINED]
    settle(actor, found, OutcomeState.CONFIRMED, DEED, came=found.came)
    if view.came is Came.JOINED:
        _joined(actor, view)
    elif view.came is Came.PARTED and not is_on_board(queries.confirmed(view.introduction_id)):
        _parted(actor, view, on_board)
    _tell(gap_queries.get_meeting(SYSTEM, view.introduction_id), found, view.side, "confirmed")
    return found


def _joined(actor: Actor, view: JoiningView) -> None:
    assert view.joined_as is not None
    if is_on_board(queries.confirmed(view.introduction_id)):
        gaps.fill_gap(actor=actor, gap_id=view.gap_id, on=view.happened_on, joined_as=view.joined_as)
    fact = landings.Fact(
        project_id=view.project_id,
        milestone=Milestone.JOINED,
        happened_on=view.happened_on,
        # The role, not the person: their word may be taken back, and this stays.
        counterpart_kind="team_gap",
        counterpart_id=view.gap_id,
    )
    landings.report(actor=actor, source=f"talent_outcome:{view.id}", fact=fact)


def _parted(actor: Actor, view: JoiningView, joinings: list[Said]) -> None:
    """Whoever filled the role is not there any more; somebody else who joined for it may still be."""
    emptied = [
        gaps.empty_gap(actor=actor, gap_id=view.gap_id, joined_on=said.happened_on) for said in joinings
    ]
    if not any(emptied):
        return
    for said in queries.others_on_board(view.gap_id, view.introduction_id):
        assert said.joined_as is not None
        gaps.fill_gap(actor=actor, gap_id=view.gap_id, on=said.happened_on, joined_as=said.joined_as)


def dispute(*, actor: Actor, outcome_id: UUID, why: str) -> Joining:
    """The other side says it was otherwise, and how."""
    why = check_why(why)
    view, found = _waiting(actor, outcome_id, Permission.ANSWER_JOINING)
    found.answer_note = why
    settle(actor, found, OutcomeState.DISPUTED, DEED, came=found.came)
    _tell(gap_queries.get_meeting(SYSTEM, view.introduction_id), found, view.side, "disputed")
    return found


def withdraw(*, actor: Actor, outcome_id: UUID) -> Joining:
    """Take back what one's own side reported before the other answered."""
    _, found = _waiting(actor, outcome_id, Permission.WITHDRAW_JOINING)
    settle(actor, found, OutcomeState.WITHDRAWN, DEED, came=found.came)
    supersede(prefix=_key(found))
    return found


def expire_overdue() -> int:
    """End the reports nobody answered for two months, and say so to whoever reported; return how many."""
    return sum(_expire(found) for found in queries.each_locked(overdue(Joining)))


def ask_what_came_of_it() -> int:
    """Ask both sides once of every introduction that has been open for a month in silence; return how many."""
    found = silent(TalentIntroduction, Joining)
    for meeting in gap_queries.meetings_by_id(SYSTEM, found):
        for side in Side:
            _notify(meeting, side, "asked", once_key=f"talent_introduction:{meeting.id}:asked:{side}")
    return len(found)


def _expire_of(introduction_id: UUID) -> None:
    _, told = queries.of_introduction(SYSTEM, introduction_id)
    for one in told:
        if one.state is OutcomeState.EXPIRED:
            _expire(queries.locked(one.id))


def _expire(found: Joining) -> int:
    now = state_at(found.state, found.created_at, clock.now())
    if found.state is not OutcomeState.REPORTED or now is not OutcomeState.EXPIRED:
        return 0
    expire(found, DEED, came=found.came)
    _tell(gap_queries.get_meeting(SYSTEM, found.introduction_id), found, found.side, "expired")
    return 1


def _waiting(actor: Actor, outcome_id: UUID, permission: Permission) -> tuple[JoiningView, Joining]:
    view = queries.get_joining(actor, outcome_id)
    authorise(actor, permission, view)
    # What it comes to depends on the other reports of the introduction: they are answered one at a time. The role
    # comes first, as with whoever answers to a question about it.
    gap_queries.locked_gap(view.gap_id)
    gap_queries.locked_meeting(view.introduction_id)
    return view, queries.locked(outcome_id)


def _key(found: Joining) -> str:
    """Return what its notices begin with: they go with the introduction when the offer is taken back."""
    return f"talent_introduction:{found.introduction_id}:outcome:{found.id}:"


def _tell(meeting: MeetingView, found: Joining, side: Side, what: str) -> None:
    supersede(prefix=_key(found))  # what was asked of anybody about it is answered
    _notify(meeting, side, what, once_key=f"{_key(found)}{found.version}:{side}", came=term(found.came))


def _notify(meeting: MeetingView, side: Side, what: str, *, once_key: str, **facts: object) -> None:
    notify(
        recipients=people_of(meeting, side),
        code=f"talent_outcome.{what}",
        once_key=once_key,
        params={"project": meeting.project_name.as_dict(), "role": term(meeting.role), **facts},
        link=f"/talent/introductions/{meeting.id}",
    )
