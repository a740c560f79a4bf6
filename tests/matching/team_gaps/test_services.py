"""Stating, offering, meeting, taking back: on the real database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.consents.domain import Purpose
from contest.consents.queries import consents_of
from contest.embeddings.models import TextVector
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db, transaction
from contest.kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from contest.kernel.ties import ties
from contest.notices.models import Notice
from contest.permissions import Role
from contest.privacy import queries as privacy_queries
from contest.privacy.services.own_data import close_account
from matching.introductions.domain import (
    AlreadyAsked,
    DeclinedBefore,
    DeclineReason,
    IntroductionState,
    NotWaiting,
    Side,
)
from matching.recommendations.domain import Closeness
from matching.recommendations.services import choose_profiling
from matching.team_gaps import queries, services
from matching.team_gaps.domain import (
    GAP,
    LASTS,
    OFFER,
    GapData,
    GapRole,
    GapState,
    GapStated,
    NotOffered,
    OfferData,
    OfferState,
    TakenDown,
)
from matching.team_gaps.models import TalentIntroduction, TalentOffer, TalentTie, TeamGap
from tests import factories
from tests.factories.people import PASSWORD
from tests.factories.team_gaps import a_gap, an_offer

ActorOf = Callable[..., Actor]
OPEN, ASKED = IntroductionState.OPEN, IntroductionState.ASKED


@pytest.fixture
def cast(session: Session, actor_of: ActorOf) -> SimpleNamespace:
    """A winner that lacks a clinical lead, and somebody who offers to be one."""
    people = {name: factories.a_user() for name in ("leader", "member", "person", "stranger")}
    people["organiser"] = factories.a_user(Role.ORGANISER)
    team = factories.a_team(people["leader"])
    factories.a_member(team, people["member"])
    project = factories.a_winner(factories.a_season(), team)
    return SimpleNamespace(
        project=project,
        gap=a_gap(project),
        offer=an_offer(people["person"]),
        users=SimpleNamespace(**people),
        **{name: actor_of(user) for name, user in people.items()},
    )


def ask(cast: Any, **more: Any) -> TalentIntroduction:
    return services.ask_person(
        actor=cast.leader, gap_id=cast.gap.id, offer_id=cast.offer.id, message="想当面聊聊", **more
    )


def told(session: Session) -> list[tuple[Any, str]]:
    query = select(Notice.user_id, Notice.code).where(Notice.superseded_at.is_(None)).order_by(Notice.id)
    return [(row.user_id, row.code) for row in session.execute(query)]


def gap(cast: Any) -> queries.GapView:
    return queries.get_gap(SYSTEM, cast.gap.id)


def found(cast: Any) -> list[Any]:
    return [one.offer.id for one in queries.people_for(gap(cast))]


def test_a_team_states_what_it_lacks_once(session: Session, cast: Any) -> None:
    data = GapData(GapRole.SALES, LocalizedText("开拓医院渠道", ""), terms=" 期权 1% ")
    made = services.state_gap(actor=cast.member, project_id=cast.project.id, data=data)
    assert (made.role, made.terms, made.state) == (GapRole.SALES, "期权 1%", GapState.OPEN)
    with pytest.raises(GapStated):
        services.state_gap(actor=cast.leader, project_id=cast.project.id, data=data)
    other = GapData(GapRole.OTHER, LocalizedText("船舶专家", ""))
    for _ in range(2):  # a role of its own may be lacking twice
        services.state_gap(actor=cast.leader, project_id=cast.project.id, data=other)
    services.close_gap(actor=cast.leader, gap_id=made.id)
    assert services.state_gap(actor=cast.leader, project_id=cast.project.id, data=data).id != made.id


def test_only_the_teams_people_state_and_change_its_gaps(session: Session, cast: Any) -> None:
    data = GapData(GapRole.SALES)
    for actor, error in ((cast.person, NotFound), (cast.organiser, Forbidden)):
        with pytest.raises(error):
            services.state_gap(actor=actor, project_id=cast.project.id, data=data)
        with pytest.raises(error):
            services.close_gap(actor=actor, gap_id=cast.gap.id)
    with pytest.raises(StaleVersion):
        services.edit_gap(actor=cast.leader, gap_id=cast.gap.id, data=data, version=7)
    assert services.edit_gap(actor=cast.leader, gap_id=cast.gap.id, data=data, version=1).version == 2


def test_nobody_is_shown_without_consent(session: Session, cast: Any) -> None:
    data = OfferData(LocalizedText("销售负责人", ""), ("sales",))
    with pytest.raises(Invalid) as refused:
        services.offer_oneself(actor=cast.stranger, data=data, consent=False)
    assert [item.field for item in refused.value.errors] == ["consent"]
    made = services.offer_oneself(actor=cast.stranger, data=data, consent=True)
    assert made.expires_at - made.confirmed_at == LASTS
    with pytest.raises(StaleVersion):
        services.offer_oneself(actor=cast.stranger, data=data, consent=True)
    again = services.offer_oneself(actor=cast.stranger, data=data, consent=True, version=1)
    assert (again.id, again.version) == (made.id, 2)
    services.withdraw_offer(actor=cast.stranger)
    words = [(one.purpose, one.given) for one in consents_of(cast.users.stranger.id)]
    assert words == [(Purpose.TALENT, False), (Purpose.TALENT, True)]


def test_a_gap_finds_who_offers_its_role_and_nobody_of_its_own_team(session: Session, cast: Any) -> None:
    an_offer(cast.users.member)
    an_offer(factories.a_user(), GapRole.SALES)
    an_offer(factories.a_user(), expired=True)
    an_offer(factories.a_user(disabled_at=datetime.now(UTC)))
    assert found(cast) == [cast.offer.id]
    shown = queries.people_for(gap(cast))[0]
    assert cast.users.person.email not in str(shown)
    assert cast.users.person.name not in str(shown)
    other = a_gap(cast.project, GapRole.OTHER)
    assert len(queries.people_for(queries.get_gap(SYSTEM, other.id))) == 2


def test_the_nearest_text_comes_first_by_meaning_and_by_words(session: Session, cast: Any) -> None:
    cast.gap.text = LocalizedText("海外多中心临床试验的组织与伦理申报", "")
    texts = ["软件销售渠道建设", "财务融资与上市", "组织海外多中心临床试验与伦理申报", "工厂管理", "品牌传播"]
    offers = [
        an_offer(factories.a_user(), headline=LocalizedText("负责人", ""), text=LocalizedText(text, ""))
        for text in texts
    ]
    cast.offer.text = cast.offer.headline = LocalizedText("行政", "")
    session.flush()
    assert found(cast)[0] == offers[2].id  # nothing is embedded yet: words
    assert (
        services.refresh(encoder=factories.BagOfWords()) == 8
    )  # the gap with its project's sentence in both languages
    assert services.refresh(encoder=factories.BagOfWords()) == 0
    assert found(cast)[0] == offers[2].id
    assert queries.people_for(gap(cast))[0].closeness is not Closeness.UNKNOWN


def test_without_profiling_the_order_is_neutral_and_nothing_is_compared(session: Session, cast: Any) -> None:
    later = an_offer(factories.a_user(), confirmed_days_ago=0)
    choose_profiling(actor=cast.leader, project_id=cast.project.id, profiling=False)
    people = queries.people_for(gap(cast))
    assert [one.offer.id for one in people] == [later.id, cast.offer.id]
    assert {(one.percent, one.criteria, one.closeness) for one in people} == {(None, (), Closeness.UNKNOWN)}
    # And nobody finds its gaps either.
    offer = queries.find_own_offer(cast.person)
    assert offer is not None
    assert queries.gaps_for(cast.person, offer) == []


def test_somebody_finds_gaps_of_public_winners_who_consented(session: Session, cast: Any) -> None:
    season = session.get_one(type(cast.project), cast.project.id).season_id
    assert season
    secret = factories.a_winner(factories.a_season(year=2031), public=False)
    shy = factories.a_winner(factories.a_season(year=2032), consent_matching=False)
    own = factories.a_winner(factories.a_season(year=2033), factories.a_team(cast.users.person))
    sales = a_gap(factories.a_winner(factories.a_season(year=2034)), GapRole.SALES)
    hidden = [a_gap(project) for project in (secret, shy, own)]
    offer = queries.find_own_offer(cast.person)
    assert offer is not None
    assert [one.gap.id for one in queries.gaps_for(cast.person, offer)] == [cast.gap.id]
    for one in hidden[:2]:
        with pytest.raises(NotFound):
            services.ask_team(actor=cast.person, gap_id=one.id)
    with pytest.raises(NotOffered):
        services.ask_team(actor=cast.person, gap_id=hidden[2].id)
    assert services.ask_team(actor=cast.person, gap_id=sales.id).asked_by is Side.PROFILE


def test_the_team_asks_the_person_agrees_and_both_see_whom_to_write_to(session: Session, cast: Any) -> None:
    made = ask(cast)
    assert told(session) == [(cast.users.person.id, "talent.wanted")]
    for actor in (cast.leader, cast.person):
        meeting = queries.get_meeting(actor, made.id)
        assert (meeting.state, meeting.project_contact, meeting.person_contact) == (ASKED, None, None)
    services.accept(actor=cast.person, introduction_id=made.id)
    for actor in (cast.leader, cast.member, cast.person):
        meeting = queries.get_meeting(actor, made.id)
        assert meeting.project_contact is not None
        assert meeting.person_contact is not None
        assert meeting.project_contact.email == cast.users.leader.email
        assert meeting.person_contact.email == cast.users.person.email
    for actor in (cast.organiser, cast.stranger):
        with pytest.raises(NotFound):
            queries.get_meeting(actor, made.id)
    assert told(session) == [
        (cast.users.leader.id, "talent.open"),
        (cast.users.person.id, "talent.open"),
    ]


def test_no_notice_says_who_it_is(session: Session, cast: Any) -> None:
    services.accept(actor=cast.person, introduction_id=ask(cast).id)
    services.withdraw_offer(actor=cast.person)
    for notice in session.execute(select(Notice)).scalars():
        for secret in ("@", cast.users.person.name, "资深临床负责人", "想当面聊聊"):
            assert secret not in str(notice.params)


def test_interest_from_both_sides_opens_at_once(session: Session, cast: Any) -> None:
    first = services.ask_team(actor=cast.person, gap_id=cast.gap.id)
    assert queries.waiting_for(cast.leader) == [first.id]
    second = ask(cast)
    assert (second.id, second.state, second.project_user_id) == (first.id, OPEN, cast.users.leader.id)
    assert queries.waiting_for(cast.leader) == []
    with pytest.raises(AlreadyAsked):
        ask(cast)


def test_who_may_ask_and_answer(session: Session, cast: Any) -> None:
    with pytest.raises(Forbidden):
        services.ask_person(actor=cast.member, gap_id=cast.gap.id, offer_id=cast.offer.id)
    with pytest.raises(NotFound):
        services.ask_person(actor=cast.stranger, gap_id=cast.gap.id, offer_id=cast.offer.id)
    with pytest.raises(NotFound):  # nobody without an offer
        services.ask_team(actor=cast.stranger, gap_id=cast.gap.id)
    made = ask(cast)
    for actor in (cast.leader, cast.member):
        with pytest.raises(Forbidden):
            services.accept(actor=actor, introduction_id=made.id)
    with pytest.raises(Forbidden):
        services.withdraw(actor=cast.person, introduction_id=made.id)
    services.withdraw(actor=cast.leader, introduction_id=made.id)
    assert told(session) == []
    with pytest.raises(NotWaiting):
        services.accept(actor=cast.person, introduction_id=made.id)


def test_who_declines_says_why_and_is_not_asked_again(session: Session, cast: Any) -> None:
    made = ask(cast)
    services.decline(actor=cast.person, introduction_id=made.id, reason=DeclineReason.STAGE, note=" 太早 ")
    meeting = queries.get_meeting(cast.leader, made.id)
    assert (meeting.decline_reason, meeting.decline_note) == (DeclineReason.STAGE, "太早")
    assert told(session) == [(cast.users.leader.id, "talent.declined")]
    with pytest.raises(DeclinedBefore):
        ask(cast)
    assert services.ask_team(actor=cast.person, gap_id=cast.gap.id).state is ASKED


def test_what_nobody_answers_expires_and_can_be_asked_again(session: Session, cast: Any) -> None:
    made = ask(cast)
    made.asked_at, made.expires_at = (datetime.now(UTC) - timedelta(days=days) for days in (15, 1))
    session.flush()
    assert queries.get_meeting(cast.leader, made.id).state is IntroductionState.EXPIRED
    assert queries.waiting_for(cast.person) == []
    assert (services.expire_overdue(), services.expire_overdue()) == (1, 0)
    assert told(session) == [(cast.users.leader.id, "talent.expired")]
    assert ask(cast).id != made.id


def test_closing_a_gap_ends_what_waits(session: Session, cast: Any) -> None:
    made = ask(cast)
    services.close_gap(actor=cast.member, gap_id=cast.gap.id)
    assert queries.get_meeting(cast.person, made.id).state is IntroductionState.WITHDRAWN
    assert told(session) == [(cast.users.person.id, "talent.closed")]
    with pytest.raises(NotOffered):
        ask(cast)


def test_consent_taken_back_removes_the_person_everywhere_at_once(session: Session, cast: Any) -> None:
    services.refresh(encoder=factories.BagOfWords())
    made = ask(cast)
    services.accept(actor=cast.person, introduction_id=made.id)
    offer_id = cast.offer.id
    services.withdraw_offer(actor=cast.person)
    assert found(cast) == []
    assert queries.meetings_of_project(cast.leader, cast.project.id) == []
    kept = select(func.count()).where(TextVector.subject_id == offer_id)
    assert session.execute(kept).scalar_one() == 0
    assert told(session) == [(cast.users.leader.id, "talent.gone")]
    with pytest.raises(NotFound):
        services.withdraw_offer(actor=cast.person)


def test_whoever_was_introduced_is_tied_to_the_project_also_afterwards(session: Session, cast: Any) -> None:
    person, project = cast.users.person.id, cast.project.id
    made = ask(cast)
    assert ties.between([person], [project]) == []
    services.accept(actor=cast.person, introduction_id=made.id)
    services.withdraw_offer(actor=cast.person)
    assert [(tie.person, tie.subject, tie.kind) for tie in ties.between([person])] == [
        (person, project, "mentoring")
    ]


def test_a_closed_account_leaves_nothing_and_a_copy_of_ones_data_holds_it_all(
    session: Session, cast: Any
) -> None:
    services.refresh(encoder=factories.BagOfWords())
    services.accept(actor=cast.person, introduction_id=ask(cast).id)
    held = {holding.table: rows for holding, rows in privacy_queries.contents(cast.users.person.id) if rows}
    assert held["talent_offers"][0]["headline"]["zh"].startswith("资深临床负责人")
    assert [len(held[name]) for name in ("talent_introductions", "text_vectors", "talent_ties")] == [1, 2, 1]
    close_account(actor=cast.person, password=PASSWORD)
    for table in (TalentOffer, TalentIntroduction, TalentTie):
        assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0
    assert session.execute(select(TextVector.kind)).scalars().all() == [GAP, GAP]


def test_the_office_takes_abuse_down_with_a_reason_and_puts_it_back(session: Session, cast: Any) -> None:
    made = ask(cast)
    with pytest.raises(Forbidden):
        services.take_down(actor=cast.leader, kind=OFFER, subject_id=cast.offer.id, reason="x")
    with pytest.raises(Invalid):
        services.take_down(actor=cast.organiser, kind=OFFER, subject_id=cast.offer.id, reason=" ")
    services.take_down(actor=cast.organiser, kind=OFFER, subject_id=cast.offer.id, reason="广告")
    assert found(cast) == []
    assert told(session) == [(cast.users.person.id, "talent.taken_down")]
    own = queries.find_own_offer(cast.person)
    assert own is not None
    assert (own.state, own.taken_down_reason) == (OfferState.TAKEN_DOWN, "广告")
    logged = session.execute(
        select(AuditEvent).where(AuditEvent.action == f"{OFFER}.taken_down")
    ).scalar_one()
    assert "广告" not in str(logged.facts), (
        "what people write can be taken out of a row, never out of the log"
    )
    with pytest.raises(TakenDown):
        services.confirm_offer(actor=cast.person)
    data = OfferData(LocalizedText("换个说法", ""), ("clinical",))
    services.offer_oneself(actor=cast.person, data=data, consent=True, version=own.version)
    assert found(cast) == []  # writing it anew does not bring it back
    services.put_back(actor=cast.organiser, kind=OFFER, subject_id=cast.offer.id)
    assert found(cast) == [cast.offer.id]
    assert made.state is IntroductionState.WITHDRAWN


def test_a_gap_taken_down_is_found_by_nobody(session: Session, cast: Any) -> None:
    services.take_down(actor=cast.organiser, kind=GAP, subject_id=cast.gap.id, reason="留有电话")
    offer = queries.find_own_offer(cast.person)
    assert offer is not None
    assert queries.gaps_for(cast.person, offer) == []
    with pytest.raises(NotOffered):
        ask(cast)
    assert told(session) == [(cast.users.leader.id, "talent.gap_taken_down")]
    with pytest.raises(TakenDown):
        services.edit_gap(actor=cast.leader, gap_id=cast.gap.id, data=GapData(GapRole.SALES), version=2)


def test_an_offer_lapses_after_half_a_year_with_a_reminder_and_goes_a_month_later(
    session: Session, cast: Any
) -> None:
    cast.offer.confirmed_at = datetime.now(UTC) - LASTS + timedelta(days=10)
    cast.offer.expires_at = cast.offer.confirmed_at + LASTS
    session.flush()
    assert (services.remind_lapsing(), services.remind_lapsing(), services.forget_lapsed()) == (1, 0, 0)
    services.confirm_offer(actor=cast.person)
    assert services.remind_lapsing() == 0
    cast.offer.confirmed_at = datetime.now(UTC) - LASTS - timedelta(days=31)
    cast.offer.expires_at = cast.offer.confirmed_at + LASTS
    session.flush()
    assert found(cast) == []
    assert services.forget_lapsed() == 1
    assert queries.find_own_offer(cast.person) is None


def test_the_counts_of_the_office_are_those_of_what_is_shown(session: Session, cast: Any) -> None:
    an_offer(factories.a_user(), GapRole.CLINICAL, GapRole.SALES)
    an_offer(factories.a_user(), GapRole.SALES, expired=True)
    a_gap(cast.project, GapRole.SALES, state=GapState.CLOSED)
    ask(cast)
    figures = queries.figures()
    assert figures.lines == [(GapRole.CLINICAL, 1, 2), (GapRole.SALES, 0, 1)]
    assert (figures.people, figures.gaps, figures.introductions["asked"]) == (2, 1, 1)


def test_lists_take_as_many_statements_for_three_as_for_one(
    session: Session, cast: Any, count_queries: Any
) -> None:
    offer = queries.find_own_offer(cast.person)
    assert offer is not None
    ask(cast)

    def read() -> None:
        queries.people_for(gap(cast))
        queries.gaps_for(cast.person, offer)
        queries.meetings_of_offer(cast.person, cast.offer.id)
        queries.listed_offers()
        queries.listed_gaps()
        queries.figures()

    session.expire_all()
    one = count_queries(read)
    for number in range(3):
        other = a_gap(factories.a_winner(factories.a_season(year=2040 + number)))
        services.ask_team(actor=cast.person, gap_id=other.id)
        an_offer(factories.a_user())
    session.flush()
    session.expire_all()
    assert count_queries(read) == one


@pytest.mark.committed
def test_asking_and_taking_back_at_the_same_moment_leave_no_introduction_without_an_offer(
    app: Flask, session: Session, cast: Any
) -> None:
    session.commit()
    gap_id, person = cast.gap.id, cast.person
    data = OfferData(LocalizedText("临床负责人", ""), ("clinical",))
    for _ in range(5):
        offer_id = session.execute(select(TalentOffer.id)).scalar_one()
        session.commit()

        def asking(offer_id: Any = offer_id) -> str:
            services.ask_person(actor=cast.leader, gap_id=gap_id, offer_id=offer_id)
            return "asked"

        def leaving() -> str:
            services.withdraw_offer(actor=person)
            return "left"

        said = race(app, [asking, leaving])
        assert said[1] == "left"
        assert said[0] in {"asked", "gone"}
        session.expire_all()
        assert session.execute(select(func.count()).select_from(TalentIntroduction)).scalar_one() == 0
        services.offer_oneself(actor=person, data=data, consent=True)
        session.commit()


@pytest.mark.committed
def test_both_sides_asking_at_the_same_moment_meet(app: Flask, session: Session, cast: Any) -> None:
    session.commit()
    gap_id, offer_id = cast.gap.id, cast.offer.id

    def team() -> str:
        return services.ask_person(actor=cast.leader, gap_id=gap_id, offer_id=offer_id).state.value

    def person() -> str:
        return services.ask_team(actor=cast.person, gap_id=gap_id).state.value

    for _ in range(5):
        assert sorted(race(app, [team, person, team])) == ["asked", "exists", "open"]
        session.expire_all()
        made = session.execute(select(TalentIntroduction)).scalar_one()
        assert made.state is OPEN
        session.delete(made)
        session.commit()


def race(app: Flask, calls: list[Callable[[], str]]) -> list[str]:
    """Let all happen at once, each over a connection of its own; return what each was told."""
    start = Barrier(len(calls))

    def go(call: Callable[[], str]) -> str:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    return call()
            except AlreadyAsked:
                return "exists"
            except (NotFound, NotOffered):
                return "gone"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(go, calls))


def test_an_unknown_gap_is_not_found(session: Session, cast: Any) -> None:
    session.delete(session.get_one(TeamGap, cast.gap.id))
    session.flush()
    with pytest.raises(NotFound):
        queries.get_gap(cast.leader, cast.gap.id)
