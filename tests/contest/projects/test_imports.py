from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from contest.accounts import services as account_services
from contest.accounts.domain import BadCredentials
from contest.accounts.models import User
from contest.accounts.services.passwords import fits
from contest.entries.models import Entry
from contest.imports.domain import FileMapping, ImportClash, Scope, mapping_from, read_table
from contest.imports.registry import get_kind
from contest.imports.services import carry_out, examine, import_table
from contest.kernel.access import SYSTEM
from contest.kernel.audit import AuditEvent
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, NotFound
from contest.permissions import Role
from contest.projects.domain import Financing, ProjectState
from contest.projects.domain.receipt import digest
from contest.projects.models import Answer, FieldSave, Project, Submission
from contest.seasons.domain import SeasonArchived, SeasonState, StageCode
from contest.seasons.imports import NoSeason
from contest.teams.models import TeamMember
from tests import factories
from tests.contest.imports.sheets import bad_rows, bring_in, named, project, project_sheet


def count(model: Any) -> int:
    from contest.kernel.db import db

    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def only(session: Any) -> Project:
    found: Project = session.execute(select(Project)).scalar_one()
    return found


def test_a_row_becomes_a_handed_in_project_with_team_leader_receipt_and_entry(session: Any) -> None:
    season = factories.a_season()
    report = bring_in("projects", [project(1)])
    assert (report.read, report.outcome.created, report.errors) == (1, 1, ())
    found = only(session)
    assert (found.name, found.state) == (
        LocalizedText("第1号示例项目", "Example project 1"),
        ProjectState.SUBMITTED,
    )
    assert (found.track_code, found.group_code, found.zone_code) == ("green", "startup", "yangpu")
    assert (found.financing, found.amount_sought_cents) == (Financing.ANGEL, 101 * 1_000_000)
    assert (found.company_founded, found.keywords) == (date(2011, 2, 15), ["示例", "测试"])
    assert found.consent_matching
    assert found.number == f"HJ{season.year % 100}-000001"
    assert session.get(Answer, (found.id, "problem")).value.zh == "第1个问题。" * 12
    leader = session.execute(select(User).where(User.email == "leader1@example.com")).scalar_one()
    assert (leader.name, leader.email_verified_at, found.leader_id) == ("示例负责人1", None, leader.id)
    submission = session.execute(select(Submission)).scalar_one()
    assert (submission.revision, submission.digest) == (1, digest(submission.content))
    assert submission.content["fields"]["solution"]["zh"] == "第1个方案。" * 20
    assert [member["id"] for member in submission.content["team"]["members"]] == [str(leader.id)]
    entry = session.execute(select(Entry)).scalar_one()
    assert (entry.subject_id, entry.stage_code, entry.source) == (found.id, StageCode.SCREENING, "import")
    assert (entry.number, entry.submission_id) == (found.number, submission.id)


def test_nobody_can_sign_in_to_an_imported_account_before_claiming_it_by_the_letter(session: Any) -> None:
    factories.a_season()
    bring_in("projects", [project(1)])
    user = session.execute(select(User).where(User.email == "leader1@example.com")).scalar_one()
    with pytest.raises(BadCredentials):
        account_services.sign_in(email=user.email, password="", network="192.0.2.1")
    account_services.reset_password(user=user, password=factories.PASSWORD)
    signed = account_services.sign_in(email=user.email, password=factories.PASSWORD, network="192.0.2.1")
    assert (signed.id, signed.email_verified_at is not None) == (user.id, True)


def test_a_second_import_of_the_same_rows_changes_nothing(session: Any) -> None:
    factories.a_season()
    rows = [project(number) for number in (1, 2, 3)]
    bring_in("projects", rows)
    before = [count(model) for model in (Project, Answer, Submission, Entry, User, TeamMember)]
    outcome = bring_in("projects", rows).outcome
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 0, 3)
    assert [count(model) for model in (Project, Answer, Submission, Entry, User, TeamMember)] == before


def test_a_changed_row_updates_its_project_and_columns_that_are_not_there_stay(session: Any) -> None:
    factories.a_season()
    bring_in("projects", [project(1), project(2)])
    changed = {
        "external_id": "P-000001",
        "name_en": "Renamed",
        "problem_zh": "新的问题",
        "track": "life_health",
    }
    outcome = bring_in("projects", [changed]).outcome
    assert (outcome.created, outcome.updated, outcome.unchanged) == (0, 1, 0)
    found = session.execute(select(Project).where(Project.external_id == "P-000001")).scalar_one()
    assert found.name == LocalizedText("第1号示例项目", "Renamed")
    assert (found.state, found.version, found.amount_sought_cents) == (
        ProjectState.SUBMITTED,
        2,
        101 * 1_000_000,
    )
    assert set(found.field_versions) >= {"name.en", "problem.zh", "track_code"}
    assert [found.field_versions[path] for path in ("name.en", "name.zh")] == [2, 1]
    assert session.get(Answer, (found.id, "problem")).value.zh == "新的问题"
    mine = select(FieldSave).where(FieldSave.project_id == found.id)
    history = {
        row.field: (row.before, row.value)
        for row in session.execute(
            select(FieldSave).where(FieldSave.project_id == found.id, FieldSave.version == 2)
        ).scalars()
    }
    assert history == {
        "name.en": ("Example project 1", "Renamed"),
        "problem.zh": ("第1个问题。" * 12, "新的问题"),
        "track_code": ("green", "life_health"),
    }
    begun = session.execute(mine.where(FieldSave.field == "name.zh")).scalar_one()
    assert (begun.version, begun.before, begun.value) == (1, None, "第1号示例项目")
    assert session.get(Answer, (found.id, "solution")).value.zh == "第1个方案。" * 20
    revisions = session.execute(
        select(Submission.revision, Submission.id)
        .where(Submission.project_id == found.id)
        .order_by(Submission.revision)
    ).all()
    entry = session.execute(select(Entry).where(Entry.subject_id == found.id)).scalar_one()
    assert [row.revision for row in revisions] == [1, 2]
    assert (entry.track_code, entry.title.en, entry.submission_id) == (
        "life_health",
        "Renamed",
        revisions[1].id,
    )


def test_an_empty_cell_empties_its_field(session: Any) -> None:
    factories.a_season()
    bring_in("projects", [project(1)])
    bring_in("projects", [{"external_id": "P-000001", "amount_sought": "", "keywords": "", "problem_zh": ""}])
    found = only(session)
    assert (found.amount_sought_cents, found.keywords) == (None, [])
    assert session.get(Answer, (found.id, "problem")).value == LocalizedText()


def test_a_draft_needs_a_name_only_and_is_handed_in_by_a_later_import(session: Any) -> None:
    factories.a_season()
    bring_in("projects", [{"external_id": "A", "name_en": "Only a name"}])
    assert (only(session).state, only(session).number, count(Entry), count(Submission)) == (
        "draft",
        None,
        0,
        0,
    )
    outcome = bring_in("projects", [{"external_id": "A", "track": "green", "state": "submitted"}]).outcome
    found = only(session)
    assert (outcome.updated, found.state, found.number is None, count(Entry)) == (1, "submitted", False, 1)
    assert bring_in("projects", [{"external_id": "A", "state": "draft"}]).outcome.unchanged == 1


def test_a_project_that_got_further_enters_its_stage(session: Any) -> None:
    factories.a_season()
    bring_in("projects", [{**project(1), "stage": "半决赛"}])
    assert session.execute(select(Entry.stage_code)).scalars().all() == [StageCode.SEMIFINAL]
    outcome = bring_in("projects", [{"external_id": "P-000001", "stage": "final"}]).outcome
    stages = session.execute(select(Entry.stage_code).order_by(Entry.created_at)).scalars().all()
    assert (outcome.updated, set(stages)) == (1, {StageCode.SEMIFINAL, StageCode.FINAL})
    assert bring_in("projects", [{"external_id": "P-000001", "stage": "final"}]).outcome.unchanged == 1


def test_an_existing_account_leads_and_a_team_with_a_leader_keeps_it(session: Any) -> None:
    factories.a_season()
    person = factories.a_user(email="leader1@example.com", name="本人")
    bring_in("projects", [project(1)])
    bring_in("projects", [{"external_id": "P-000001", "contact_email": "other@example.com"}])
    assert (only(session).leader_id, person.name) == (person.id, "本人")
    assert session.execute(select(TeamMember.user_id)).scalars().all() == [person.id]
    assert session.execute(select(User).where(User.email == "other@example.com")).first() is None


def test_a_team_without_a_leader_gets_one_later(session: Any) -> None:
    factories.a_season()
    row = project(1)
    bring_in("projects", [{**row, "contact_email": "", "contact_name": ""}])
    assert only(session).leader_id is None
    assert bring_in("projects", [row]).outcome.updated == 1
    leader = session.execute(select(User).where(User.email == "leader1@example.com")).scalar_one()
    assert only(session).leader_id == leader.id


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"external_id": ""}, "external_id", "required"),
        ({"name_zh": "", "name_en": ""}, "name_zh", "required"),
        ({"track": ""}, "track", "required"),
        ({"name_zh": "长" * 61}, "name_zh", "too_long"),
        ({"track": "航天"}, "track", "not_an_option"),
        ({"group": "老年组"}, "group", "not_an_option"),
        ({"state": "withdrawn"}, "state", "not_an_option"),
        ({"stage": "quarterfinal"}, "stage", "not_an_option"),
        ({"amount_sought": "-1"}, "amount_sought", "import_out_of_range"),
        ({"amount_sought": "很多"}, "amount_sought", "not_a_number"),
        ({"company_founded": "去年"}, "company_founded", "not_a_date"),
        ({"consent_matching": "也许"}, "consent_matching", "not_yes_or_no"),
        ({"contact_email": "leader@"}, "contact_email", "not_an_address"),
        ({"keywords": "；".join("一二三四五六七八九")}, "keywords", "too_many_items"),
        ({"keywords": "长" * 21}, "keywords", "item_too_long"),
        ({"credit_code": "91310000"}, "credit_code", "credit_code_length"),
        ({"credit_code": "91310000MA1FL000X0"}, "credit_code", "credit_code_check"),
    ],
)
def test_each_mistake_is_named_with_row_column_and_code_and_nothing_is_written(
    session: Any, change: dict[str, str], column: str, code: str
) -> None:
    factories.a_season()
    report = bring_in("projects", [project(1), {**project(2), **change}, project(3)])
    assert named(report) == [(3, column, code)]
    assert (report.read, report.outcome.created, count(Project), count(User)) == (3, 0, 0, 0)


def test_a_row_that_repeats_another_is_named_with_the_row_it_repeats(session: Any) -> None:
    factories.a_season()
    report = bring_in("projects", [project(1), project(2), project(1)])
    assert (4, "external_id", "duplicate_in_file") in named(report)
    assert report.errors[0].params == {"row": 2}


def test_a_company_and_a_leader_enter_once_a_season(session: Any) -> None:
    from contest.organisations.domain import credit_check_character

    body = "91310000MA1FL000X"
    code = body + credit_check_character(body)
    factories.a_season()
    first = {**project(1), "credit_code": code}
    assert named(bring_in("projects", [first, {**project(2), "credit_code": code}])) == [
        (3, "credit_code", "already_entered")
    ]
    assert bring_in("projects", [first]).outcome.created == 1
    again = {**project(3), "credit_code": code, "contact_email": "leader1@example.com"}
    assert named(bring_in("projects", [again])) == [
        (2, "credit_code", "already_entered"),
        (2, "contact_email", "already_entered"),
    ]
    assert bring_in("projects", [{**again, "state": ""}]).outcome.created == 1  # a draft has not entered


def test_a_withdrawn_project_and_a_closed_account_are_refused(session: Any) -> None:
    factories.a_season()
    bring_in("projects", [project(1)])
    only(session).state = ProjectState.WITHDRAWN
    closed = factories.a_user(email="leader2@example.com")
    closed.disabled_at = func.now()
    session.flush()
    assert named(bring_in("projects", [project(1), project(2)])) == [
        (2, "external_id", "project_not_editable"),
        (3, "contact_email", "account_closed"),
    ]


def test_a_missing_column_is_named_at_the_header(session: Any) -> None:
    factories.a_season()
    report = bring_in("projects", [{"name_zh": "无编号"}])
    assert named(report) == [(1, "external_id", "column_missing")]


def test_a_header_that_stands_twice_is_refused(session: Any) -> None:
    factories.a_season()
    table = read_table(b"external_id,name_zh,name_zh\nA,x,y\n")
    mapping, kind = FileMapping(), get_kind("projects")
    report = import_table(scope=Scope(SYSTEM), kind=kind, table=table, mapping=mapping, sha256="")
    assert named(report) == [(1, "name_zh", "header_repeated")]


def test_foreign_headers_come_in_through_a_mapping_and_errors_name_them(session: Any) -> None:
    factories.a_season()
    mapping = mapping_from(
        {
            "columns": {
                "external_id": "cid",
                "name_zh": "name",
                "track": {"from": "industry", "values": {"医疗": "life_health"}},
                "company_founded": {"from": "founded", "date": "start"},
                "state": {"value": "submitted"},
            }
        },
        "projects",
    )
    good = {"cid": "1", "name": "甲", "industry": "医疗", "founded": "2011"}
    assert bring_in("projects", [good], mapping=mapping).outcome.created == 1
    assert (only(session).track_code, only(session).company_founded) == ("life_health", date(2011, 1, 1))
    report = bring_in("projects", [{**good, "industry": "农业"}], mapping=mapping)
    assert [(error.column, error.header) for error in report.errors] == [("track", "industry")]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(session: Any) -> None:
    factories.a_season()
    report = bring_in("projects", [project(1), project(2)], dry_run=True)
    assert (report.outcome.created, count(Project), count(User), count(AuditEvent)) == (2, 0, 0, 0)


def test_one_line_in_the_log_tells_of_an_import(session: Any) -> None:
    factories.a_season()
    bring_in("projects", [project(1), project(2)])
    event = session.execute(select(AuditEvent)).scalar_one()
    assert (event.action, event.facts) == (
        "import.done",
        {"kind": "projects", "sha256": "ab" * 32, "read": 2, "created": 2, "updated": 0, "unchanged": 0},
    )


def test_the_season_is_the_current_one_or_the_one_named_and_must_be_alive(session: Any) -> None:
    with pytest.raises(NoSeason):
        bring_in("projects", [project(1)])
    current, other = factories.a_season(), factories.a_season(year=2020)
    bring_in("projects", [project(1)])
    bring_in("projects", [{**project(1), "contact_email": ""}], season=other.slug)
    assert {row.season_id for row in session.execute(select(Project)).scalars()} == {current.id, other.id}
    with pytest.raises(NotFound):
        bring_in("projects", [project(1)], season="nowhere")
    other.state = SeasonState.ARCHIVED
    session.flush()
    with pytest.raises(SeasonArchived):
        bring_in("projects", [project(1)], season=other.slug)


def test_only_who_may_import_may(session: Any, actor_of: Any) -> None:
    factories.a_season()
    for role in set(Role) - {Role.PUBLIC, Role.USER, Role.ORGANISER, Role.ADMINISTRATOR}:
        with pytest.raises(Forbidden):
            bring_in("projects", [project(1)], actor_of(factories.a_user(role)))
    assert bring_in("projects", [project(1)], actor_of(factories.a_user(Role.ORGANISER))).outcome.created == 1


def test_of_two_thousand_rows_exactly_the_bad_ones_are_named_and_without_them_all_are_in(
    session: Any,
) -> None:
    factories.a_season()
    bad = bad_rows(2_000, 37)
    mapping, kind, scope = FileMapping(), get_kind("projects"), Scope(SYSTEM)
    table = read_table(project_sheet(2_000, bad=bad))
    report = import_table(scope=scope, kind=kind, table=table, mapping=mapping, sha256="")
    assert {row: (column, code) for row, column, code in named(report)} == bad
    assert [count(model) for model in (Project, User, Entry, AuditEvent)] == [0, 0, 0, 0]
    table = read_table(project_sheet(2_000))
    report = import_table(scope=scope, kind=kind, table=table, mapping=mapping, sha256="")
    assert (report.outcome.created, report.errors) == (2_000, ())
    assert [count(model) for model in (Project, User, Entry, Submission)] == [2_000] * 4
    assert count(Answer) == 6_000
    numbers = session.execute(select(Project.number).order_by(Project.number)).scalars().all()
    assert (len(set(numbers)), numbers[-1][-6:]) == (2_000, "002000")


def test_a_thousand_more_rows_cost_no_more_statements(session: Any, count_queries: Any) -> None:
    factories.a_season()
    kind = get_kind("projects")

    def import_(rows: int) -> None:
        table = read_table(project_sheet(rows))
        import_table(scope=Scope(SYSTEM), kind=kind, table=table, mapping=FileMapping(), sha256="")

    few = count_queries(lambda: import_(10))
    many = count_queries(lambda: import_(1_000))
    assert many <= few + 6 < 50  # the ten are known by then, which takes a few reads


def test_what_slips_past_the_check_is_refused_whole_by_the_database(session: Any) -> None:
    season = factories.a_season()
    table = read_table(project_sheet(3))
    found = examine(scope=Scope(SYSTEM), kind=get_kind("projects"), table=table, mapping=FileMapping())
    factories.a_user(email="leader2@example.com")
    factories.a_project(season, external_id="P-000002")
    with pytest.raises(ImportClash):
        carry_out(actor=SYSTEM, found=found, sha256="")
    assert session.execute(select(Project.external_id)).scalars().all() == ["P-000002"]


def test_who_took_a_leaders_address_before_the_list_came_in_gets_nothing_by_it(session: Any) -> None:
    factories.a_season()
    taken = factories.a_user(email="leader1@example.com", verified=False)
    epoch = taken.session_epoch
    bring_in("projects", [project(1)])
    session.refresh(taken)
    assert taken.session_epoch > epoch
    assert not fits(taken, factories.PASSWORD)
    proved = factories.a_user(email="leader2@example.com")
    bring_in("projects", [project(2)])
    session.refresh(proved)
    assert fits(proved, factories.PASSWORD)
