"""Who invites residents, what is asked of an invitation, and what becomes of one that leads nowhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.bases.domain import TitleState
from contest.bases.models import BaseTitle
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid
from contest.mail.models import Letter
from contest.notices.models import Notice
from contest.organisations.models import Membership
from contest.pool import queries, services
from contest.pool.domain import (
    AlreadyInvited,
    InvitationAnswered,
    InvitationUnusable,
    NotCertified,
    PlaceEnd,
    PlaceState,
)
from contest.pool.links import make_token, path_of, read_token
from tests import factories
from tests.contest.pool.inviting import COMPANY, TITLE, ActorOf, SignedIn, invited


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
