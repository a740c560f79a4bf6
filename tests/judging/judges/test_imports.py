from __future__ import annotations

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
from judging.judges.models import Judge
from tests import factories
from tests.contest.imports.sheets import bring_in, named

JUDGE = {
    "email": "Judge1@Example.com",
    "name": "示例评委",
    "title_zh": "教授",
    "expertise_zh": "生物医药",
    "expertise_en": "Biomedicine",
    "tracks": "生命健康",
    "languages": "中文；English",
    "other_contacts": "021-12345678",
    "organisation_zh": "示例大学",
    "organisation_kind": "university",
    "external_id": "J-1",
}


def count(model: Any) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.fixture(autouse=True)
def a_current_season(session: Any) -> None:
    factories.a_season()


def test_a_row_becomes_an_account_with_the_role_in_the_pool_and_an_employer(session: Any) -> None:
    report = bring_in("judges", [JUDGE])
    assert (report.errors, report.outcome.created) == ((), 1)
    user = session.execute(select(User)).scalar_one()
    assert (user.email, user.name, user.email_verified_at) == ("judge1@example.com", "示例评委", None)
    judge = session.execute(select(Judge)).scalar_one()
    assert (judge.user_id, judge.external_id, judge.title.zh) == (user.id, "J-1", "教授")
    assert judge.expertise == LocalizedText("生物医药", "Biomedicine")
    assert (judge.track_codes, judge.languages, judge.other_contacts) == (
        ["life_health"],
        ["zh", "en"],
        ["021-12345678"],
    )
    assert session.execute(select(RoleAssignment.role)).scalars().all() == [Role.JUDGE]
    employer = session.execute(select(Organisation).join(Membership)).scalar_one()
    assert (employer.kind, employer.name.zh) == (OrganisationKind.UNIVERSITY, "示例大学")


def test_a_second_import_changes_nothing_and_a_changed_row_updates(session: Any) -> None:
    bring_in("judges", [JUDGE])
    again = bring_in("judges", [JUDGE]).outcome
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    changed = bring_in(
        "judges", [{"email": "judge1@example.com", "title_en": "Professor", "organisation_zh": "另一机构"}]
    )
    judge = session.execute(select(Judge)).scalar_one()
    assert (changed.outcome.updated, judge.title) == (1, LocalizedText("教授", "Professor"))
    assert [count(model) for model in (Judge, User, RoleAssignment, Membership)] == [1, 1, 1, 2]


def test_somebody_with_an_account_joins_the_pool_under_their_own_name(session: Any) -> None:
    person = factories.a_user(email="judge1@example.com", name="本人")
    assert bring_in("judges", [{"email": "judge1@example.com"}]).outcome.created == 1
    judge = session.execute(select(Judge)).scalar_one()
    assert (judge.user_id, judge.languages, person.name) == (person.id, ["zh"], "本人")


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"email": ""}, "email", "required"),
        ({"email": "x"}, "email", "not_an_address"),
        ({"name": ""}, "name", "required"),
        ({"title_zh": "长" * 121}, "title_zh", "too_long"),
        ({"expertise_en": "x" * 3001}, "expertise_en", "too_long"),
        ({"tracks": "航天"}, "tracks", "not_an_option"),
        ({"languages": "德语"}, "languages", "not_an_option"),
        ({"organisation_kind": "俱乐部"}, "organisation_kind", "not_an_option"),
        ({"other_contacts": ";".join(map(str, range(11)))}, "other_contacts", "too_many_items"),
        ({"email": "judge0@example.com"}, "email", "duplicate_in_file"),
        ({"external_id": "J-0"}, "external_id", "duplicate_in_file"),
    ],
)
def test_each_mistake_is_named_and_nothing_is_written(
    session: Any, change: dict[str, str], column: str, code: str
) -> None:
    first = {**JUDGE, "email": "judge0@example.com", "external_id": "J-0"}
    assert named(bring_in("judges", [first, {**JUDGE, **change}])) == [(3, column, code)]
    assert [count(model) for model in (Judge, User, Organisation)] == [0, 0, 0]


def test_a_number_of_another_judge_and_a_closed_account_are_refused(session: Any) -> None:
    bring_in("judges", [JUDGE])
    factories.a_user(email="judge2@example.com", disabled_at=func.now())
    rows = [
        {**JUDGE, "email": "judge3@example.com"},
        {**JUDGE, "email": "judge2@example.com", "external_id": ""},
    ]
    assert named(bring_in("judges", rows)) == [
        (2, "external_id", "external_id_taken"),
        (3, "email", "account_closed"),
    ]


def test_only_who_keeps_the_pool_may(session: Any, actor_of: Any) -> None:
    with pytest.raises(Forbidden):
        bring_in("judges", [JUDGE], actor_of(factories.a_user(Role.ADMINISTRATOR)))
    assert bring_in("judges", [JUDGE], actor_of(factories.a_user(Role.ORGANISER))).outcome.created == 1


def test_a_thousand_judges_take_no_more_statements_than_ten(session: Any, count_queries: Any) -> None:
    def rows(first: int, last: int) -> list[dict[str, str]]:
        return [
            {
                **JUDGE,
                "email": f"j{n}@example.com",
                "external_id": f"J-{n}",
                "organisation_zh": f"机构{n % 50}",
            }
            for n in range(first, last)
        ]

    few = count_queries(lambda: bring_in("judges", rows(0, 10)))
    assert count_queries(lambda: bring_in("judges", rows(10, 1_010))) <= few + 4
    assert count(Judge) == 1_010
