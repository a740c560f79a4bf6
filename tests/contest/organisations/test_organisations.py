"""Organisations: who sees, enters and changes them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.organisations import queries, services
from contest.organisations.domain import OrganisationKind, credit_check_character
from contest.organisations.models import Organisation
from contest.organisations.services import OrganisationData
from contest.permissions import Role
from tests import factories

CODE = "91350100M000100Y43"
DATA = {
    "kind": "base_operator",
    "name_zh": "望江园区运营有限公司",
    "name_en": "Wangjiang Park Operations",
    "credit_code": CODE.lower(),
    "district": "310110",
    "website": "https://wangjiang.example",
}


def test_the_office_enters_an_organisation_and_its_manager_changes_it(signed_in: Any) -> None:
    browser = signed_in(factories.a_user(Role.ORGANISER))
    answer = browser.post("/organisations/new", data=DATA)
    assert answer.status_code == 303
    made = db.session.execute(select(Organisation)).scalar_one()
    assert answer.location == f"/organisations/{made.id}"
    assert (made.credit_code, made.kind) == (CODE, OrganisationKind.BASE_OPERATOR)
    assert "望江园区运营有限公司" in browser.get(answer.location).text
    manager = factories.a_user()
    mine = factories.an_organisation(OrganisationKind.COMPANY, manager)
    changed = signed_in(manager).post(
        f"/organisations/{mine.id}/edit", data={**DATA, "credit_code": "", "kind": "investor"}
    )
    assert changed.status_code == 303
    assert (mine.name.zh, mine.kind) == ("望江园区运营有限公司", OrganisationKind.COMPANY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name_zh", ""),
        ("credit_code", "91350100M000100Y44"),
        ("website", "javascript:alert(1)"),
        ("district", "999999"),
        ("kind", "club"),
    ],
)
def test_bad_data_is_refused_beside_its_field_and_the_rest_stays(
    signed_in: Any, field: str, value: str
) -> None:
    browser = signed_in(factories.a_user(Role.ORGANISER))
    answer = browser.post("/organisations/new", data={**DATA, "name_en": "", **{field: value}})
    assert answer.status_code == 422
    error = answer.text.split(f'data-error-for="{field}">')[1].split("</div>")[0]
    assert "<span>" in error
    kept = "website" if field != "website" else "name_zh"
    assert f'value="{DATA[kept]}"' in answer.text
    assert db.session.execute(select(Organisation)).first() is None


def test_one_credit_code_belongs_to_one_organisation(signed_in: Any) -> None:
    browser = signed_in(factories.a_user(Role.ORGANISER))
    assert browser.post("/organisations/new", data=DATA).status_code == 303
    answer = browser.post("/organisations/new", data={**DATA, "name_zh": "另一家"})
    assert answer.status_code == 422
    assert 'value="另一家"' in answer.text


def test_people_see_their_own_organisations_officers_their_district_the_office_all(actor_of: Any) -> None:
    member = factories.a_user()
    own = factories.an_organisation(OrganisationKind.COMPANY, member)
    near = factories.an_organisation(district="310110")
    far = factories.an_organisation(district="310115")
    seen = {
        "member": queries.organisations(actor_of(member)),
        "officer": queries.organisations(actor_of(factories.a_user(Role.OFFICER, district="310110"))),
        "office": queries.organisations(actor_of(factories.a_user(Role.CONFIRMER))),
        "stranger": queries.organisations(actor_of(factories.a_user())),
    }
    assert {who: {item.id for item in page} for who, page in seen.items()} == {
        "member": {own.id},
        "officer": {near.id},
        "office": {own.id, near.id, far.id},
        "stranger": set(),
    }
    with pytest.raises(NotFound):
        queries.get_organisation(actor_of(factories.a_user()), own.id)


def test_search_looks_in_both_names_and_the_code_and_takes_wildcards_as_they_are(actor_of: Any) -> None:
    office = actor_of(factories.a_user(Role.ORGANISER))
    code = "91310000" + "MA1FL0000"
    code += credit_check_character(code)
    made = factories.an_organisation(name=LocalizedText("海潮资本", "Tide Capital"), credit_code=code)
    factories.an_organisation()
    for words in ("海潮", "tide cap", code[:10].lower()):
        assert [item.id for item in queries.organisations(office, search=words)] == [made.id]
    assert len(queries.organisations(office, search="%")) == 0


def test_members_who_are_not_managers_change_nothing(actor_of: Any) -> None:
    organisation = factories.an_organisation(OrganisationKind.COMPANY, factories.a_user())
    confirmer = factories.a_user(Role.CONFIRMER)
    with pytest.raises(Forbidden):
        services.change_organisation(
            actor=actor_of(confirmer),
            organisation_id=organisation.id,
            data=OrganisationData(LocalizedText("新")),
        )
    with pytest.raises(Forbidden):
        services.create_organisation(
            actor=actor_of(confirmer), kind=OrganisationKind.OTHER, data=OrganisationData(LocalizedText("新"))
        )


def test_a_name_in_one_language_is_enough_and_none_is_not(actor_of: Any) -> None:
    office = actor_of(factories.a_user(Role.ORGANISER))
    services.create_organisation(
        actor=office, kind=OrganisationKind.OTHER, data=OrganisationData(LocalizedText("", "Only English"))
    )
    with pytest.raises(Invalid):
        services.create_organisation(
            actor=office, kind=OrganisationKind.OTHER, data=OrganisationData(LocalizedText())
        )


def test_the_list_takes_as_many_queries_for_one_as_for_many(signed_in: Any, count_queries: Any) -> None:
    browser = signed_in(factories.a_user(Role.ORGANISER))
    factories.an_organisation()
    db.session.commit()
    one = count_queries(lambda: browser.get("/organisations"))
    for _time in range(5):
        factories.an_organisation(OrganisationKind.COMPANY, factories.a_user())
    db.session.commit()
    assert count_queries(lambda: browser.get("/organisations")) == one
