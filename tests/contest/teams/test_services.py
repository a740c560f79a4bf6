"""Founding, inviting, joining, leaving, handing over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.mail.models import Letter
from contest.teams import queries, services
from contest.teams.domain import (
    AlreadyMember,
    InvitationState,
    InvitationUnusable,
    LeaderMustStay,
    TeamRole,
    TooManyInvitations,
    invitation_state,
)
from contest.teams.links import make_token, read_token
from contest.teams.models import TeamInvitation, TeamMember
from tests import factories

ActorOf = Callable[..., Actor]
NAME = LocalizedText("海芯", "Haixin")


def test_who_founds_a_team_leads_it(session: Any, actor_of: ActorOf) -> None:
    user = factories.a_user()
    team = services.create_team(actor=actor_of(user), name=LocalizedText("  海芯 ", ""))
    view = queries.get_team(actor_of(user), team.id)
    assert (view.name, view.leader_id, len(view.members)) == (LocalizedText("海芯", ""), user.id, 1)


def test_a_team_needs_a_name_of_at_most_sixty_characters(session: Any, actor_of: ActorOf) -> None:
    actor = actor_of(factories.a_user())
    for name in (LocalizedText(" ", ""), LocalizedText("", "x" * 61)):
        with pytest.raises(Invalid):
            services.create_team(actor=actor, name=name)


def test_somebody_without_a_proved_address_founds_no_team(session: Any, actor_of: ActorOf) -> None:
    with pytest.raises(Forbidden):
        services.create_team(actor=actor_of(factories.a_user(verified=False)), name=NAME)


def test_a_stranger_does_not_learn_that_a_team_exists_and_a_member_does_not_manage_it(
    session: Any, actor_of: ActorOf
) -> None:
    team, member = factories.a_team(), factories.a_user()
    with pytest.raises(NotFound):
        services.invite(actor=actor_of(member), team_id=team.id)
    factories.a_member(team, member)
    for act in (
        lambda actor: services.invite(actor=actor, team_id=team.id),
        lambda actor: services.rename_team(actor=actor, team_id=team.id, name=NAME),
        lambda actor: services.hand_over(actor=actor, team_id=team.id, user_id=member.id),
    ):
        with pytest.raises(Forbidden):
            act(actor_of(member))


def test_an_invitation_lets_one_person_in_once(session: Any, actor_of: ActorOf) -> None:
    leader, guest, other = factories.a_user(), factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    invitation = services.invite(actor=actor_of(leader), team_id=team.id, email=" Guest@Example.com ")
    letter = db.session.execute(select(Letter).where(Letter.template == "team_invitation")).scalar_one()
    assert (letter.recipient, letter.params["link"]) == (
        "guest@example.com",
        "/teams/join/" + make_token(invitation.id),
    )
    assert services.join(actor=actor_of(guest), invitation_id=invitation.id) == team.id
    assert queries.get_team(actor_of(guest), team.id).member_ids == {leader.id, guest.id}
    with pytest.raises(InvitationUnusable) as refused:
        services.join(actor=actor_of(other), invitation_id=invitation.id)
    assert refused.value.params["state"] == InvitationState.USED


def test_an_invitation_ends_when_taken_back_or_after_two_weeks(session: Any, actor_of: ActorOf) -> None:
    leader, guest = factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    taken_back = services.invite(actor=actor_of(leader), team_id=team.id)
    services.revoke_invitation(actor=actor_of(leader), team_id=team.id, invitation_id=taken_back.id)
    old = services.invite(actor=actor_of(leader), team_id=team.id)
    old.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    session.flush()
    states = []
    for invitation in (taken_back, old):
        with pytest.raises(InvitationUnusable) as refused:
            services.join(actor=actor_of(guest), invitation_id=invitation.id)
        states.append(refused.value.params["state"])
    assert states == [InvitationState.REVOKED, InvitationState.EXPIRED]


def test_the_end_of_an_invitation_is_outside_it() -> None:
    end = datetime(2026, 6, 1, tzinfo=UTC)
    at = {"accepted_at": None, "revoked_at": None, "expires_at": end}
    assert invitation_state(**at, now=end) is InvitationState.EXPIRED
    assert invitation_state(**at, now=end - timedelta(microseconds=1)) is InvitationState.OPEN


def test_nobody_joins_twice_and_members_are_not_invited_again(session: Any, actor_of: ActorOf) -> None:
    leader, guest = factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, guest)
    invitation = services.invite(actor=actor_of(leader), team_id=team.id)
    with pytest.raises(AlreadyMember):
        services.join(actor=actor_of(guest), invitation_id=invitation.id)
    with pytest.raises(AlreadyMember):
        services.invite(actor=actor_of(leader), team_id=team.id, email=guest.email)


def test_open_invitations_have_an_end(session: Any, actor_of: ActorOf) -> None:
    leader = factories.a_user()
    team = factories.a_team(leader)
    for _ in range(30):
        services.invite(actor=actor_of(leader), team_id=team.id)
    with pytest.raises(TooManyInvitations):
        services.invite(actor=actor_of(leader), team_id=team.id)


def test_a_leader_of_one_team_cannot_take_back_the_invitation_of_another(
    session: Any, actor_of: ActorOf
) -> None:
    leader, other = factories.a_user(), factories.a_user()
    invitation = services.invite(actor=actor_of(leader), team_id=factories.a_team(leader).id)
    with pytest.raises(NotFound):
        services.revoke_invitation(
            actor=actor_of(other), team_id=factories.a_team(other).id, invitation_id=invitation.id
        )


def test_a_forged_link_is_no_invitation(session: Any) -> None:
    token = make_token(factories.a_user().id)
    assert read_token(token)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), "", "x.y"):
        with pytest.raises(InvitationUnusable):
            read_token(wrong)


def test_members_leave_and_are_removed_but_the_leader_stays(session: Any, actor_of: ActorOf) -> None:
    leader, first, second = factories.a_user(), factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, first)
    factories.a_member(team, second)
    with pytest.raises(Forbidden):
        services.remove_member(actor=actor_of(first), team_id=team.id, user_id=second.id)
    services.remove_member(actor=actor_of(first), team_id=team.id, user_id=first.id)
    services.remove_member(actor=actor_of(leader), team_id=team.id, user_id=second.id)
    with pytest.raises(LeaderMustStay):
        services.remove_member(actor=actor_of(leader), team_id=team.id, user_id=leader.id)
    assert queries.get_team(actor_of(leader), team.id).member_ids == {leader.id}


def test_the_leadership_is_handed_over_and_the_new_leader_is_told(session: Any, actor_of: ActorOf) -> None:
    leader, heir = factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, heir)
    services.hand_over(actor=actor_of(leader), team_id=team.id, user_id=heir.id)
    view = queries.get_team(actor_of(leader), team.id)
    assert (view.leader_id, view.member_ids) == (heir.id, {leader.id, heir.id})
    assert db.session.execute(
        select(Letter.recipient).where(Letter.template == "team_leadership")
    ).scalars().all() == [heir.email]
    with pytest.raises(Forbidden):
        services.rename_team(actor=actor_of(leader), team_id=team.id, name=NAME)


def test_the_database_knows_one_leader_a_team(session: Any) -> None:
    with pytest.raises(IntegrityError):
        factories.a_member(factories.a_team(), factories.a_user(), TeamRole.LEADER)


@pytest.mark.committed
def test_two_people_with_the_same_link_at_once_never_both_get_in(
    app: Any, session: Any, actor_of: ActorOf
) -> None:
    from threading import Barrier, Thread

    from contest.kernel.db import transaction

    leader, guests = factories.a_user(), [factories.a_user() for _ in range(4)]
    team = factories.a_team(leader)
    invitation = services.invite(actor=actor_of(leader), team_id=team.id)
    actors = [actor_of(guest) for guest in guests]
    session.commit()
    start, answers = Barrier(len(guests)), []

    def press(actor: Actor) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    services.join(actor=actor, invitation_id=invitation_id)
                answers.append("in")
            except InvitationUnusable:
                answers.append("refused")

    invitation_id = invitation.id
    session.rollback()
    threads = [Thread(target=press, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["in", "refused", "refused", "refused"]
    assert session.execute(select(func.count()).select_from(TeamMember)).scalar_one() == 2
    assert session.execute(select(TeamInvitation.accepted_by)).scalar_one() is not None
