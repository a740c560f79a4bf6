"""Projects by browser: the team's way from nothing to the receipt, the office's list, who sees what."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select, update

from contest.accounts.models import User
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import RequiredFor, visible
from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from contest.projects import queries, services
from contest.projects.domain import ProjectState
from contest.projects.models import Project, ProjectFile, Submission
from contest.seasons.models import Window
from tests import factories

SignedIn = Callable[[User], FlaskClient]


def close(session: Any, season: Any) -> None:
    session.execute(
        update(Window)
        .where(Window.season_id == season.id)
        .values(closes_at=datetime.now(UTC) - timedelta(seconds=1))
    )
    session.commit()


def patch(client: FlaskClient, project_id: Any, field: str, value: Any, version: int) -> Any:
    return client.patch(
        f"/projects/{project_id}/fields",
        json={"field": field, "value": value, "version": version},
        headers={"Accept": "application/json"},
    )


def test_a_team_enters_from_its_first_page_to_the_receipt(session: Any, signed_in: SignedIn) -> None:
    season, leader = factories.a_season(), factories.a_user()
    client = signed_in(leader)
    assert "还没有团队" in client.get("/projects").text
    assert client.get("/projects/new").headers["Location"] == "/teams/new?next=/projects/new"
    assert (
        client.post("/teams/new?next=/projects/new", data={"name_zh": "海芯团队"}).headers["Location"]
        == "/projects/new"
    )
    page = client.get("/projects/new").text
    team_id = page.split('id="team_id"')[1].split('value="')[1].split('"')[0]
    begun = client.post(
        "/projects/new", data={"season_id": str(season.id), "team_id": team_id, "name_zh": "固态电解质"}
    )
    where = begun.headers["Location"]
    project_id = where.split("/")[2]
    choices = {
        "track_code": "green",
        "group_code": "startup",
        "zone_code": "city",
        "channel_code": "open",
        "growth_stage": "seed",
        "financing": "none",
    }
    version = 1
    asked = visible(DEFAULT, {})
    for spec in DEFAULT.stored:
        if spec.required_for is RequiredFor.SUBMIT and spec.code in asked:
            value = True if spec.kind == "declaration" else choices.get(spec.code, f"{spec.code} 的内容")
            answer = patch(client, project_id, spec.paths[0], value, version)
            assert answer.status_code == 200, answer.text
            version = answer.json["version"]
    assert "请上传商业计划书" not in client.post(f"/projects/{project_id}/submit").headers.get("Location", "")
    uploaded = client.post(
        f"/projects/{project_id}/files", data={"kind": "plan", "file": (factories.a_pdf(), "计划.pdf")}
    )
    assert uploaded.headers["Location"] == f"/projects/{project_id}/form/plan#field-plan"
    assert "计划.pdf" in client.get(f"/projects/{project_id}/form/plan").text
    assert "现在提交" in client.get(f"/projects/{project_id}/submit").text
    done = client.post(f"/projects/{project_id}/submit")
    assert done.headers["Location"] == f"/projects/{project_id}/receipt/1"
    receipt = client.get(done.headers["Location"]).text
    submission = session.execute(select(Submission)).scalar_one()
    assert submission.digest in receipt
    assert session.execute(select(ProjectFile.sha256)).scalar_one() in receipt
    assert "HJ26-000001" in receipt
    assert (
        submission.submitted_at.astimezone(queries.project.clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        in receipt
    )
    patch(client, project_id, "market.zh", "更大的市场", version)
    patch(client, project_id, "solution.zh", "更好的方案", version)
    assert "自第 1 版提交以来您修改了 2 项内容" in client.get(f"/projects/{project_id}").text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn", "closed"])
def test_every_page_of_a_team_renders_in_both_languages_and_every_state(
    session: Any, signed_in: SignedIn, actor_of: Any, language: str, state: str
) -> None:
    season, leader = factories.a_season(), factories.a_user(locale=language)
    project = factories.a_ready_project(season, leader)
    if state != "draft":
        services.submit(actor=actor_of(leader), project_id=project.id)
    if state == "withdrawn":
        services.withdraw(actor=actor_of(leader), project_id=project.id)
    client = signed_in(leader)
    if state == "closed":
        close(session, season)
    file = queries.files_of(project.id)[0]
    pages = ["/projects", "/projects/new", "/desk/projects", "/teams", f"/teams/{project.team_id}"]
    own = [
        "",
        "/checklist",
        "/submit",
        "/stages",
        f"/files/{file.id}/view",
        *(f"/form/{section.code}" for section in DEFAULT.sections),
    ]
    own += ["/receipt"] if state != "draft" else []
    for address in [*pages, *(f"/projects/{project.id}{part}" for part in own)]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "<script>" not in answer.text
    other = {"zh": "项目", "en": "Project"}
    assert other[language] in client.get(f"/projects/{project.id}").text


def test_the_form_shows_every_field_of_its_step(session: Any, signed_in: SignedIn) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    client = signed_in(leader)
    for section in DEFAULT.sections:
        page = client.get(f"/projects/{project.id}/form/{section.code}").text
        stored = [spec for spec in section.fields if not spec.is_file]
        assert all(f'name="{path}"' in page for spec in stored for path in spec.paths)
        uploads = [spec.code for spec in section.fields if spec.is_file]
        assert all(f'name="kind" value="{code}"' in page for code in uploads)
    assert client.get(f"/projects/{project.id}/form/nowhere").status_code == 404


def test_a_stale_save_is_answered_with_what_is_stored(session: Any, signed_in: SignedIn) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    client = signed_in(leader)
    first = patch(client, project.id, "problem.zh", "甲", 1)
    assert (first.status_code, first.json["version"]) == (200, 2)
    stale = patch(client, project.id, "problem.zh", "乙", 1)
    assert (stale.status_code, stale.json["code"], stale.json["version"], stale.json["value"]) == (
        409,
        "field_conflict",
        2,
        "甲",
    )
    assert patch(client, project.id, "problem.en", "B", 1).status_code == 200


def test_a_bad_value_is_named_beside_its_field(session: Any, signed_in: SignedIn) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    client = signed_in(leader)
    answer = patch(client, project.id, "name.zh", "海" * 61, 1)
    assert (answer.status_code, answer.json["errors"][0]["detail"]) == (422, "最多 60 个字符。")
    for nonsense in (
        {},
        {"field": 3, "value": "", "version": 1},
        {"field": "name.zh", "value": "", "version": "x"},
    ):
        assert (
            client.patch(
                f"/projects/{project.id}/fields", json=nonsense, headers={"Accept": "application/json"}
            ).status_code
            == 422
        )


def test_a_step_can_be_saved_without_script_and_keeps_what_was_typed(
    session: Any, signed_in: SignedIn
) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    client = signed_in(leader)
    where = f"/projects/{project.id}/form/money"
    sent = {
        "version": "1",
        "financing": "seed",
        "needs": ["FIN", "SPACE"],
        "amount_sought": "abc",
        "use_of_funds.zh": "买设备",
        "district": "",
    }
    refused = client.post(where, data=sent)
    assert refused.status_code == 422
    assert "买设备" in refused.text
    assert "请填写数字" in refused.text
    saved = client.post(where, data={**sent, "amount_sought": "300"})
    assert saved.headers["Location"] == f"/projects/{project.id}/form/plan"
    project = session.get_one(Project, project.id)
    assert (project.needs, project.amount_sought_cents, project.district) == (
        ["FIN", "SPACE"],
        300_000_000,
        "",
    )
    client.post(f"/projects/{project.id}/form/plan", data={"version": str(project.version)})
    assert session.get_one(Project, project.id).consent_bases is False


def test_a_step_saved_over_somebody_elses_field_is_a_conflict_that_shows_both(
    session: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    services.save_fields(
        actor=actor_of(leader), project_id=project.id, values={"market.zh": "他们的"}, version=1
    )
    client = signed_in(leader)
    answer = client.post(f"/projects/{project.id}/form/market", data={"version": "1", "market.zh": "我们的"})
    assert answer.status_code == 409
    assert "他们的" in answer.text
    assert "我们的" in answer.text
    learnt = {"version": "1", "versions": '{"market.zh": 2}', "market.zh": "我们的"}
    assert client.post(f"/projects/{project.id}/form/market", data=learnt).status_code == 303


def test_after_the_deadline_the_form_is_read_only_and_says_so(session: Any, signed_in: SignedIn) -> None:
    season = factories.a_season()
    project = factories.a_ready_project(season, leader := factories.a_user())
    client = signed_in(leader)
    close(session, season)
    page = client.get(f"/projects/{project.id}/form/solution").text
    assert "已过截止时间" in page
    assert "data-autosave" not in page
    assert "disabled" in page
    answer = patch(client, project.id, "problem.zh", "晚了", 1)
    assert (answer.status_code, answer.json["code"]) == (409, "window_closed")
    for address in ("submit", "files"):
        late = client.post(
            f"/projects/{project.id}/{address}", data={"kind": "plan", "file": (factories.a_pdf(), "a.pdf")}
        )
        assert late.status_code == 409


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"MZ program", "plan.pdf"),
        (b"<html></html>", "plan.pdf"),
        (factories.an_office_file(macros=True).read(), "plan.docx"),
        (b"", "plan.pdf"),
    ],
)
def test_a_renamed_file_is_refused_in_plain_words(
    session: Any, signed_in: SignedIn, content: bytes, name: str
) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    client = signed_in(leader)
    answer = client.post(
        f"/projects/{project.id}/files",
        data={"kind": "plan", "file": (io.BytesIO(content), name)},
        follow_redirects=True,
    )
    assert "请上传 PDF、Word（DOCX）或 PowerPoint（PPTX）文件" in answer.text
    assert queries.files_of(project.id) == []


def test_a_download_is_an_attachment_of_its_true_type(session: Any, signed_in: SignedIn) -> None:
    project = factories.a_project(factories.a_season(), factories.a_team(leader := factories.a_user()))
    client = signed_in(leader)
    client.post(
        f"/projects/{project.id}/files",
        data={"kind": "plan", "file": (factories.an_office_file(), "计划.html")},
    )
    file = queries.files_of(project.id)[0]
    answer = client.get(f"/projects/{project.id}/files/{file.id}")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''%E8%AE%A1%E5%88%92.docx" in answer.headers["Content-Disposition"]
    assert answer.content_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        client.get(f"/projects/{project.id}/files/{file.id}/inline")
        .headers["Content-Disposition"]
        .startswith("attachment")
    )
    client.post(f"/projects/{project.id}/files", data={"kind": "plan", "file": (factories.a_pdf(), "a.pdf")})
    pdf = queries.files_of(project.id)[0]
    shown = client.get(f"/projects/{project.id}/files/{pdf.id}/inline")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]


def test_taking_a_file_out_can_be_undone(session: Any, signed_in: SignedIn) -> None:
    project = factories.a_ready_project(factories.a_season(), leader := factories.a_user())
    client, file = signed_in(leader), queries.files_of(project.id)[0]
    page = client.post(f"/projects/{project.id}/files/{file.id}/remove", follow_redirects=True).text
    assert f"/projects/{project.id}/files/{file.id}/restore" in page
    client.post(f"/projects/{project.id}/files/{file.id}/restore")
    assert [f.id for f in queries.files_of(project.id)] == [file.id]


READERS = [
    ((Role.ORGANISER,), "", 200, 200),
    ((Role.CONFIRMER,), "", 200, 200),
    ((Role.AUDITOR,), "", 200, 200),
    ((Role.ADMINISTRATOR,), "", 404, 404),
    ((Role.OFFICER,), "310110", 200, 200),
    ((Role.OFFICER,), "310104", 404, 404),
    ((Role.JUDGE,), "", 404, 404),
    ((), "", 404, 404),
]


@pytest.mark.parametrize(("roles", "district", "page", "plan"), READERS)
def test_who_reads_a_foreign_project_and_its_plan(
    session: Any,
    signed_in: SignedIn,
    actor_of: Any,
    roles: tuple[Role, ...],
    district: str,
    page: int,
    plan: int,
) -> None:
    leader = factories.a_user()
    project = factories.a_ready_project(factories.a_season(), leader, zone_code="yangpu")
    services.submit(actor=actor_of(leader), project_id=project.id)
    file = queries.files_of(project.id)[0]
    client = signed_in(factories.a_user(*roles, district=district))
    assert client.get(f"/projects/{project.id}").status_code == page
    assert client.get(f"/projects/{project.id}/receipt").status_code == page
    assert client.get(f"/projects/{project.id}/files/{file.id}/view").status_code == plan
    for write in (
        "fields",
        "form/money",
        "files",
        "submit",
        "withdraw",
        "reopen",
        f"files/{file.id}/remove",
        "consents/consent_bases/take-back",
    ):
        method = client.patch if write == "fields" else client.post
        assert method(
            f"/projects/{project.id}/{write}",
            json={"field": "name.zh", "value": "x", "version": 1} if write == "fields" else None,
        ).status_code in {403, 404}
    for own in ("form/money", "checklist", "submit"):
        assert client.get(f"/projects/{project.id}/{own}").status_code in {403, 404}
    assert session.get_one(Project, project.id).state is ProjectState.SUBMITTED


def test_a_base_reads_consenting_projects_but_neither_plan_nor_people(
    session: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    person, leader = factories.a_user(), factories.a_user()
    factories.a_base(person)
    season = factories.a_season()
    project = factories.a_ready_project(season, leader)
    client = signed_in(person)
    assert client.get(f"/projects/{project.id}").status_code == 404
    services.submit(actor=actor_of(leader), project_id=project.id)
    session.commit()
    page = client.get(f"/projects/{project.id}")
    assert page.status_code == 200
    assert leader.email not in page.text
    assert "商业计划书.pdf" not in page.text
    file = queries.files_of(project.id)[0]
    for part in (f"files/{file.id}", f"files/{file.id}/view", "receipt"):
        assert client.get(f"/projects/{project.id}/{part}").status_code == 403
    services.take_back_consent(actor=actor_of(leader), project_id=project.id, code="consent_bases")
    session.commit()
    assert client.get(f"/projects/{project.id}").status_code == 404


def test_a_base_sees_what_was_handed_in_not_the_draft(
    session: Any, signed_in: SignedIn, actor_of: Any
) -> None:
    person, leader = factories.a_user(), factories.a_user()
    factories.a_base(person)
    project = factories.a_ready_project(factories.a_season(), leader)
    services.submit(actor=actor_of(leader), project_id=project.id)
    services.save_fields(
        actor=actor_of(leader), project_id=project.id, values={"market.zh": "还没提交的秘密"}, version=1
    )
    client = signed_in(person)
    assert "还没提交的秘密" not in client.get(f"/projects/{project.id}").text


def test_the_public_is_asked_to_sign_in(client: FlaskClient) -> None:
    project = factories.a_project(factories.a_season())
    for address in (f"/projects/{project.id}", "/projects", "/office/projects"):
        answer = client.get(address)
        assert (answer.status_code, "/account/sign-in" in answer.headers["Location"]) == (303, True)


def test_the_office_filters_sorts_and_pages_with_the_filter_in_the_address(
    session: Any, signed_in: SignedIn
) -> None:
    season = factories.a_season()
    for n in range(30):
        factories.a_project(
            season,
            submitted=True,
            track_code="green" if n % 2 else "life_health",
            name=LocalizedText(f"海聚项目{n:02d}", f"Haiju {n:02d}"),
        )
    factories.a_project(season, name=LocalizedText("草稿", "Draft one"))
    client = signed_in(factories.a_user(Role.ORGANISER))
    everything = client.get(f"/office/projects?season={_slug(season)}").text
    assert everything.count("/projects/0") == 25
    assert "page=2" in everything
    page = client.get(
        f"/office/projects?season={_slug(season)}&track=green&state=submitted&sort=name&q=haiju"
    ).text
    shown = [part.split("</a>")[0] for part in page.split("/projects/")[1:]]
    names = [f"海聚项目{n:02d}" for n in range(1, 30, 2)]
    assert [name for name in names if any(name in piece for piece in shown)] == names
    assert "海聚项目02" not in page
    assert "track=green" in page
    assert client.get(f"/office/projects?season={_slug(season)}&q=nothing-like-it").status_code == 200
    assert (
        client.get(
            f"/office/projects?season={_slug(season)}&sort=nonsense&page=999&state=nonsense"
        ).status_code
        == 200
    )


def _slug(season: Any) -> str:
    return str(season.slug)


def test_an_officer_lists_the_projects_of_the_own_zone_only(session: Any, signed_in: SignedIn) -> None:
    season = factories.a_season()
    near = factories.a_project(season, submitted=True, zone_code="yangpu")
    far = factories.a_project(season, submitted=True, zone_code="city")
    client = signed_in(factories.a_user(Role.OFFICER, district="310110"))
    page = client.get(f"/office/projects?season={_slug(season)}").text
    assert (near.name.zh in page, far.name.zh in page) == (True, False)


def test_the_export_names_the_zone_and_runs_no_formula(session: Any, signed_in: SignedIn) -> None:
    season = factories.a_season()
    evil = '=HYPERLINK("http://evil.example","x")'
    project = factories.a_project(
        season,
        submitted=True,
        name=LocalizedText(evil, "@SUM(1)"),
        submitted_at=datetime(2026, 6, 30, 15, 59, 58, tzinfo=UTC),
    )
    client = signed_in(factories.a_user(Role.ORGANISER))
    answer = client.get(f"/office/projects.xlsx?season={_slug(season)}")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert any("Asia/Shanghai" in str(title) for title in rows[0])
    assert rows[1][0] == project.number
    assert rows[1][1] == evil
    assert rows[1][-1] == "2026-06-30 23:59:58"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_pages_cost_the_same_number_of_statements_for_one_project_and_for_three(
    session: Any, signed_in: SignedIn, actor_of: Any, count_queries: Any
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_ready_project(season, team=team)
    office, own = signed_in(factories.a_user(Role.ORGANISER)), signed_in(leader)
    addresses = (
        (own, "/projects"),
        (own, "/desk/projects"),
        (office, f"/office/projects?season={_slug(season)}"),
        (office, "/desk/project-figures"),
    )
    for browser, address in addresses:
        browser.get(address)  # from now on the season's rulebook is kept
    before = [count_queries(lambda c=c, a=a: c.get(a)) for c, a in addresses]
    for _ in range(2):
        factories.a_ready_project(season, team=team)
    session.commit()
    after = [count_queries(lambda c=c, a=a: c.get(a)) for c, a in addresses]
    assert before == after
    assert max(after) <= 12


def test_a_project_page_has_a_budget(session: Any, signed_in: SignedIn, count_queries: Any) -> None:
    project = factories.a_ready_project(factories.a_season(), leader := factories.a_user())
    client = signed_in(leader)
    assert count_queries(lambda: client.get(f"/projects/{project.id}")) == 11
    # The season's rulebook is kept as long as nobody changes it.
    assert count_queries(lambda: client.get(f"/projects/{project.id}")) == 10
    assert count_queries(lambda: client.get(f"/projects/{project.id}/form/solution")) == 10
    # Beside the fact itself: the form's version, the line of its history, and who else is at the form.
    assert count_queries(lambda: patch(client, project.id, "problem.zh", "甲", 1)) == 14
