from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from contest.imports import services, tasks
from contest.imports.domain import RunState, read_table
from contest.imports.models import ImportRun
from contest.kernel.audit import AuditEvent
from contest.permissions import Role
from contest.projects.models import Project
from tests import factories
from tests.contest.imports.sheets import a_csv, bad_rows, project, project_sheet


@pytest.fixture
def office(signed_in: Any) -> Any:
    """An organiser's browser, with a season open."""
    factories.a_season()
    return signed_in(factories.a_user(Role.ORGANISER))


def upload(client: Any, content: bytes, kind: str = "projects", name: str = "项目.csv") -> Any:
    return client.post(
        f"/office/imports/new/{kind}",
        data={"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
        follow_redirects=True,
    )


def the_run(session: Any) -> ImportRun:
    found: ImportRun = (
        session.execute(select(ImportRun).order_by(ImportRun.created_at.desc())).scalars().first()
    )
    return found


def projects(session: Any) -> int:
    found: int = session.execute(select(func.count()).select_from(Project)).scalar_one()
    return found


def test_only_who_may_import_sees_the_pages(app: Flask, signed_in: Any, client: Any) -> None:
    factories.a_season()
    urls = ("/office/imports", "/office/imports/new/projects", "/office/imports/templates/projects.xlsx")
    for role in (*set(Role) - {Role.PUBLIC, Role.USER},):
        browser = signed_in(factories.a_user(role))
        expected = 200 if role in {Role.ORGANISER, Role.ADMINISTRATOR} else 403
        assert [browser.get(url).status_code for url in urls] == [expected] * 3, role
    assert [client.get(url).status_code for url in urls] == [303] * 3


def test_each_sees_the_kinds_they_may_import(signed_in: Any, office: Any) -> None:
    administrator = signed_in(factories.a_user(Role.ADMINISTRATOR))
    kinds = ("projects", "bases", "judges", "scores", "investors", "mentors", "investments")
    own = [kind for kind in kinds if f"/new/{kind}" in administrator.get("/office/imports").text]
    assert (own, administrator.get("/office/imports/new/judges").status_code) == (["projects"], 403)
    assert [kind for kind in kinds if f"/new/{kind}" in office.get("/office/imports").text] == list(kinds)


def test_the_template_is_a_spreadsheet_in_the_readers_language(office: Any) -> None:
    chinese = office.get("/office/imports/templates/projects.xlsx")
    assert chinese.headers["Content-Disposition"] == 'attachment; filename="projects.xlsx"'
    assert "项目名称（中文）" in read_table(chinese.data).headers
    office.post("/language", data={"locale": "en", "next": "/"})
    assert (
        "Project name (Chinese)"
        in read_table(office.get("/office/imports/templates/projects.xlsx").data).headers
    )


def test_a_file_with_known_headers_is_checked_shown_and_then_imported(session: Any, office: Any) -> None:
    page = upload(office, project_sheet(3))
    run = the_run(session)
    assert (page.status_code, run.state, run.created, projects(session)) == (200, RunState.CHECKED, 3, 0)
    assert f"/office/imports/{run.id}/run" in page.text
    page = office.post(f"/office/imports/{run.id}/run", follow_redirects=True)
    session.expire_all()
    assert (page.status_code, the_run(session).state, projects(session)) == (200, RunState.DONE, 3)
    assert the_run(session).finished_at is not None
    events = session.execute(select(AuditEvent.action).order_by(AuditEvent.id)).scalars().all()
    assert [event for event in events if event.startswith("import")] == ["import.uploaded", "import.done"]
    assert "项目.csv" in office.get("/office/imports").text


def test_pressing_import_twice_imports_once(session: Any, office: Any) -> None:
    upload(office, project_sheet(2))
    url = f"/office/imports/{the_run(session).id}/run"
    assert [office.post(url).status_code for _ in range(2)] == [303, 303]
    done = session.execute(select(func.count()).where(AuditEvent.action == "import.done")).scalar_one()
    assert (projects(session), done) == (2, 1)


def test_a_file_with_errors_shows_them_and_offers_them_as_a_spreadsheet(session: Any, office: Any) -> None:
    bad = bad_rows(40, 5)
    page = upload(office, project_sheet(40, bad=bad))
    run = the_run(session)
    assert (run.state, run.rejected_rows, projects(session)) == (RunState.REJECTED, 5, 0)
    assert "“没有的赛道”不在可选项中。" in page.text
    assert f"/office/imports/{run.id}/run" not in page.text
    report = read_table(office.get(f"/office/imports/{run.id}/errors.xlsx").data)
    assert {int(values[0]): values[4] for _row, values in report.rows} == {
        row: code for row, (_c, code) in bad.items()
    }
    office.post("/language", data={"locale": "en", "next": "/"})
    assert "“没有的赛道” is not one of the options." in office.get(f"/office/imports/{run.id}").text
    assert office.post(f"/office/imports/{run.id}/run").status_code == 303
    assert projects(session) == 0


def test_other_headers_lead_to_a_choice_of_columns_which_is_remembered(session: Any, office: Any) -> None:
    content = a_csv(("编号", "项目名", "Sparte"), [("1", "甲", "green"), ("2", "乙", "life_health")])
    page = upload(office, content)
    run = the_run(session)
    assert (page.request.path, run.state) == (f"/office/imports/{run.id}/columns", RunState.UPLOADED)
    assert "Sparte" in page.text
    assert "甲" in page.text  # what stands under a header helps to choose
    chosen = {"header-0": "external_id", "header-1": "name_zh", "header-2": "track"}
    page = office.post(f"/office/imports/{run.id}/columns", data=chosen, follow_redirects=True)
    session.expire_all()
    run = the_run(session)
    assert (run.state, run.created) == (RunState.CHECKED, 2)
    assert run.mapping == {"external_id": "编号", "name_zh": "项目名", "track": "Sparte"}
    office.post(f"/office/imports/{run.id}/run")
    upload(office, content.replace("甲".encode(), "丙".encode()))
    session.expire_all()
    assert the_run(session).mapping == {"external_id": "编号", "name_zh": "项目名", "track": "Sparte"}


def test_a_required_column_must_be_chosen_and_what_was_chosen_is_kept(session: Any, office: Any) -> None:
    upload(office, a_csv(("a", "b"), [("1", "甲")]))
    url = f"/office/imports/{the_run(session).id}/columns"
    page = office.post(url, data={"header-0": "", "header-1": "name_zh"})
    assert page.status_code == 422
    assert "贵方系统中的编号: 文件中没有此列。" in page.text
    assert re.search(r'<option selected value="name_zh">', page.text)
    assert office.post(url, data={"header-0": "no such column"}).status_code == 422
    page = office.post(url, data={"header-0": "external_id", "header-1": "external_id"})
    assert (page.status_code, "已有其他列名选择了此列" in page.text) == (422, True)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"%PDF-1.7\x00\xff\xfe\x00", "无法识别文件的编码"),
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0", "旧版 Excel"),
        (b"PK\x03\x04 no", "既不是 .xlsx"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(
    session: Any, office: Any, content: bytes, text: str
) -> None:
    page = upload(office, content)
    assert (page.status_code, text in page.text, the_run(session)) == (422, True, None)


def test_a_file_must_be_chosen_and_the_kind_must_exist(office: Any) -> None:
    page = office.post("/office/imports/new/projects", data={})
    assert (page.status_code, "请选择文件" in page.text) == (422, True)
    assert office.get("/office/imports/new/nothing").status_code == 404
    assert office.get("/office/imports/templates/nothing.xlsx").status_code == 404
    assert office.get("/office/imports/00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_long_file_is_checked_and_imported_by_the_worker(session: Any, office: Any) -> None:
    rows = services.INLINE_ROWS + 1
    page = upload(office, project_sheet(rows))
    run = the_run(session)
    assert (run.state, f"/office/imports/{run.id}/status" in page.text) == (RunState.CHECKING, True)
    assert f"0 / {rows}" in page.text
    tasks.check(str(run.id), str(run.created_by))
    assert (run.state, run.created, projects(session)) == (RunState.CHECKED, rows, 0)
    session.commit()
    office.post(f"/office/imports/{run.id}/run")
    session.expire_all()
    assert (the_run(session).state, projects(session)) == (RunState.IMPORTING, 0)
    assert office.get(f"/office/imports/{run.id}/status").status_code == 200
    for _twice in range(2):  # a killed worker's job is done again
        tasks.carry_out(str(run.id), str(run.created_by))
    session.expire_all()
    assert (the_run(session).state, the_run(session).progress, projects(session)) == (
        RunState.DONE,
        rows,
        rows,
    )
    assert "hx-trigger" not in office.get(f"/office/imports/{run.id}/status").text


def test_who_has_lost_the_right_meanwhile_imports_nothing(session: Any, signed_in: Any) -> None:
    from contest.accounts.models import RoleAssignment

    factories.a_season()
    person = factories.a_user(Role.ORGANISER)
    upload(signed_in(person), project_sheet(services.INLINE_ROWS + 1))
    run = the_run(session)
    session.delete(session.execute(select(RoleAssignment)).scalar_one())
    session.flush()
    tasks.check(str(run.id), str(person.id))
    assert (run.state, run.failure["code"]) == (RunState.FAILED, "forbidden")


def test_a_file_whose_state_changed_is_checked_again_before_it_is_imported(session: Any, office: Any) -> None:
    upload(office, project_sheet(2))
    run = the_run(session)
    factories.a_user(email="leader1@example.com", disabled_at=func.now())
    session.commit()
    page = office.post(f"/office/imports/{run.id}/run", follow_redirects=True)
    session.expire_all()
    assert (the_run(session).state, projects(session)) == (RunState.REJECTED, 0)
    assert "使用此邮箱的账号已停用" in page.text


def test_a_failure_of_the_whole_file_is_told_and_leaves_nothing_behind(session: Any, office: Any) -> None:
    from contest.seasons.models import Season

    upload(office, project_sheet(2))
    run = the_run(session)
    session.execute(select(Season)).scalar_one().state = "closed"
    session.commit()
    page = office.post(f"/office/imports/{run.id}/run", follow_redirects=True)
    session.expire_all()
    assert (the_run(session).state, projects(session)) == (RunState.FAILED, 0)
    assert "当前没有开放的赛季" in page.text


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_page_reads_in_both_languages(session: Any, office: Any, locale: str) -> None:
    office.post("/language", data={"locale": locale, "next": "/"})
    word = {"zh": "数据导入", "en": "Imports"}[locale]
    upload(office, project_sheet(2, bad=[2]))
    upload(office, a_csv(("x", "y"), [("1", "2")]))
    runs = session.execute(select(ImportRun.id)).scalars().all()
    urls = ["/office/imports", "/office/imports/new/projects", *(f"/office/imports/{run}" for run in runs)]
    for url in (*urls, f"/office/imports/{runs[-1]}/columns"):
        assert word in office.get(url).text, url


def test_a_list_of_runs_takes_as_many_statements_for_three_as_for_one(
    session: Any, office: Any, count_queries: Any
) -> None:
    upload(office, a_csv(tuple(project(1)), [tuple(project(1).values())]))
    once = count_queries(lambda: office.get("/office/imports"))
    for number in (2, 3):
        upload(office, a_csv(tuple(project(number)), [tuple(project(number).values())]))
    assert count_queries(lambda: office.get("/office/imports")) == once
