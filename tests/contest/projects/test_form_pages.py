"""The team's way by browser from nothing to the receipt: the form, its conflicts, its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from contest.accounts.models import User
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import RequiredFor, visible
from contest.projects import queries, services
from contest.projects.models import Project, ProjectFile, Submission
from contest.seasons.models import Window
from tests import factories
from tests.contest.projects.writing import patch

SignedIn = Callable[[User], FlaskClient]


def close(session: Any, season: Any) -> None:
    session.execute(
        update(Window)
        .where(Window.season_id == season.id)
        .values(closes_at=datetime.now(UTC) - timedelta(seconds=1))
    )
    session.commit()


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
