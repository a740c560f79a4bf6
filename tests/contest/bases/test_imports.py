from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from contest.accounts.models import User
from contest.bases.models import BaseTitle, HaijuBase
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import Forbidden
from contest.organisations.domain import MembershipRole, OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.permissions import Role
from tests import factories
from tests.contest.imports.sheets import bring_in, named

BASE = {
    "external_id": "B-1",
    "name_zh": "示例基地",
    "name_en": "Example Base",
    "district": "杨浦",
    "industries": "生物医药；器械",
    "tracks": "生命健康；green",
    "facilities": "湿实验室;GMP车间",
    "area_m2": "6,000",
    "vacant_m2": "800",
    "in_zhangjiang": "是",
    "organisation_zh": "示例运营公司",
    "manager_email": "manager@example.com",
    "manager_name": "示例管理员",
    "plaque_number": "HJ-0001",
    "title_from": "2026-01-10",
}


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.fixture(autouse=True)
def a_current_season(session: Any) -> None:
    factories.a_season()


def words(row: dict[str, str]) -> dict[str, str]:
    """The row with facilities by code, so that it does not hang on how they are worded."""
    return {**row, "facilities": "wet_lab;gmp"}


def test_a_row_becomes_a_base_with_operator_manager_and_title(session: Any) -> None:
    report = bring_in("bases", [words(BASE)])
    assert (report.errors, report.outcome.created) == ((), 1)
    base = session.execute(select(HaijuBase)).scalar_one()
    assert (base.name, base.district) == (LocalizedText("示例基地", "Example Base"), "310110")
    assert (base.industries, base.track_codes) == (["生物医药", "器械"], ["life_health", "green"])
    assert (base.facilities, base.area_m2, base.vacant_m2, base.in_zhangjiang) == (
        ["wet_lab", "gmp"],
        6000,
        800,
        True,
    )
    operator = session.get(Organisation, base.organisation_id)
    assert (operator.kind, operator.name.zh) == (OrganisationKind.BASE_OPERATOR, "示例运营公司")
    membership = session.execute(select(Membership)).scalar_one()
    manager = session.execute(select(User).where(User.email == "manager@example.com")).scalar_one()
    assert (membership.organisation_id, membership.user_id) == (operator.id, manager.id)
    assert membership.role is MembershipRole.MANAGER
    title = session.execute(select(BaseTitle)).scalar_one()
    assert (title.plaque_number, title.valid_from, title.valid_to) == (
        "HJ-0001",
        date(2026, 1, 10),
        date(2029, 1, 9),
    )


def test_a_second_import_changes_nothing_and_a_changed_row_updates(session: Any) -> None:
    bring_in("bases", [words(BASE)])
    again = bring_in("bases", [words(BASE)]).outcome
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    changed = bring_in("bases", [{"external_id": "B-1", "vacant_m2": "100", "intro_en": "A place"}]).outcome
    base = session.execute(select(HaijuBase)).scalar_one()
    assert (changed.updated, base.vacant_m2, base.intro.en, base.area_m2) == (1, 100, "A place", 6000)
    assert [count(model) for model in (HaijuBase, Organisation, BaseTitle, Membership)] == [1, 1, 1, 1]


def test_two_bases_of_one_operator_share_it_and_a_known_operator_is_found(session: Any) -> None:
    known = factories.an_organisation(OrganisationKind.BASE_OPERATOR)
    rows = [
        {**words(BASE), "plaque_number": "", "title_from": ""},
        {**words(BASE), "external_id": "B-2", "plaque_number": "", "title_from": ""},
        {
            **words(BASE),
            "external_id": "B-3",
            "plaque_number": "",
            "title_from": "",
            "organisation_zh": known.name.zh,
        },
    ]
    assert bring_in("bases", rows).outcome.created == 3
    owners = (
        session.execute(select(HaijuBase.organisation_id).order_by(HaijuBase.external_id)).scalars().all()
    )
    assert owners[0] == owners[1] != owners[2] == known.id


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"external_id": ""}, "external_id", "required"),
        ({"name_zh": ""}, "name_zh", "required"),
        ({"district": ""}, "district", "required"),
        ({"district": "苏州"}, "district", "not_an_option"),
        ({"organisation_zh": ""}, "organisation_zh", "required"),
        ({"area_m2": "大"}, "area_m2", "not_a_number"),
        ({"area_m2": "-5"}, "area_m2", "import_out_of_range"),
        ({"vacant_m2": "7000"}, "vacant_m2", "out_of_range"),
        ({"tracks": "航天"}, "tracks", "not_an_option"),
        ({"facilities": "游泳池"}, "facilities", "not_an_option"),
        ({"manager_email": "nobody"}, "manager_email", "not_an_address"),
        ({"title_from": ""}, "title_from", "required"),
        ({"plaque_number": ""}, "plaque_number", "required"),
        ({"title_from": "2026-13-01"}, "title_from", "not_a_date"),
    ],
)
def test_each_mistake_is_named_and_nothing_is_written(
    session: Any, change: dict[str, str], column: str, code: str
) -> None:
    other = {**words(BASE), "external_id": "B-0", "plaque_number": "HJ-0000"}
    assert named(bring_in("bases", [other, {**words(BASE), **change}])) == [(3, column, code)]
    assert [count(model) for model in (HaijuBase, Organisation, User)] == [0, 0, 0]


def test_a_plaque_number_is_given_once_and_titles_do_not_overlap(session: Any) -> None:
    bring_in("bases", [words(BASE)])
    other = {**words(BASE), "external_id": "B-2"}
    assert named(bring_in("bases", [other])) == [(2, "plaque_number", "plaque_number_taken")]
    second = {**words(BASE), "plaque_number": "HJ-0002", "title_from": "2027-01-01"}
    assert named(bring_in("bases", [second])) == [(2, "title_from", "titles_overlap")]
    later = {**words(BASE), "plaque_number": "HJ-0002", "title_from": "2029-01-10"}
    assert bring_in("bases", [later]).outcome.updated == 1
    new = {**other, "plaque_number": "HJ-0003"}
    twice = bring_in("bases", [new, {**new, "external_id": "B-3"}])
    assert named(twice) == [(3, "plaque_number", "duplicate_in_file")]


def test_a_credit_code_of_another_kind_of_organisation_is_refused(session: Any) -> None:
    from contest.organisations.domain import credit_check_character

    body = "91310000MA1FL000X"
    code = body + credit_check_character(body)
    factories.an_organisation(OrganisationKind.COMPANY, credit_code=code)
    row = {**words(BASE), "organisation_credit_code": code}
    assert named(bring_in("bases", [row])) == [(2, "organisation_credit_code", "credit_code_taken")]


def test_the_organiser_enters_bases_but_only_the_confirming_office_awards_titles(
    session: Any, actor_of: Any
) -> None:
    organiser = actor_of(factories.a_user(Role.ORGANISER))
    assert named(bring_in("bases", [words(BASE)], organiser)) == [(2, "plaque_number", "title_not_yours")]
    untitled = {**words(BASE), "plaque_number": "", "title_from": ""}
    assert bring_in("bases", [untitled], organiser).outcome.created == 1
    both = actor_of(factories.a_user(Role.ORGANISER, Role.CONFIRMER))
    assert bring_in("bases", [words(BASE)], both).outcome.updated == 1
    with pytest.raises(Forbidden):
        bring_in("bases", [untitled], actor_of(factories.a_user(Role.ADMINISTRATOR)))
