"""Bases invite residents; leaders accept with their team's consent, or decline; what races and strangers get."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.bases.domain import TitleState
from contest.bases.models import BaseTitle
from contest.consents.domain import Purpose
from contest.consents.queries import find_latest
from contest.kernel import clock
from contest.kernel.access import ANONYMOUS, Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db, transaction
from contest.kernel.errors import DomainError, Forbidden, Invalid
from contest.kernel.ties import ties
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership
from contest.pool import queries, services
from contest.pool.domain import (
    NO_ADDRESS,
    AlreadyInPool,
    AlreadyInvited,
    InvitationAnswered,
    InvitationUnusable,
    NotCertified,
    PlaceEnd,
    PlaceState,
)
from contest.pool.links import make_token, path_of, read_token
from contest.pool.models import PoolPlace
from contest.privacy.domain import AccountInUse
from contest.privacy.queries import held_about
from contest.privacy.services import close_account, end_retention
from contest.projects.domain import ProjectState
from contest.projects.models import Project
from contest.seasons.domain import SeasonState, WindowKind
from contest.seasons.models import Window
from tests import factories
from tests.contest.privacy.test_retention import archived_for

SignedIn = Callable[[Any], FlaskClient]
ActorOf = Callable[..., Actor]
COMPANY, TITLE = LocalizedText("示例医疗", "Example Medical"), LocalizedText("便携超声", "")


def invited(
    actor_of: ActorOf, base: Any, season: Any, email: str = "lead@example.com", title: LocalizedText = TITLE
) -> PoolPlace:
    keeper = factories.a_user()
    db.session.add(
        Membership(organisation_id=base.organisation_id, user_id=keeper.id, role=MembershipRole.MEMBER)
    )
    db.session.flush()
    asked = {"email": email, "company": COMPANY, "title": title}
    return services.invite(actor=actor_of(keeper), base_id=base.id, season_id=season.id, **asked)


def test_a_leader_is_written_to_accepts_and_has_a_project_of_the_pool(
    session: Session, actor_of: ActorOf
) -> None:
    season, base = factories.a_season(), factories.a_base()
    place = invited(actor_of, base, season, " Lead@Example.com ")
    letter = session.execute(select(Letter).where(Letter.template == "pool_invitation")).scalar_one()
    assert (letter.recipient, letter.params["link"]) == ("lead@example.com", path_of(place.id))
    leader = factories.a_user()
    project = services.accept(actor=actor_of(leader), place_id=place.id, agrees=True)
    assert (project.name, project.company_name, project.state) == (TITLE, COMPANY, ProjectState.DRAFT)
    assert (place.state, place.project_id, place.opened_by) == (PlaceState.OPEN, project.id, leader.id)
    assert queries.open_projects(season.id) == [project.id]
    word = find_latest(leader.id, Purpose.MATCHING, project.id)
    assert word is not None
    assert (word.given, word.version) == (True, 2)
    codes = session.execute(select(Notice.code)).scalars().all()
    assert codes == ["pool.accepted"]
    with pytest.raises(InvitationUnusable):
        services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)


def test_it_needs_no_open_submissions_but_the_teams_yes(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    place = invited(actor_of, factories.a_base(), season)
    session.query(Window).filter_by(season_id=season.id, kind=WindowKind.SUBMISSION).update(
        {"closes_at": clock.now() - timedelta(days=1)}
    )
    with pytest.raises(Invalid):
        services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=False)
    assert session.execute(select(Project.id)).all() == []
    assert services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True).id


def test_a_project_that_is_in_the_contest_comes_in_and_stays_in_it(
    session: Session, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader), submitted=True, consent_matching=False)
    foreign = factories.a_project(season)
    place = invited(actor_of, factories.a_base(), season)
    assert [key for key, _name in queries.projects_to_bring(actor_of(leader), season.id)] == [project.id]
    with pytest.raises(DomainError):
        services.accept(actor=actor_of(leader), place_id=place.id, agrees=True, project_id=foreign.id)
    services.accept(actor=actor_of(leader), place_id=place.id, agrees=True, project_id=project.id)
    assert project.state is ProjectState.SUBMITTED
    assert queries.open_projects(season.id) == [project.id]
    other = invited(actor_of, factories.a_base(), season)
    with pytest.raises(AlreadyInPool):
        services.accept(actor=actor_of(leader), place_id=other.id, agrees=True, project_id=project.id)
    assert queries.projects_to_bring(actor_of(leader), season.id) == []


def test_nobody_of_the_base_accepts_in_a_teams_stead(session: Session, actor_of: ActorOf) -> None:
    keeper = factories.a_user()
    base = factories.a_base(keeper)
    place = invited(actor_of, base, factories.a_season())
    with pytest.raises(Forbidden):
        services.accept(actor=actor_of(keeper), place_id=place.id, agrees=True)


def test_whoever_holds_the_link_declines_and_the_address_is_forgotten(
    session: Session, actor_of: ActorOf
) -> None:
    place = invited(actor_of, factories.a_base(), factories.a_season())
    services.decline(actor=ANONYMOUS, place_id=place.id)
    assert (place.state, place.ended_how, place.email) == (PlaceState.ENDED, PlaceEnd.DECLINED, "")
    assert session.execute(select(Notice.code)).scalars().all() == ["pool.declined"]
    with pytest.raises(InvitationUnusable):
        services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)


def test_a_taken_back_a_lapsed_and_a_forged_link_lead_nowhere(session: Session, actor_of: ActorOf) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base = factories.a_base(keeper)
    back = invited(actor_of, base, season)
    services.end(actor=actor_of(keeper), place_id=back.id, reason="写错了邮箱")
    assert (back.ended_how, back.email) == (PlaceEnd.TAKEN_BACK, "")
    lapsed = invited(actor_of, base, season)
    lapsed.expires_at = clock.now() - timedelta(seconds=1)
    session.flush()
    for place in (back, lapsed):
        with pytest.raises(InvitationUnusable):
            services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)
    assert read_token(make_token(lapsed.id)) == lapsed.id
    with pytest.raises(InvitationUnusable):
        read_token(make_token(lapsed.id) + "x")
    again = invited(actor_of, base, season)
    assert again.id == lapsed.id, "a lapsed one is sent anew"
    with pytest.raises(AlreadyInvited):
        invited(actor_of, base, season)
    assert session.query(Letter).filter_by(template="pool_invitation").count() == 2, "one was taken back"


def test_two_bases_may_ask_the_same_leader_without_learning_of_each_other(
    session: Session, actor_of: ActorOf
) -> None:
    season = factories.a_season()
    first, second = (invited(actor_of, factories.a_base(), season) for _ in range(2))
    leader = actor_of(factories.a_user())
    one = services.accept(actor=leader, place_id=first.id, agrees=True)
    two = services.accept(actor=leader, place_id=second.id, agrees=True)
    assert queries.open_projects(season.id) == sorted([one.id, two.id])


def test_only_a_certified_base_invites_and_only_for_itself(session: Session, actor_of: ActorOf) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    expired = clock.today() - timedelta(days=1)
    base = factories.a_base(keeper, valid_from=expired - timedelta(days=900), valid_to=expired)
    asked = {"season_id": season.id, "email": "a@example.com", "company": COMPANY, "title": TITLE}
    with pytest.raises(NotCertified):
        services.invite(actor=actor_of(keeper), base_id=base.id, **asked)
    with pytest.raises(Forbidden):
        services.invite(actor=actor_of(keeper), base_id=factories.a_base().id, **asked)


def test_every_missing_or_long_field_is_named(session: Session, actor_of: ActorOf) -> None:
    keeper = factories.a_user()
    base = factories.a_base(keeper)
    asked = {
        "season_id": factories.a_season().id,
        "company": LocalizedText(),
        "title": LocalizedText("长" * 61),
    }
    with pytest.raises(Invalid) as refused:
        services.invite(actor=actor_of(keeper), base_id=base.id, email=" ", **asked)
    assert {error.field for error in refused.value.errors} == {"email", "company.zh", "title.zh"}


@pytest.mark.committed
def test_of_two_bases_that_want_one_project_at_the_same_moment_one_has_it(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    places = [invited(actor_of, factories.a_base(), season).id for _ in range(2)]
    session.commit()
    actor, project_id, season_id = actor_of(leader), project.id, season.id
    start, outcomes = threading.Barrier(2, timeout=30), []

    def work(place_id: Any) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    services.accept(actor=actor, place_id=place_id, agrees=True, project_id=project_id)
                outcomes.append("in")
            except DomainError as refusal:
                outcomes.append(refusal.code)
            db.session.remove()

    workers = [threading.Thread(target=work, args=(place_id,)) for place_id in places]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(outcomes) == ["already_in_project_pool", "in"]
    session.expire_all()
    assert queries.open_projects(season_id) == [project_id]
    states = session.execute(select(PoolPlace.state)).scalars().all()
    assert sorted(states) == ["invited", "open"]


@pytest.mark.committed
def test_a_link_that_two_people_use_at_once_lets_one_in(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season = factories.a_season()
    place_id = invited(actor_of, factories.a_base(), season).id
    actors = [actor_of(factories.a_user()) for _ in range(2)]
    session.commit()
    start, outcomes = threading.Barrier(2, timeout=30), []

    def work(actor: Actor) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    services.accept(actor=actor, place_id=place_id, agrees=True)
                outcomes.append("in")
            except DomainError as refusal:
                outcomes.append(refusal.code)
            db.session.remove()

    workers = [threading.Thread(target=work, args=(actor,)) for actor in actors]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(outcomes) == ["in", "pool_invitation_unusable"]
    session.expire_all()
    assert session.query(Project).count() == 1


def test_the_base_invites_on_its_page_keeps_what_was_typed_and_reads_no_more_than_it_wrote(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base = factories.a_base(keeper)
    browser = signed_in(keeper)
    assert f"/bases/{base.id}/residents" in browser.get(f"/bases/{base.id}").text
    sent = {"company_zh": "示例医疗", "title_zh": "便携超声", "email": "nonsense"}
    refused = browser.post(f"/bases/{base.id}/residents", data=sent)
    assert refused.status_code == 422
    for words in ("示例医疗", "便携超声", "nonsense"):
        assert words in refused.text
    sent["email"] = "lead@example.com"
    assert browser.post(f"/bases/{base.id}/residents", data=sent).status_code == 303
    page = browser.get(f"/bases/{base.id}/residents").text
    for words in ("示例医疗", "便携超声", "lead@example.com", "已邀请"):
        assert words in page
    twice = browser.post(f"/bases/{base.id}/residents", data=sent)
    assert (twice.status_code, "正在等待答复" in twice.text) == (422, True)
    place = session.execute(select(PoolPlace)).scalar_one()
    project = services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)
    project.name, project.company_name = LocalizedText("秘密新名", ""), LocalizedText("秘密公司", "")
    session.commit()
    for path in (f"/bases/{base.id}/residents", f"/pool/places/{place.id}/end"):
        page = browser.get(path).text
        assert "秘密" not in page, path
    assert browser.get(f"/projects/{project.id}").status_code == 404
    assert signed_in(factories.a_user()).get(f"/bases/{base.id}/residents").status_code == 403
    assert season.id == place.season_id


def test_the_page_behind_the_link_says_who_reads_what_and_asks_for_consent(
    session: Session, client: FlaskClient, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season = factories.a_season()
    place = invited(actor_of, factories.a_base(), season)
    link = path_of(place.id)
    session.commit()
    page = client.get(link).text
    for words in (
        "对方可以看到",
        "对方看不到",
        "示例医疗",
        "便携超声",
        "登录",
        "谢绝",
    ):
        assert words in page
    leader = factories.a_user()
    browser = signed_in(leader)
    without = browser.post(link, data={"project": "new"})
    assert (without.status_code, "只有团队同意参与匹配" in without.text) == (422, True)
    accepted = browser.post(link, data={"project": "new", "agrees": "y"})
    project = session.execute(select(Project)).scalar_one()
    assert accepted.headers["Location"] == f"/projects/{project.id}"
    assert browser.get(link).headers["Location"] == f"/projects/{project.id}", "a second click is no error"
    assert browser.post(link, data={"project": "new", "agrees": "y"}).status_code == 303
    assert client.get(link).status_code == 410


def test_a_chosen_project_that_came_in_meanwhile_is_refused_and_no_other_is_begun(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader), consent_matching=False)
    links = [path_of(invited(actor_of, factories.a_base(), season).id) for _ in range(2)]
    session.commit()
    browser, sent = signed_in(leader), {"project": str(project.id), "agrees": "y"}
    assert str(project.id) in browser.get(links[1]).text
    assert browser.post(links[0], data=sent).status_code == 303
    refused = browser.post(links[1], data=sent)
    assert (refused.status_code, "便携超声" in refused.text) == (409, True)
    assert session.execute(select(Project.id)).scalars().all() == [project.id]
    again = browser.post(links[1], data={**sent, "project": "new"})
    assert again.status_code == 303


def test_the_base_reads_its_residents_in_as_many_statements_for_three_as_for_one(
    session: Session, signed_in: SignedIn, count_queries: Any
) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base = factories.a_base(keeper)
    browser = signed_in(keeper)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.a_place(factories.a_project(season), base)
        session.commit()
        counts.append(count_queries(lambda: browser.get(f"/bases/{base.id}/residents")))
    assert counts[0] == counts[1]


def test_an_invitation_nobody_answered_is_forgotten_after_a_quarter(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season, base = factories.a_season(), factories.a_base()
    old, young = (
        invited(actor_of, base, season, f"{name}@example.com", LocalizedText(name))
        for name in ("old", "young")
    )
    old.expires_at, young.expires_at = (clock.now() - timedelta(days=days) for days in (91, 89))
    session.flush()
    assert end_retention()["invitations"] == 1
    assert session.execute(select(PoolPlace.email)).scalars().all() == ["young@example.com"]


def test_whoever_works_for_a_base_is_tied_to_its_residents_also_after_they_left(
    session: Session, actor_of: ActorOf
) -> None:
    keeper = factories.a_user()
    base = factories.a_base(keeper)
    project = factories.a_project(factories.a_season(), submitted=True)
    place = factories.a_place(project, base)
    assert [(tie.kind, tie.source) for tie in ties.between([keeper.id], [project.id])] == [
        ("same_base", str(base.id))
    ]
    services.end(actor=actor_of(keeper), place_id=place.id, reason="搬离")
    assert len(ties.between([keeper.id], [project.id])) == 1
    assert ties.between([factories.a_user().id], [project.id]) == []


def test_nothing_of_an_invitation_that_came_to_nothing_is_kept_for_good(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season, base = factories.a_season(), factories.a_base()
    declined, young = (
        invited(actor_of, base, season, f"{name}@example.com", LocalizedText(name))
        for name in ("old", "young")
    )
    services.decline(actor=ANONYMOUS, place_id=declined.id)
    asked = select(Letter.recipient).where(Letter.template == "pool_invitation")
    assert session.execute(asked).scalars().all() == ["young@example.com"]
    services.decline(actor=ANONYMOUS, place_id=young.id)
    declined.ended_at, young.ended_at = (clock.now() - timedelta(days=days) for days in (91, 89))
    session.flush()
    assert end_retention()["invitations"] == 1
    assert session.execute(select(PoolPlace.id)).scalars().all() == [young.id]


def test_the_company_goes_with_the_project_at_the_end_of_retention(
    app: Flask, session: Session, actor_of: ActorOf
) -> None:
    season = factories.a_season()
    place = invited(actor_of, factories.a_base(), season)
    services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)
    season.state = SeasonState.ARCHIVED
    archived_for(session, season, years=4)
    assert end_retention()["projects"] == 1
    session.expire_all()
    assert (place.company, place.title, place.email) == (LocalizedText(), TITLE, "")


def test_an_invitation_accepted_while_it_is_taken_back_stays_and_its_reason_unread(
    session: Session, actor_of: ActorOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = factories.a_user()
    place = invited(actor_of, factories.a_base(keeper), factories.a_season())
    leader, read = actor_of(factories.a_user()), queries.get_access

    def accepted_after(actor: Actor, place_id: Any) -> Any:
        found = read(actor, place_id)
        services.accept(actor=leader, place_id=place_id, agrees=True)
        return found

    monkeypatch.setattr(queries, "get_access", accepted_after)
    with pytest.raises(InvitationAnswered):
        services.end(actor=actor_of(keeper), place_id=place.id, reason="此人不可靠")
    assert (place.state, place.reason) == (PlaceState.OPEN, "")
    assert "pool.ended" not in session.execute(select(Notice.code)).scalars().all()


def test_nobody_comes_into_the_pool_of_an_archived_season(session: Session, actor_of: ActorOf) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    place = invited(actor_of, factories.a_base(), season)
    season.state = SeasonState.ARCHIVED
    session.flush()
    for project_id in (project.id, None):
        with pytest.raises(InvitationUnusable):
            services.accept(actor=actor_of(leader), place_id=place.id, agrees=True, project_id=project_id)


def test_a_project_that_is_in_the_pool_is_not_spoken_of_as_a_judge(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    place = invited(actor_of, factories.a_base(), season)
    factories.a_place(project)
    session.commit()
    sent = {"project": str(project.id), "agrees": "y"}
    refused = signed_in(leader).post(path_of(place.id), data=sent)
    assert (refused.status_code, "已在项目库中" in refused.text) == (409, True)
    assert session.execute(select(Project.id)).scalars().all() == [project.id]


def test_a_closed_accounts_placeholder_is_no_address_and_a_taking_back_speaks_to_no_team(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    keeper = factories.a_user()
    base = factories.a_base(keeper)
    place = invited(actor_of, base, factories.a_season())
    place.email = NO_ADDRESS
    session.commit()
    browser = signed_in(keeper)
    assert NO_ADDRESS not in browser.get(f"/bases/{base.id}/residents").text
    page = browser.get(f"/pool/places/{place.id}/end").text
    assert "仅基地和组委会可见" in page


def test_a_copy_of_ones_data_holds_the_place_and_closing_asks_to_leave_it_first(
    session: Session, actor_of: ActorOf
) -> None:
    season, leader, asked = factories.a_season(), factories.a_user(), factories.a_user()
    place = invited(actor_of, factories.a_base(), season)
    services.accept(actor=actor_of(leader), place_id=place.id, agrees=True)
    waiting = invited(actor_of, factories.a_base(), season, asked.email)
    for person in (leader, asked):
        held = {one.holding.table for one in held_about(person.id)}
        assert "pool_places" in held
    with pytest.raises(AccountInUse) as refused:
        close_account(actor=actor_of(leader), password=factories.PASSWORD)
    assert refused.value.params["obstacles"] == ["leads_pooled_project"]
    close_account(actor=actor_of(asked), password=factories.PASSWORD)
    session.refresh(waiting)
    assert (waiting.state, waiting.email) == (PlaceState.INVITED, NO_ADDRESS)
    services.leave(actor=actor_of(leader), project_id=place.project_id)
    close_account(actor=actor_of(leader), password=factories.PASSWORD)
    session.refresh(place)
    assert place.email == NO_ADDRESS


def test_who_is_no_longer_of_the_base_reads_and_ends_nothing_of_it(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season, keeper, other = factories.a_season(), factories.a_user(), factories.a_user()
    base = factories.a_base(keeper)
    factories.a_base(other)
    place = invited(actor_of, base, season)
    gone = session.query(Membership).filter_by(user_id=keeper.id, organisation_id=base.organisation_id).one()
    session.delete(gone)
    session.commit()
    for person, refused in ((keeper, 403), (other, 403)):
        browser = signed_in(person)
        assert browser.get(f"/bases/{base.id}/residents").status_code == refused
        assert browser.get(f"/pool/places/{place.id}/end").status_code in {403, 404}
        answer = browser.post(f"/pool/places/{place.id}/end", data={"reason": "搬离"})
        assert answer.status_code in {403, 404}
    session.refresh(place)
    assert place.state is PlaceState.INVITED


def test_a_delisted_base_invites_nobody_and_its_earlier_invitations_open_nothing(
    session: Session, actor_of: ActorOf, client: FlaskClient
) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base = factories.a_base(keeper)
    place = invited(actor_of, base, season)
    title = session.query(BaseTitle).filter_by(base_id=base.id).one()
    title.state = TitleState.DELISTED
    session.flush()
    with pytest.raises(InvitationUnusable):
        services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)
    with pytest.raises(NotCertified):
        invited(actor_of, base, season, "other@example.com")
    session.commit()
    page = client.get(path_of(place.id)).text
    assert ("称号不在有效期内" in page, "注册账号" in page, "谢绝" in page) == (True, False, True)
