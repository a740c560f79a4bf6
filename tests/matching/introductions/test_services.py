"""Double opt-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.organisations.models import Membership
from contest.permissions import Role
from contest.teams.models import TeamMember
from matching.introductions import queries, services
from matching.introductions.domain import (
    MOVES,
    AlreadyAsked,
    DeclinedBefore,
    DeclineReason,
    IntroductionState,
    Move,
    NotAvailable,
    NotWaiting,
    Side,
    after,
)
from matching.introductions.models import Introduction
from matching.profiles.domain import ProfileKind
from tests import factories

ActorOf = Callable[..., Actor]


@pytest.fixture
def pair(session: Session, actor_of: ActorOf) -> SimpleNamespace:
    """A winner and an investor recommended to each other, with their people."""
    leader, member, owner, colleague = (factories.a_user() for _ in range(4))
    team = factories.a_team(leader)
    factories.a_member(team, member)
    project = factories.a_winner(factories.a_season(), team)
    profile = factories.a_profile(ProfileKind.INVESTOR, owner, colleague)
    factories.a_recommendation(project, profile)
    return SimpleNamespace(
        project=project,
        profile=profile,
        people=SimpleNamespace(leader=leader, owner=owner, colleague=colleague, member=member),
        leader=actor_of(leader),
        member=actor_of(member),
        owner=actor_of(owner),
        colleague=actor_of(colleague),
    )


def ask(pair: Any, actor: Actor, **more: Any) -> Introduction:
    return services.ask(actor=actor, project_id=pair.project.id, profile_id=pair.profile.id, **more)


def letters(session: Session) -> list[tuple[str, str]]:
    query = select(Letter).where(Letter.template == "introduction").order_by(Letter.id)
    return [(letter.recipient, letter.params["what"]) for letter in session.execute(query).scalars()]


def test_only_what_waits_moves() -> None:
    assert [after(IntroductionState.ASKED, move) for move in Move] == list(MOVES.values())
    for state in set(IntroductionState) - {IntroductionState.ASKED}:
        for move in Move:
            with pytest.raises(NotWaiting):
                after(state, move)


def test_the_team_asks_the_investor_agrees_and_both_see_whom_to_write_to(session: Session, pair: Any) -> None:
    asked = ask(pair, pair.leader, message=" 想当面交流 ")
    assert (asked.state, asked.asked_by, asked.message) == (
        IntroductionState.ASKED,
        Side.PROJECT,
        "想当面交流",
    )
    for actor in (pair.leader, pair.owner):
        found = queries.get_introduction(actor, asked.id)
        assert (found.project_contact, found.profile_contact) == (None, None)
    services.accept(actor=pair.owner, introduction_id=asked.id)
    for actor in (pair.leader, pair.member, pair.colleague):
        found = queries.get_introduction(actor, asked.id)
        assert found.state is IntroductionState.OPEN
        assert found.project_contact is not None
        assert found.profile_contact is not None
        assert (found.project_contact.email, found.profile_contact.email) == (
            pair.people.leader.email,
            pair.people.owner.email,
        )


def contacts(actor: Actor, asked: Introduction) -> tuple[str | None, str | None]:
    db.session.expire_all()
    found = queries.get_introduction(actor, asked.id)
    both = (found.project_contact, found.profile_contact)
    return tuple(one.email if one else None for one in both)  # type: ignore[return-value]


def test_whoever_has_left_the_firm_or_the_team_is_no_longer_to_be_written_to(
    session: Session, pair: Any, signed_in: Any
) -> None:
    asked = ask(pair, pair.leader)
    services.accept(actor=pair.owner, introduction_id=asked.id)
    leader, owner = pair.people.leader.email, pair.people.owner.email
    assert contacts(pair.colleague, asked) == (leader, owner)
    session.execute(delete(Membership).where(Membership.user_id == pair.owner.user_id))
    assert contacts(pair.leader, asked) == (leader, None)
    member = signed_in(pair.people.member)
    page = member.get(f"/introductions/{asked.id}").text
    assert (leader in page, owner in page) == (True, False)
    member.post("/language", data={"locale": "en"})
    assert "The person who agreed is no longer there" in member.get(f"/introductions/{asked.id}").text
    session.execute(delete(TeamMember).where(TeamMember.user_id == pair.leader.user_id))
    assert contacts(pair.member, asked) == (None, None)


def test_whoever_has_no_open_account_any_more_is_not_to_be_written_to(session: Session, pair: Any) -> None:
    asked = ask(pair, pair.leader)
    services.accept(actor=pair.owner, introduction_id=asked.id)
    pair.people.leader.disabled_at = clock.now()
    session.flush()
    assert contacts(pair.colleague, asked) == (None, pair.people.owner.email)


def test_letters_go_to_the_side_that_must_know_and_hold_no_address(session: Session, pair: Any) -> None:
    asked = ask(pair, pair.leader)
    firm = [pair.people.owner.email, pair.people.colleague.email]
    assert letters(session) == [(address, "asked") for address in firm]
    services.accept(actor=pair.owner, introduction_id=asked.id)
    told = letters(session)[2:]
    assert sorted(told) == sorted((address, "open") for address in [*firm, pair.people.leader.email])
    for letter in session.execute(select(Letter)).scalars():
        assert "@" not in str(letter.params)


def test_interest_from_both_sides_opens_at_once(session: Session, pair: Any) -> None:
    first = ask(pair, pair.owner)
    second = ask(pair, pair.leader)
    assert (second.id, second.state) == (first.id, IntroductionState.OPEN)
    with pytest.raises(AlreadyAsked):
        ask(pair, pair.owner)


def test_the_same_side_asks_once(session: Session, pair: Any) -> None:
    ask(pair, pair.owner)
    with pytest.raises(AlreadyAsked):
        ask(pair, pair.colleague)


def test_whoever_asked_does_not_answer(session: Session, pair: Any) -> None:
    asked = ask(pair, pair.leader)
    with pytest.raises(Forbidden):
        services.accept(actor=pair.leader, introduction_id=asked.id)
    with pytest.raises(Forbidden):
        services.withdraw(actor=pair.owner, introduction_id=asked.id)


def test_members_see_but_only_the_leader_asks_and_answers(session: Session, pair: Any) -> None:
    with pytest.raises(Forbidden):
        ask(pair, pair.member)
    asked = ask(pair, pair.owner)
    assert queries.get_introduction(pair.member, asked.id).id == asked.id
    with pytest.raises(Forbidden):
        services.accept(actor=pair.member, introduction_id=asked.id)


def test_strangers_find_nothing(session: Session, pair: Any, actor_of: ActorOf) -> None:
    asked = ask(pair, pair.leader)
    other_firm = factories.a_user()
    factories.a_profile(ProfileKind.INVESTOR, other_firm)
    for stranger in (
        actor_of(factories.a_user()),
        actor_of(other_firm),
        actor_of(factories.a_user(Role.MENTOR)),
    ):
        with pytest.raises(NotFound):
            services.accept(actor=stranger, introduction_id=asked.id)
        with pytest.raises(NotFound):
            ask(pair, stranger)


@pytest.mark.parametrize("hidden", [{"consent_matching": False}, {"public": False}])
def test_a_profile_asks_only_winners_it_may_find(session: Session, pair: Any, hidden: Any) -> None:
    season = factories.a_season()
    found, unknown = factories.a_winner(season), factories.a_winner(season, **hidden)
    services.ask(actor=pair.owner, project_id=found.id, profile_id=pair.profile.id)
    with pytest.raises(NotFound):
        services.ask(actor=pair.owner, project_id=unknown.id, profile_id=pair.profile.id)


@pytest.mark.parametrize("why", ["consent", "withdrawn", "inactive"])
def test_nobody_is_introduced_to_who_does_not_take_part(session: Session, pair: Any, why: str) -> None:
    asked = ask(pair, pair.owner)
    if why == "consent":
        pair.project.consent_matching = False
    elif why == "withdrawn":
        pair.project.withdrawn_at = asked.asked_at
    else:
        pair.profile.active = False
    session.flush()
    with pytest.raises(NotAvailable):
        services.accept(actor=pair.leader, introduction_id=asked.id)


def test_a_decline_says_why_and_only_the_decliner_may_come_back(session: Session, pair: Any) -> None:
    asked = ask(pair, pair.leader)
    services.decline(actor=pair.owner, introduction_id=asked.id, reason=DeclineReason.STAGE, note="太早")
    found = queries.get_introduction(pair.leader, asked.id)
    assert (found.state, found.decline_reason, found.decline_note, found.profile_contact) == (
        IntroductionState.DECLINED,
        DeclineReason.STAGE,
        "太早",
        None,
    )
    assert letters(session)[-1] == (pair.people.leader.email, "declined")
    with pytest.raises(DeclinedBefore):
        ask(pair, pair.leader)
    assert ask(pair, pair.owner).asked_by is Side.PROFILE


def test_a_question_taken_back_may_be_asked_again(session: Session, pair: Any) -> None:
    services.withdraw(actor=pair.leader, introduction_id=ask(pair, pair.leader).id)
    assert ask(pair, pair.leader).state is IntroductionState.ASKED


def overdue(session: Session, asked: Introduction) -> None:
    asked.asked_at -= timedelta(days=15)
    asked.expires_at -= timedelta(days=15)
    session.flush()


def test_after_14_days_a_question_has_expired_noted_or_not(session: Session, pair: Any) -> None:
    asked = ask(pair, pair.leader)
    overdue(session, asked)
    assert queries.get_introduction(pair.owner, asked.id).state is IntroductionState.EXPIRED
    with pytest.raises(NotWaiting):
        services.accept(actor=pair.owner, introduction_id=asked.id)
    assert queries.waiting_for(pair.owner) == 0
    assert (services.expire_overdue(), services.expire_overdue()) == (1, 0)
    assert letters(session)[-1] == (pair.people.leader.email, "expired")


def test_an_expired_question_makes_room_for_a_new_one(session: Session, pair: Any) -> None:
    first = ask(pair, pair.leader)
    overdue(session, first)
    second = ask(pair, pair.owner)
    assert (first.state, second.state) == (IntroductionState.EXPIRED, IntroductionState.ASKED)


def test_a_message_has_a_limit(session: Session, pair: Any) -> None:
    with pytest.raises(Invalid):
        ask(pair, pair.leader, message="长" * 601)


def test_the_answer_is_counted_for_who_must_give_it(session: Session, pair: Any) -> None:
    ask(pair, pair.leader)
    counts = [queries.waiting_for(actor) for actor in (pair.leader, pair.member, pair.owner, pair.colleague)]
    assert counts == [0, 0, 1, 1]


@pytest.mark.committed
def test_both_sides_asking_at_the_same_moment_meet(app: Flask, session: Session, pair: Any) -> None:
    session.commit()
    for _ in range(5):
        outcomes = race(app, pair, [pair.leader, pair.owner, pair.colleague, pair.leader])
        made = session.execute(select(Introduction)).scalars().all()
        assert [item.state for item in made] == [IntroductionState.OPEN]
        assert (outcomes.count("asked"), outcomes.count("open"), outcomes.count("exists")) == (1, 1, 2)
        session.delete(made[0])
        session.commit()


def race(app: Flask, pair: Any, actors: list[Actor]) -> list[str]:
    """Let everybody ask at once, each over a connection of their own; return what each was told."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from contest.kernel.db import transaction

    project_id, profile_id = pair.project.id, pair.profile.id
    start = Barrier(len(actors))

    def go(actor: Actor) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    made = services.ask(actor=actor, project_id=project_id, profile_id=profile_id)
                    return made.state.value
            except AlreadyAsked:
                return "exists"

    with ThreadPoolExecutor(len(actors)) as pool:
        return list(pool.map(go, actors))


@pytest.mark.committed
@pytest.mark.parametrize("second", ["accept", "decline"])
def test_two_of_one_side_who_answer_a_proposal_at_once_never_speak_for_the_other(
    app: Flask, session: Session, pair: Any, second: str
) -> None:
    """Both read that nobody has spoken yet; whoever comes second is of the side that asks by then."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    from contest.kernel.db import transaction

    made = proposal(session, pair)
    session.commit()
    read, answered = Event(), Event()

    def late() -> str:
        def held(introduction_id: Any) -> Introduction:
            read.set()
            assert answered.wait(timeout=30)
            return locked(introduction_id)

        with app.app_context(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(queries, "locked", held)
            try:
                with transaction():
                    if second == "accept":
                        services.accept(actor=pair.colleague, introduction_id=made)
                    else:
                        reason = DeclineReason.NOT_NOW
                        services.decline(actor=pair.colleague, introduction_id=made, reason=reason)
            except Forbidden:
                return "refused"
            return "done"

    locked = queries.locked
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(late)
        assert read.wait(timeout=30)
        # The patch stands for both threads: this one goes past it.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(queries, "locked", locked)
            services.accept(actor=pair.owner, introduction_id=made)
            session.commit()
        answered.set()
        assert told.result(timeout=60) == "refused"
    session.expire_all()
    found = session.get_one(Introduction, made)
    assert (found.state, found.asked_by) == (IntroductionState.ASKED, Side.PROFILE)
    assert (found.project_user_id, found.declined_by) == (None, None)


def proposal(session: Session, pair: Any) -> Any:
    """Have the office propose the pair; return the key of its introduction."""
    office = Actor(None, roles=frozenset({"system"}))
    wanted = services.Proposed(pair.project.id, pair.profile.id)
    made = services.propose(
        actor=office, season_id=pair.project.season_id, kind=ProfileKind.INVESTOR, pairs=[wanted]
    )
    session.flush()
    return made[wanted]


def test_the_letters_read_in_both_languages_and_end_at_the_introduction(session: Session, pair: Any) -> None:
    from contest.mail.tasks import send

    pair.people.leader.locale, pair.people.owner.locale = "en", "zh"
    asked = ask(pair, pair.owner, message="希望了解贵方产品")
    services.decline(
        actor=pair.leader, introduction_id=asked.id, reason=DeclineReason.NOT_NOW, note="Perhaps next year"
    )
    found = {}
    for letter in session.execute(select(Letter)).scalars().all():
        send(str(letter.id))
        found[letter.recipient] = letter
    english, chinese = found[pair.people.leader.email], found[pair.people.owner.email]
    assert english.subject == f"“{pair.profile.name.en}” would like to meet you"
    assert chinese.subject == f"“{pair.project.name.zh}”婉拒了引荐"
    for letter, words in ((english, "希望了解贵方产品"), (chinese, "Perhaps next year")):
        for body in (letter.text, letter.html):
            assert words in body
            assert f"/introductions/{asked.id}" in body
    assert "目前不合适" in chinese.text


def test_a_question_taken_back_is_taken_out_of_the_outbox_and_the_list(session: Session, pair: Any) -> None:
    asked = ask(pair, pair.leader)
    told = select(Notice.code, Notice.superseded_at).order_by(Notice.id)
    assert [tuple(row) for row in session.execute(told)] == [("introduction.asked", None)] * 2
    services.withdraw(actor=pair.leader, introduction_id=asked.id)
    session.expire_all()
    assert all(at is not None for _code, at in session.execute(told))
    assert all(letter.cancelled_at is not None for letter in session.execute(select(Letter)).scalars())
