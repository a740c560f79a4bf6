"""The office gives and takes roles."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from contest.accounts import queries, services
from contest.accounts.domain import LastAdministrator, OwnAccount, RoleHeld, RolesConflict, refuse_conflict
from contest.accounts.models import RoleAssignment
from contest.kernel.access import SYSTEM
from contest.kernel.db import db
from contest.kernel.errors import Forbidden
from contest.mail.models import Letter
from contest.notices.tasks import notify
from contest.organisations.domain import OrganisationKind
from contest.permissions import OFFICE, Role
from tests import factories


def roles_of(user: Any) -> list[Role]:
    rows = db.session.execute(select(RoleAssignment.role).where(RoleAssignment.user_id == user.id))
    return sorted(rows.scalars())


def test_an_administrator_finds_a_person_and_gives_and_withdraws_a_role(signed_in: Any) -> None:
    browser = signed_in(factories.a_user(Role.ADMINISTRATOR))
    judge = factories.a_user(name="沈知微", name_en="Shen Zhiwei")
    db.session.commit()
    assert "沈知微" in browser.get("/people?q=zhiwei").text
    assert "沈知微" not in browser.get("/people?role=judge").text
    answer = browser.post(f"/people/{judge.id}", data={"role": "judge", "district": ""})
    assert (answer.status_code, roles_of(judge)) == (303, [Role.JUDGE])
    told = text("SELECT args FROM procrastinate_jobs WHERE task_name = 'notices.notify'")
    notify(**db.session.execute(told).scalar_one())
    letter = db.session.execute(select(Letter).where(Letter.recipient == judge.email)).scalar_one()
    assert (letter.template, letter.params["role"]) == ("role_granted", "judge")
    assert "沈知微" in browser.get("/people?role=judge").text
    again = browser.post(f"/people/{judge.id}", data={"role": "judge", "district": ""})
    assert again.status_code == 422
    held = db.session.execute(select(RoleAssignment).where(RoleAssignment.user_id == judge.id)).scalar_one()
    assert browser.post(f"/people/roles/{held.id}/withdraw").status_code == 303
    assert roles_of(judge) == []


def test_an_officer_may_be_tied_to_a_district_and_nobody_else(signed_in: Any, actor_of: Any) -> None:
    browser = signed_in(factories.a_user(Role.ADMINISTRATOR))
    person = factories.a_user()
    db.session.commit()
    browser.post(f"/people/{person.id}", data={"role": "officer", "district": "310110"})
    browser.post(f"/people/{person.id}", data={"role": "mentor", "district": "310115"})
    assert actor_of(person).districts == frozenset({"310110"})


def test_only_administrators_manage_people(signed_in: Any, actor_of: Any) -> None:
    person = factories.a_user()
    for role in set(Role) - {Role.ADMINISTRATOR, Role.PUBLIC, Role.USER}:
        somebody = factories.a_user(role)
        browser = signed_in(somebody)
        assert browser.get("/people").status_code == 403
        assert browser.post(f"/people/{person.id}", data={"role": "administrator"}).status_code == 403
        with pytest.raises(Forbidden):
            services.grant_role(actor=actor_of(somebody), user_id=somebody.id, role=Role.ADMINISTRATOR)
    assert roles_of(person) == []


def test_who_runs_the_contest_cannot_audit_it(session: Any) -> None:
    for role in OFFICE:
        person = factories.a_user(role)
        with pytest.raises(RolesConflict):
            services.grant_role(actor=SYSTEM, user_id=person.id, role=Role.AUDITOR)
    refuse_conflict(Role.AUDITOR, frozenset({Role.JUDGE}))
    with pytest.raises(RolesConflict):
        refuse_conflict(Role.ORGANISER, frozenset({Role.AUDITOR}))


def test_a_role_is_held_once_per_district(session: Any) -> None:
    person = factories.a_user(Role.OFFICER, district="310110")
    services.grant_role(actor=SYSTEM, user_id=person.id, role=Role.OFFICER, district="310115")
    with pytest.raises(RoleHeld):
        services.grant_role(actor=SYSTEM, user_id=person.id, role=Role.OFFICER, district="310110")


def test_the_last_administrator_cannot_be_withdrawn_and_nobody_closes_their_own_account(
    signed_in: Any, actor_of: Any
) -> None:
    first, second = factories.a_user(Role.ADMINISTRATOR), factories.a_user(Role.ADMINISTRATOR)
    actor = actor_of(first)
    held = {row.user_id: row for row in db.session.execute(select(RoleAssignment)).scalars()}
    with pytest.raises(OwnAccount):
        services.disable(actor=actor, user_id=first.id)
    services.withdraw_role(actor=actor, assignment=held[second.id])
    with pytest.raises(LastAdministrator):
        services.withdraw_role(actor=actor, assignment=held[first.id])
    browser = signed_in(first)
    assert browser.post(f"/people/roles/{held[first.id].id}/withdraw").status_code == 303
    assert roles_of(first) == [Role.ADMINISTRATOR]


def test_closing_an_account_can_be_undone(signed_in: Any) -> None:
    browser = signed_in(factories.a_user(Role.ADMINISTRATOR))
    person = factories.a_user()
    db.session.commit()
    assert browser.post(f"/people/{person.id}/close").status_code == 303
    page = browser.get(f"/people/{person.id}").text
    assert f"/people/{person.id}/open" in page
    assert person.disabled_at is not None
    browser.post(f"/people/{person.id}/open")
    assert person.disabled_at is None


def test_roles_that_come_with_an_organisation_are_shown_and_can_be_filtered(actor_of: Any) -> None:
    admin, member = factories.a_user(Role.ADMINISTRATOR), factories.a_user()
    factories.an_organisation(OrganisationKind.INVESTOR, member)
    found = queries.people(actor_of(admin), role=Role.INVESTOR)
    assert [(row.id, row.roles) for row in found] == [(member.id, (Role.INVESTOR,))]


def test_the_list_of_people_takes_as_many_queries_for_one_as_for_many(
    signed_in: Any, count_queries: Any
) -> None:
    browser = signed_in(factories.a_user(Role.ADMINISTRATOR))
    one = count_queries(lambda: browser.get("/people"))
    for _person in range(5):
        factories.an_organisation(OrganisationKind.INVESTOR, factories.a_user(Role.JUDGE, Role.MENTOR))
    db.session.commit()
    assert count_queries(lambda: browser.get("/people")) == one
    assert one <= 3


def test_the_administrators_desk_counts_accounts_and_failed_sign_ins(signed_in: Any, client: Any) -> None:
    admin = factories.a_user(Role.ADMINISTRATOR)
    factories.a_user(verified=False)
    factories.a_user(disabled_at=datetime.now(UTC))
    db.session.commit()
    for _attempt in range(2):
        client.post("/account/sign-in", data={"email": "nobody@example.com", "password": "x"})
    page = signed_in(admin).get("/people/panel", headers={"HX-Request": "true"}).text
    assert re.findall(r"stat-value[^>]*>(\d+)<", page) == ["3", "1", "1", "2"]
