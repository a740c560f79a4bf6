from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from contest.accounts.models import RoleAssignment, User
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import Forbidden
from contest.organisations.domain import OrganisationKind
from contest.organisations.models import Membership, Organisation
from contest.permissions import Role
from contest.projects.domain import Financing
from matching.profiles.domain import MentorKind
from matching.profiles.models import Company, Deal, MatchProfile
from tests import factories
from tests.contest.imports.sheets import bring_in, named

INVESTOR = {
    "external_id": "I-1",
    "name_zh": "示例创投",
    "text_zh": "关注早期医疗项目",
    "tracks": "生命健康",
    "industries": "医疗器械；生物医药",
    "growth_stages": "seed;early",
    "financings": "angel",
    "ticket_low": "300",
    "ticket_high": "2000万",
    "districts": "杨浦；浦东",
    "regions": "长三角",
    "languages": "zh;en",
}
MENTOR = {
    "external_id": "M-1",
    "name_zh": "示例导师",
    "mentor_kind": "scientist",
    "tracks": "green",
    "capacity": "3",
    "contact_email": "mentor@example.com",
    "contact_name": "示例导师",
}
DEAL = {
    "investor": "I-1",
    "company": "示例医疗",
    "company_id": "C-1",
    "company_text": "便携式超声设备",
    "company_tracks": "life_health",
    "company_region": "上海",
    "date": "2023-06-01",
    "round": "A轮",
}


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.fixture(autouse=True)
def a_current_season(session: Any) -> None:
    factories.a_season()


def test_an_investor_comes_in_with_everything_it_looks_for(session: Any) -> None:
    report = bring_in("investors", [INVESTOR])
    assert (report.errors, report.outcome.created) == ((), 1)
    found = session.execute(select(MatchProfile)).scalar_one()
    assert (found.kind, found.name, found.text.zh) == (
        "investor",
        LocalizedText("示例创投"),
        "关注早期医疗项目",
    )
    assert (found.track_codes, found.industries) == (["life_health"], ["医疗器械", "生物医药"])
    assert (found.growth_stages, found.financings, found.districts) == (
        ["seed", "early"],
        ["angel"],
        ["310110", "310115"],
    )
    assert (found.ticket_low_cents, found.ticket_high_cents) == (300_000_000, 2_000_000_000)
    assert (found.organisation_id, found.active) == (None, True)


def test_an_investors_person_gets_an_account_and_the_firm(session: Any) -> None:
    bring_in("investors", [{**INVESTOR, "contact_email": "Fund@Example.com", "contact_name": "示例联系人"}])
    firm = session.execute(select(Organisation)).scalar_one()
    user = session.execute(select(User)).scalar_one()
    membership = session.execute(select(Membership)).scalar_one()
    assert (firm.kind, firm.name.zh, user.email) == (
        OrganisationKind.INVESTOR,
        "示例创投",
        "fund@example.com",
    )
    assert (membership.organisation_id, membership.user_id) == (firm.id, user.id)
    assert session.execute(select(MatchProfile.organisation_id)).scalar_one() == firm.id


def test_a_mentor_comes_in_with_account_and_role(session: Any) -> None:
    bring_in("mentors", [MENTOR])
    found = session.execute(select(MatchProfile)).scalar_one()
    user = session.execute(select(User)).scalar_one()
    assert (found.mentor_kind, found.capacity, found.user_id) == (MentorKind.SCIENTIST, 3, user.id)
    assert session.execute(select(RoleAssignment.role)).scalars().all() == [Role.MENTOR]


@pytest.mark.parametrize(
    ("kind", "row"), [("investors", INVESTOR), ("mentors", MENTOR), ("investments", DEAL)]
)
def test_a_second_import_changes_nothing(session: Any, kind: str, row: dict[str, str]) -> None:
    bring_in("investors", [INVESTOR])
    bring_in(kind, [row])
    before = [count(model) for model in (MatchProfile, Deal, Company, User)]
    again = bring_in(kind, [row]).outcome
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert [count(model) for model in (MatchProfile, Deal, Company, User)] == before


def test_columns_that_are_not_there_stay_and_a_profile_can_rest(session: Any) -> None:
    bring_in("investors", [INVESTOR])
    outcome = bring_in(
        "investors", [{"external_id": "I-1", "name_en": "Example Ventures", "active": "否"}]
    ).outcome
    found = session.execute(select(MatchProfile)).scalar_one()
    assert (outcome.updated, found.name) == (1, LocalizedText("示例创投", "Example Ventures"))
    assert (found.active, found.track_codes, found.ticket_low_cents) == (False, ["life_health"], 300_000_000)
    assert bring_in("investors", [{"external_id": "I-1", "text_en": "x"}]).outcome.updated == 1
    session.expire_all()
    assert session.execute(select(MatchProfile.active)).scalar_one() is False


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"external_id": ""}, "external_id", "required"),
        ({"name_zh": ""}, "name_zh", "required"),
        ({"name_zh": "长" * 121}, "name_zh", "too_long"),
        ({"tracks": "航天"}, "tracks", "not_an_option"),
        ({"growth_stages": "老年"}, "growth_stages", "not_an_option"),
        ({"districts": "苏州"}, "districts", "not_an_option"),
        ({"ticket_low": "-1"}, "ticket_low", "import_out_of_range"),
        ({"ticket_low": "一点"}, "ticket_low", "not_a_number"),
        ({"ticket_low": "3000"}, "ticket_high", "ticket_order"),
        ({"industries": ";".join(map(str, range(21)))}, "industries", "too_many_items"),
        ({"contact_email": "x"}, "contact_email", "not_an_address"),
        ({"active": "vielleicht"}, "active", "not_yes_or_no"),
        ({"external_id": "I-0"}, "external_id", "duplicate_in_file"),
    ],
)
def test_each_mistake_of_an_investor_is_named_and_nothing_is_written(
    session: Any, change: dict[str, str], column: str, code: str
) -> None:
    rows = [{**INVESTOR, "external_id": "I-0"}, {**INVESTOR, **change}]
    assert named(bring_in("investors", rows)) == [(3, column, code)]
    assert [count(model) for model in (MatchProfile, User)] == [0, 0]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"mentor_kind": "聊天"}, "mentor_kind", "not_an_option"),
        ({"capacity": "10001"}, "capacity", "import_out_of_range"),
        ({"contact_email": "mentor0@example.com"}, "contact_email", "duplicate_in_file"),
    ],
)
def test_each_mistake_of_a_mentor_is_named(
    session: Any, change: dict[str, str], column: str, code: str
) -> None:
    first = {**MENTOR, "external_id": "M-0", "contact_email": "mentor0@example.com"}
    assert named(bring_in("mentors", [first, {**MENTOR, **change}])) == [(3, column, code)]


def test_a_person_is_one_mentor(session: Any) -> None:
    bring_in("mentors", [MENTOR])
    assert named(bring_in("mentors", [{**MENTOR, "external_id": "M-2"}])) == [
        (2, "contact_email", "profile_exists")
    ]


def test_a_deal_comes_in_with_its_company_and_its_round_is_understood(session: Any) -> None:
    bring_in("investors", [INVESTOR])
    assert bring_in("investments", [DEAL]).outcome.created == 1
    deal, company = session.execute(select(Deal)).scalar_one(), session.execute(select(Company)).scalar_one()
    assert (deal.closed_on, deal.year, deal.round_name, deal.financing) == (
        date(2023, 6, 1),
        2023,
        "A轮",
        Financing.A,
    )
    assert (company.name, company.text, company.track_codes) == (
        "示例医疗",
        "便携式超声设备",
        ["life_health"],
    )


def test_an_unknown_investor_gets_a_profile_with_its_name_and_is_an_error_without(session: Any) -> None:
    assert named(bring_in("investments", [DEAL])) == [(2, "investor", "unknown_investor")]
    rows = [{**DEAL, "investor_name": "新来的创投"}, {**DEAL, "investor_name": "新来的创投", "round": "B轮"}]
    assert bring_in("investments", rows).outcome.created == 2
    assert session.execute(select(MatchProfile.name)).scalars().all() == [LocalizedText("新来的创投")]


def test_a_changed_deal_is_an_update_when_it_has_a_number(session: Any) -> None:
    bring_in("investors", [INVESTOR])
    bring_in("investments", [{**DEAL, "external_id": "D-1"}])
    outcome = bring_in("investments", [{**DEAL, "external_id": "D-1", "round": "B轮"}]).outcome
    assert (outcome.updated, session.execute(select(Deal.financing)).scalar_one()) == (1, Financing.B)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"investor": ""}, "investor", "required"),
        ({"company": ""}, "company", "required"),
        ({"date": "2023"}, "date", "not_a_date"),
        ({"year": "1800"}, "year", "import_out_of_range"),
        ({"financing": "Z"}, "financing", "not_an_option"),
        ({}, "investor", "duplicate_in_file"),
    ],
)
def test_each_mistake_of_a_deal_is_named(
    session: Any, change: dict[str, str], column: str, code: str
) -> None:
    bring_in("investors", [INVESTOR])
    assert named(bring_in("investments", [DEAL, {**DEAL, **change}])) == [(3, column, code)]
    assert count(Deal) == 0


def test_only_the_organiser_brings_in_profiles(session: Any, actor_of: Any) -> None:
    for kind, row in (("investors", INVESTOR), ("mentors", MENTOR), ("investments", DEAL)):
        for role in (Role.ADMINISTRATOR, Role.INVESTOR, Role.MENTOR):
            with pytest.raises(Forbidden):
                bring_in(kind, [row], actor_of(factories.a_user(role)))
    assert bring_in("investors", [INVESTOR], actor_of(factories.a_user(Role.ORGANISER))).outcome.created == 1
