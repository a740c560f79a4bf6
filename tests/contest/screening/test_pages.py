"""Pages of the formal check, as people of every kind meet them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.permissions import Role
from contest.projects import services as project_services
from contest.projects.models import Project
from contest.screening import queries, services
from contest.screening.domain import DecisionKind, MarkState, Order, Stand
from contest.screening.models import LateCode, ScreeningDecision
from contest.screening.services import Answer
from contest.seasons.models import Season
from tests import factories
from tests.factories.screening import a_late_code, check_items, close_submissions, handed_in


@pytest.fixture
def season(session: Any) -> Season:
    made = factories.a_season()
    check_items(made)
    return made


def an_entry(season: Season, leader: Any = None) -> Entry:
    return handed_in(factories.a_ready_project(season, leader, zone_code="yangpu"))


def settle(entry: Entry) -> None:
    answers = {code: Answer(MarkState.MET) for code in ("complete", "place", "readable")}
    services.check(
        actor=SYSTEM,
        entry_id=entry.id,
        version=queries.get_case(SYSTEM, entry.id).version,
        answers=answers,
    )


def give_back(entry: Entry, **more: Any) -> None:
    order = Order(DecisionKind.RETURN, "请补交营业执照", datetime.now(UTC) + timedelta(days=3), **more)
    version = queries.get_case(SYSTEM, entry.id).version
    services.decide(actor=SYSTEM, entry_id=entry.id, version=version, order=order)


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_an_officer_answers_and_recommends(season: Season, signed_in: Any, session: Any) -> None:
    entry = an_entry(season)
    client = signed_in(factories.a_user(Role.OFFICER, district="310110"))
    assert entry.number in client.get("/office/screening").text
    page = client.get(f"/office/screening/{entry.id}").text
    assert 'name="mark-complete"' in page
    assert 'name="mark-readable"' not in page
    assert "decide" not in page.split("</main>")[0].split("<main")[1]
    sent = {"version": version_in(page), "mark-complete": "met", "recommendation": "pass"}
    answer = client.post(f"/office/screening/{entry.id}/check", data=sent)
    assert answer.status_code == 303
    assert queries.get_case(SYSTEM, entry.id).stand is Stand.CHECKED


def test_what_is_not_met_without_a_note_is_shown_beside_its_question(season: Season, signed_in: Any) -> None:
    entry = an_entry(season)
    client = signed_in(factories.a_user(Role.ORGANISER))
    answer = client.post(
        f"/office/screening/{entry.id}/check", data={"version": "1", "mark-complete": "unmet"}
    )
    assert answer.status_code == 422
    assert "团队会看到" in answer.text or "the team reads it" in answer.text


def test_the_office_returns_and_goes_on_with_the_queue(season: Season, signed_in: Any) -> None:
    entries = sorted([an_entry(season), an_entry(season)], key=lambda entry: entry.number)
    client = signed_in(factories.a_user(Role.ORGANISER))
    until = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    sent = {"version": "1", "kind": "return", "reason": "请补正", "until": until, "stand": "waiting"}
    answer = client.post(f"/office/screening/{entries[0].id}/decide", data=sent)
    assert answer.status_code == 303
    assert str(entries[1].id) in answer.location
    assert queries.get_case(SYSTEM, entries[0].id).stand is Stand.RETURNED


def test_a_refused_decision_says_why_and_keeps_what_was_typed(season: Season, signed_in: Any) -> None:
    entry = an_entry(season)
    client = signed_in(factories.a_user(Role.ORGANISER))
    answer = client.post(
        f"/office/screening/{entry.id}/decide", data={"version": "1", "kind": "pass", "reason": "留言"}
    )
    assert answer.status_code == 409
    assert "留言" in answer.text


def test_a_stale_page_is_told_so(season: Season, signed_in: Any) -> None:
    entry = an_entry(season)
    settle(entry)
    client = signed_in(factories.a_user(Role.ORGANISER))
    answer = client.post(f"/office/screening/{entry.id}/decide", data={"version": "1", "kind": "pass"})
    assert answer.status_code == 409


def test_a_batch_is_previewed_and_confirmed(season: Season, signed_in: Any, session: Any) -> None:
    ready, open_ = an_entry(season), an_entry(season)
    settle(ready)
    client = signed_in(factories.a_user(Role.ORGANISER))
    page = client.get("/office/screening/batch?kind=pass&stand=waiting").text
    assert ready.number in page
    assert open_.number in page
    found = re.search(r'name="fingerprint" value="([0-9a-f]{64})"', page)
    assert found
    sent = {"fingerprint": found[1], "kind": "pass", "stand": "waiting"}
    assert client.post("/office/screening/batch", data=sent).status_code == 303
    # Pressed twice: the same answer, and nothing is decided twice.
    assert client.post("/office/screening/batch", data=sent).status_code == 303
    assert session.query(ScreeningDecision).count() == 1


def test_a_batch_without_a_reason_is_asked_for_one(season: Season, signed_in: Any) -> None:
    an_entry(season)
    client = signed_in(factories.a_user(Role.ORGANISER))
    page = client.get("/office/screening/batch?kind=reject&asked=1").text
    assert 'name="fingerprint"' not in page
    assert "请填写" in page or "fill" in page


def test_a_changed_batch_is_shown_anew(season: Season, signed_in: Any, session: Any) -> None:
    entry = an_entry(season)
    client = signed_in(factories.a_user(Role.ORGANISER))
    sent = {"fingerprint": "0" * 64, "kind": "reject", "reason": "不符"}
    answer = client.post("/office/screening/batch", data=sent)
    assert answer.status_code == 409
    assert entry.number in answer.text
    assert session.query(ScreeningDecision).count() == 0


def test_the_team_reads_what_to_correct_and_until_when(season: Season, signed_in: Any) -> None:
    leader = factories.a_user()
    entry = an_entry(season, leader)
    close_submissions(season)
    give_back(entry, fields=("plan",))
    client = signed_in(leader)
    page = client.get(f"/projects/{entry.subject_id}").text
    assert "请补交营业执照" in page
    form = client.get(f"/projects/{entry.subject_id}/form/plan").text
    assert 'id="file-plan"' in form
    assert 'id="file-deck"' not in form
    assert "请补交营业执照" in client.get("/desk/returned").text
    fragment = client.get(f"/projects/{entry.subject_id}/check").text
    assert "请补交营业执照" in fragment


def test_a_base_does_not_read_the_check(season: Season, signed_in: Any) -> None:
    manager = factories.a_user()
    factories.a_base(manager)
    entry = an_entry(season)
    assert signed_in(manager).get(f"/projects/{entry.subject_id}/check").status_code in {403, 404}


def test_a_waiver_needs_two_people_and_then_lets_the_project_in(
    season: Season, signed_in: Any, session: Any, actor_of: Any
) -> None:
    season.rules = {**season.rules, "min_team_size": 3}
    leader = factories.a_user()
    project = factories.a_ready_project(season, leader)
    both = factories.a_user(Role.ORGANISER, Role.CONFIRMER)
    client = signed_in(both)
    url = f"/office/projects/{project.id}/waivers"
    assert client.post(url, data={"rule": "team_size", "reason": ""}).status_code == 422
    assert client.post(url, data={"rule": "team_size", "reason": "独立创业者"}).status_code == 303
    (waiver,) = project_queries_waivers(project)
    assert client.post(f"/office/waivers/{waiver.id}/confirm").status_code == 409
    second = signed_in(factories.a_user(Role.CONFIRMER))
    assert second.post(f"/office/waivers/{waiver.id}/confirm").status_code == 303
    page = signed_in(leader).get(f"/projects/{project.id}/checklist").text
    assert "独立创业者" in page
    project_services.submit(actor=actor_of(leader), project_id=project.id)
    assert session.get_one(Project, project.id).number is not None


def project_queries_waivers(project: Project) -> list[Any]:
    from contest.projects.queries import waivers_of

    return waivers_of(project.id)


def test_moving_a_project_is_previewed_and_told(season: Season, signed_in: Any, session: Any) -> None:
    entry = an_entry(season)
    client = signed_in(factories.a_user(Role.ORGANISER))
    url = f"/office/projects/{entry.subject_id}/move"
    assert "市级" in client.get(f"{url}?zone_code=city").text
    assert client.post(url, data={"zone_code": "city", "reason": ""}).status_code == 422
    assert client.post(url, data={"zone_code": "city", "reason": "注册地不在区内"}).status_code == 303
    assert session.get_one(Entry, entry.id).zone_code == "city"
    assert "注册地不在区内" in client.get(f"/projects/{entry.subject_id}/check").text


def test_a_code_is_issued_used_and_shown_on_the_project(season: Season, signed_in: Any, session: Any) -> None:
    leader = factories.a_user(email="late@example.com")
    project = factories.a_ready_project(season, leader)
    close_submissions(season)
    office = signed_in(factories.a_user(Role.ORGANISER))
    until = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    sent = {"email": "late@example.com", "until": until, "reason": "场地断网", "season": season.slug}
    assert office.post("/office/late-codes", data={**sent, "reason": ""}).status_code == 422
    assert office.post("/office/late-codes", data=sent).status_code == 303
    link = re.search(r"/late/[\w.\-]+", office.get("/office/late-codes").text)
    assert link
    client = signed_in(leader)
    assert project.name.zh in client.get(link[0]).text
    assert client.post(link[0], data={"project": str(project.id)}).status_code == 303
    assert "场地断网" in client.get(f"/projects/{project.id}/check").text
    assert client.get(link[0]).status_code == 303
    assert signed_in(factories.a_user()).get(link[0]).status_code == 409


def test_a_code_of_somebody_else_says_so_and_opens_nothing(
    season: Season, signed_in: Any, session: Any
) -> None:
    code = a_late_code(season)
    other = factories.a_user()
    project = factories.a_ready_project(season, other)
    from contest.screening.links import path_of

    client = signed_in(other)
    page = client.get(path_of(code.id))
    assert page.status_code == 200
    assert "网络故障" not in page.text
    assert client.post(path_of(code.id), data={"project": str(project.id)}).status_code == 409
    assert session.get_one(LateCode, code.id).used_at is None


def test_a_nonsense_code_is_refused(client: Any) -> None:
    assert client.get("/late/nonsense").status_code == 409


def test_after_the_deadline_withdrawing_asks_for_a_reason(
    season: Season, signed_in: Any, session: Any
) -> None:
    leader = factories.a_user()
    entry = an_entry(season, leader)
    close_submissions(season)
    client = signed_in(leader)
    client.post(f"/projects/{entry.subject_id}/withdraw")
    assert session.get_one(Project, entry.subject_id).withdrawn_at is None
    client.post(f"/projects/{entry.subject_id}/withdraw", data={"reason": "团队解散"})
    assert session.get_one(Project, entry.subject_id).withdrawn_at is not None
    assert queries.get_case(SYSTEM, entry.id).stand is Stand.WITHDRAWN


def test_the_queue_page_needs_the_same_statements_for_one_and_three(
    season: Season, signed_in: Any, count_queries: Any
) -> None:
    an_entry(season)
    client = signed_in(factories.a_user(Role.ORGANISER))
    client.get("/office/screening")
    one = count_queries(lambda: client.get("/office/screening"))
    an_entry(season), an_entry(season)
    assert count_queries(lambda: client.get("/office/screening")) == one


def test_an_empty_queue_says_what_comes(season: Season, signed_in: Any) -> None:
    assert signed_in(factories.a_user(Role.ORGANISER)).get("/office/screening").status_code == 200
    assert signed_in(factories.a_user(Role.AUDITOR)).get("/office/late-codes").status_code == 200
