"""Ties of every source bar a judge, veil an officer, and end when they should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contest.accounts.models import User, UserEmail
from contest.accounts.services import remove_colleague
from contest.kernel.access import SYSTEM
from contest.kernel.columns import new_id
from contest.kernel.db import db
from contest.kernel.ties import veils
from contest.organisations.domain import MembershipRole
from contest.organisations.models import FormerMembership, Membership
from contest.permissions import Role
from contest.teams.models import FormerMember, Team
from contest.teams.services import remove_member
from judging.conflicts import queries, services
from judging.conflicts.domain import DeclaredTie, Relation, TiedToEntry
from tests import factories
from tests.judging.conflicts.ties import TIES

KINDS = {
    "member": Relation.TEAM_MEMBER,
    "employer": Relation.SAME_ORGANISATION,
    "company": Relation.SAME_ORGANISATION,
    "base": Relation.SAME_BASE,
    "contact": Relation.KNOWN_CONTACT,
    "former_employer": Relation.PAST_ORGANISATION,
    "earlier_team": Relation.PAST_TEAM,
    "shareholder": Relation.INVESTMENT,
    "mentor": Relation.MENTORING,
    "investor": Relation.INVESTMENT,
    "named_by_the_team": Relation.REQUESTED,
}


@pytest.fixture
def scene(session: Any) -> dict[str, Any]:
    season = factories.a_season()
    project, other = (factories.a_project(season, submitted=True) for _ in range(2))
    round_ = factories.a_round(season)
    user = factories.a_user(Role.JUDGE, Role.ORGANISER)
    return {
        "season": season,
        "project": project,
        "entry": factories.an_entry(project),
        "other": factories.an_entry(other),
        "round": round_,
        "user": user,
        "judge": factories.a_judge(round_, user),
    }


def kinds(scene: dict[str, Any]) -> set[Relation]:
    found = queries.conflicts_of_round(scene["round"].id)
    assert set(found) <= {(scene["judge"].id, scene["entry"].id)}
    return {one.kind for reasons in found.values() for one in reasons}


@pytest.mark.parametrize("tie", sorted(TIES))
def test_every_tie_bars_the_judge_and_veils_the_entry_from_the_officer(
    scene: dict[str, Any], actor_of: Any, tie: str
) -> None:
    actor = actor_of(scene["user"])
    assert (kinds(scene), veils.subjects(actor)) == (set(), frozenset())
    TIES[tie](scene["user"], scene["project"], scene["entry"])
    assert KINDS[tie] in kinds(scene)
    assert veils.subjects(actor) == {scene["project"].id}
    (row, *_) = queries.conflict_rows(SYSTEM, scene["round"].id)
    assert (row.entry.id, row.waiver) == (scene["entry"].id, None)
    assert queries.conflict_rows(actor, scene["round"].id) == []


@pytest.mark.parametrize(("years", "bars"), [(3, True), (1, False), (0, False)])
def test_a_former_employer_counts_for_as_many_years_as_the_season_says(
    session: Any, scene: dict[str, Any], years: int, bars: bool
) -> None:
    scene["season"].rules = {**scene["season"].rules, "past_employment_years": years}
    organisation = factories.an_organisation()
    leader = factories.a_user()
    factories.a_member(_team(scene), leader)
    until = datetime.now(UTC).date() - timedelta(days=700)
    session.add(
        FormerMembership(id=new_id(), organisation_id=organisation.id, user_id=leader.id, until=until)
    )
    session.add(
        Membership(organisation_id=organisation.id, user_id=scene["user"].id, role=MembershipRole.MEMBER)
    )
    session.flush()
    assert (kinds(scene) == {Relation.PAST_ORGANISATION}) is bars


def test_leaving_an_organisation_or_a_team_leaves_the_tie(
    session: Any, scene: dict[str, Any], actor_of: Any
) -> None:
    manager, user = factories.a_user(), scene["user"]
    organisation = factories.an_organisation()
    for person, role in ((manager, MembershipRole.MANAGER), (user, MembershipRole.MEMBER)):
        session.add(Membership(organisation_id=organisation.id, user_id=person.id, role=role))
    session.flush()
    factories.a_member(_team(scene), manager)
    assert kinds(scene) == {Relation.SAME_ORGANISATION}
    remove_colleague(actor=actor_of(manager), organisation_id=organisation.id, user_id=user.id)
    session.flush()
    assert kinds(scene) == {Relation.PAST_ORGANISATION}


def test_whoever_left_the_team_and_whoever_shares_another_team_with_it_is_tied(
    session: Any, scene: dict[str, Any], actor_of: Any
) -> None:
    team, user = _team(scene), scene["user"]
    factories.a_member(team, user)
    remove_member(actor=actor_of(user), team_id=team.id, user_id=user.id)
    session.flush()
    assert kinds(scene) == {Relation.PAST_TEAM}
    session.execute(FormerMember.__table__.delete())
    mate = factories.a_user()
    factories.a_member(team, mate)
    assert kinds(scene) == set()
    factories.a_member(factories.a_team(mate), user)
    assert kinds(scene) == {Relation.PAST_TEAM}


def test_family_is_declared_as_such_and_never_the_other_kind(scene: dict[str, Any], actor_of: Any) -> None:
    services.declare_by_number(
        actor=actor_of(scene["user"]),
        number=scene["project"].number,
        reason="配偶在该团队",
        tie=DeclaredTie.KINSHIP,
    )
    assert kinds(scene) == {Relation.KINSHIP}


def test_an_address_only_claimed_by_the_team_bars_the_judge_visibly_and_shuts_no_officer_out(
    session: Any, scene: dict[str, Any], actor_of: Any
) -> None:
    leader = factories.a_user()
    factories.a_member(_team(scene), leader)
    session.add(UserEmail(id=new_id(), user_id=leader.id, email=scene["user"].email))
    session.flush()
    assert kinds(scene) == {Relation.KNOWN_CONTACT}
    (row,) = queries.conflict_rows(SYSTEM, scene["round"].id)
    assert not row.proved
    assert veils.subjects(actor_of(scene["user"])) == frozenset()


def test_a_tied_officer_writes_nothing_about_ties_of_the_own_project(
    scene: dict[str, Any], actor_of: Any
) -> None:
    TIES["member"](scene["user"], scene["project"], scene["entry"])
    judge = factories.a_judge(scene["round"])
    with pytest.raises(TiedToEntry):
        services.note(
            actor=actor_of(scene["user"]), judge_id=judge.id, number=scene["project"].number, reason="x"
        )


def _team(scene: dict[str, Any]) -> Any:
    return db.session.get_one(Team, scene["project"].team_id)


def test_the_office_sees_a_candidates_ties_before_it_invites(
    session: Any, scene: dict[str, Any], signed_in: Any
) -> None:
    candidate, free = factories.a_judge(), factories.a_judge()
    person = session.get_one(User, candidate.user_id)
    TIES["employer"](person, scene["project"], scene["entry"])
    TIES["base"](person, scene["project"], scene["entry"])
    office = factories.a_user(Role.ORGANISER)
    page = signed_in(office).get(f"/rounds/{scene['round'].id}/judges/invite").text
    assert f"/rounds/{scene['round'].id}/conflicts/candidates?judge=" in page
    asked = f"/rounds/{scene['round'].id}/conflicts/candidates?judge={candidate.id}&judge={free.id}"
    said = signed_in(office).get(f"{asked}&judge=nonsense").text
    assert (person.name in said, scene["entry"].number in said) == (True, True)
    assert session.get_one(User, free.user_id).name not in said
    TIES["member"](office, scene["project"], scene["entry"])
    assert scene["entry"].number not in signed_in(office).get(asked).text
