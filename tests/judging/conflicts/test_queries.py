"""Conflicts found in the database from relations of the contest, and declared ones."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from contest.accounts.models import UserEmail, UserPhone
from contest.kernel.access import SYSTEM
from contest.kernel.columns import new_id
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.organisations.domain import MembershipRole
from contest.organisations.models import Membership
from contest.permissions import Role
from contest.seasons.domain import StageCode
from judging.conflicts import queries, services
from judging.conflicts.domain import Relation
from tests import factories


@pytest.fixture
def scene(session):
    """A round with one entry of a team of one and a judge without any tie to it."""
    season = factories.a_season()
    leader = factories.a_user(phone="+86 138 0000 1234")
    team = factories.a_team(leader)
    project = factories.a_project(season, team, submitted=True)
    entry = factories.an_entry(project)
    round_ = factories.a_round(season)
    user = factories.a_user(Role.JUDGE)
    return {
        "season": season,
        "leader": leader,
        "team": team,
        "project": project,
        "entry": entry,
        "round": round_,
        "user": user,
        "judge": factories.a_judge(round_, user),
    }


def kinds(scene) -> set[Relation]:
    found = queries.conflicts_of_round(scene["round"].id)
    pair = (scene["judge"].id, scene["entry"].id)
    assert set(found) <= {pair}
    assert queries.conflicted_entries(scene["judge"].id, scene["round"].id) == {entry for _, entry in found}
    return {one.kind for one in found.get(pair, ())}


def join(session, user, organisation):
    session.add(Membership(organisation_id=organisation.id, user_id=user.id, role=MembershipRole.MEMBER))
    session.flush()


def test_without_a_tie_there_is_no_conflict(scene):
    assert kinds(scene) == set()


def test_a_judge_in_the_team_is_in_conflict(scene):
    factories.a_member(scene["team"], scene["user"])
    assert Relation.TEAM_MEMBER in kinds(scene)


def test_a_shared_employer_is_a_conflict(session, scene):
    organisation = factories.an_organisation()
    join(session, scene["leader"], organisation)
    assert kinds(scene) == set()
    join(session, scene["user"], organisation)
    assert kinds(scene) == {Relation.SAME_ORGANISATION}


def test_the_company_behind_the_credit_code_is_a_conflict(session, scene):
    scene["project"].credit_code = "91310110MA1G8ABC1X"
    organisation = factories.an_organisation(credit_code="91310110MA1G8ABC1X")
    join(session, scene["user"], organisation)
    assert kinds(scene) == {Relation.SAME_ORGANISATION}


def test_the_nominating_base_is_a_conflict_for_its_people_in_every_stage(session, scene):
    base = factories.a_base(scene["user"])
    factories.an_entry(scene["project"], StageCode.PRELIMINARY, base_id=base.id)
    assert kinds(scene) == {Relation.SAME_BASE}


@pytest.mark.parametrize("typed", ["13800001234", "+8613800001234", "0086-138-0000-1234"])
def test_a_known_phone_is_a_conflict_however_it_is_written(session, scene, typed):
    scene["user"].phone = typed
    session.flush()
    assert kinds(scene) == {Relation.KNOWN_CONTACT}


def test_a_second_address_of_the_judge_counts_like_the_first(session, scene):
    scene["judge"].other_contacts = [scene["leader"].email.upper().replace("@", "+contest@")]
    session.flush()
    assert kinds(scene) == {Relation.KNOWN_CONTACT}


@pytest.mark.parametrize("proved", [True, False])
@pytest.mark.parametrize("whose", ["judge", "member"])
def test_every_further_address_and_number_counts_proved_or_not(session, scene, proved, whose):
    at = datetime.now(UTC) if proved else None
    own, other = (scene["user"], scene["leader"]) if whose == "judge" else (scene["leader"], scene["user"])
    session.add(UserEmail(id=new_id(), user_id=own.id, email=other.email, verified_at=at))
    session.flush()
    assert kinds(scene) == {Relation.KNOWN_CONTACT}
    session.query(UserEmail).delete()
    other.phone = "139 0000 1234"
    session.add(UserPhone(id=new_id(), user_id=own.id, number="+8613900001234", verified_at=at))
    session.flush()
    assert kinds(scene) == {Relation.KNOWN_CONTACT}
    session.query(UserPhone).delete()
    session.flush()
    assert kinds(scene) == set()


def test_two_numbers_neither_of_which_is_the_main_one_are_a_conflict(session, scene):
    for user in (scene["user"], scene["leader"]):
        session.add(UserPhone(id=new_id(), user_id=user.id, number="+447700900123"))
    session.flush()
    assert kinds(scene) == {Relation.KNOWN_CONTACT}


def test_a_declaration_holds_in_every_stage_of_the_project(scene, actor_of):
    services.declare_by_number(
        actor=actor_of(scene["user"]),
        number=f" {scene['project'].number.lower()} ",
        reason="我是该团队的导师",
    )
    earlier = factories.an_entry(scene["project"], StageCode.PRELIMINARY)
    assert kinds(scene) == {Relation.SELF_DECLARED}
    assert queries.conflicted_among(scene["judge"].id, {earlier.id}) == {earlier.id}
    rows = queries.declared_by_judge(scene["judge"].id)
    assert [(row.number, row.reason, row.by_office) for row in rows] == [
        (scene["project"].number, "我是该团队的导师", False)
    ]


def test_declaring_twice_is_declaring_once(scene, actor_of):
    actor = actor_of(scene["user"])
    first = services.declare_for_entry(actor=actor, entry_id=scene["entry"].id, reason="亲属")
    assert services.declare_for_entry(actor=actor, entry_id=scene["entry"].id, reason="别的") == first
    assert [row.reason for row in queries.declared_by_judge(scene["judge"].id)] == ["亲属"]


def test_a_declaration_needs_a_reason_and_a_number_that_exists(scene, actor_of):
    actor = actor_of(scene["user"])
    with pytest.raises(Invalid) as refused:
        services.declare_by_number(actor=actor, number=scene["project"].number, reason="  ")
    assert refused.value.errors[0].field == "reason"
    with pytest.raises(Invalid) as refused:
        services.declare_by_number(actor=actor, number="HJ99-404", reason="亲属")
    assert (refused.value.errors[0].field, refused.value.errors[0].code) == ("number", "no_such_number")


def test_the_office_notes_a_conflict_for_a_judge_and_strikes_one_made_in_error(scene, actor_of):
    office = actor_of(factories.a_user(Role.ORGANISER))
    key = services.note(
        actor=office, judge_id=scene["judge"].id, number=scene["project"].number, reason="曾参与该项目融资"
    )
    (row,) = queries.conflict_rows(office, scene["round"].id)
    assert (row.kind, row.by_office, row.shared.zh) == (Relation.SELF_DECLARED, True, "曾参与该项目融资")
    services.remove(actor=office, conflict_id=key, reason="编号录入错误")
    assert kinds(scene) == set()


def test_only_judges_declare_and_only_the_office_notes_and_reads(scene, actor_of):
    outsider = actor_of(factories.a_user())
    judge = actor_of(scene["user"])
    with pytest.raises(NotFound):
        services.declare_by_number(actor=outsider, number=scene["project"].number, reason="x")
    with pytest.raises(Forbidden):
        services.note(actor=judge, judge_id=scene["judge"].id, number=scene["project"].number, reason="x")
    with pytest.raises(Forbidden):
        queries.conflict_rows(judge, scene["round"].id)
    with pytest.raises(NotFound):
        queries.conflict_rows(outsider, scene["round"].id)


def test_the_office_reads_who_is_in_conflict_with_what_and_why(session, scene):
    organisation = factories.an_organisation()
    join(session, scene["leader"], organisation)
    join(session, scene["user"], organisation)
    scene["user"].phone = "13800001234"
    base = factories.a_base(scene["user"])
    scene["entry"].base_id = base.id
    session.flush()
    rows = {row.kind: row.shared for row in queries.conflict_rows(SYSTEM, scene["round"].id)}
    assert rows == {
        Relation.SAME_ORGANISATION: organisation.name,
        Relation.SAME_BASE: base.name,
        Relation.KNOWN_CONTACT: rows[Relation.KNOWN_CONTACT],
    }
    assert "0000" not in rows[Relation.KNOWN_CONTACT].zh  # a contact is shown in part


def test_finding_conflicts_takes_as_many_statements_for_three_judges_and_entries_as_for_one(
    scene, count_queries
):
    def find():
        queries.conflicts_of_round(scene["round"].id)

    one = count_queries(find)
    for _ in range(2):
        factories.a_judge(scene["round"])
        factories.an_entry(factories.a_project(scene["season"], submitted=True))
    assert count_queries(find) == one <= 12
