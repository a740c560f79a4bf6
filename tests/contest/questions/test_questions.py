"""Questions between a team and the office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.notices.models import Notice
from contest.permissions import Role
from contest.projects.queries import ensure_visible
from contest.questions import queries, services
from contest.questions.domain import MOST_OPEN, QuestionClosed, QuestionState, TooManyQuestions
from contest.questions.models import Question
from tests import factories

SignedIn = Callable[..., Any]


def asked(actor_of: Any) -> tuple[Any, Any, Any]:
    leader = factories.a_user()
    project = factories.a_project(factories.a_season(), factories.a_team(leader))
    question = services.ask(
        actor=actor_of(leader), project_id=project.id, subject="外资团队能否报名？", body="我们注册在新加坡。"
    )
    return leader, project, question


def test_the_office_answers_the_team_hears_of_it_and_may_ask_on(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    leader, project, question = asked(actor_of)
    office = factories.a_user(Role.ORGANISER, name="办公室某人")
    browser = signed_in(office)
    assert "外资团队能否报名？" in browser.get("/office/questions").text
    assert browser.post(f"/questions/{question.id}", data={"body": "可以。"}).status_code == 303
    session.refresh(question)
    assert question.state is QuestionState.ANSWERED
    notice = session.query(Notice).filter_by(user_id=leader.id, code="question.answered").one()
    assert notice.link == f"/questions/{question.id}"
    team = signed_in(leader)
    page = team.get(f"/questions/{question.id}").text
    assert "可以。" in page
    assert "办公室某人" not in page, "the office answers, not one of its people"
    assert team.post(f"/questions/{question.id}", data={"body": "谢谢，那么证明材料呢？"}).status_code == 303
    session.refresh(question)
    assert question.state is QuestionState.OPEN
    assert team.get(f"/projects/{project.id}/questions").status_code == 200


def test_a_closed_question_takes_no_more_and_an_empty_one_is_refused_with_what_was_typed(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    leader, project, question = asked(actor_of)
    services.close(actor=actor_of(leader), question_id=question.id)
    with pytest.raises(QuestionClosed):
        services.write(actor=actor_of(leader), question_id=question.id, body="还有")
    page = signed_in(leader).post(
        f"/projects/{project.id}/questions", data={"subject": "", "body": "已写的内容"}
    )
    assert page.status_code == 422
    assert "已写的内容" in page.text
    with pytest.raises(Invalid):
        services.ask(actor=actor_of(leader), project_id=project.id, subject="长", body="字" * 4001)
    assert session.query(Question).count() == 1


def test_strangers_know_nothing_of_a_question_and_an_officer_answers_in_the_own_district(
    session: Any, actor_of: Any
) -> None:
    leader = factories.a_user()
    season = factories.a_season()
    near = factories.a_project(season, factories.a_team(leader), zone_code="yangpu")
    question = services.ask(actor=actor_of(leader), project_id=near.id, subject="问", body="答")
    with pytest.raises(NotFound):
        queries.get_question(actor_of(factories.a_user()), question.id)
    with pytest.raises(Forbidden):
        services.ask(actor=actor_of(factories.a_user()), project_id=near.id, subject="问", body="答")
    with pytest.raises(Forbidden):
        services.write(actor=actor_of(factories.a_user(Role.AUDITOR)), question_id=question.id, body="答")
    officer = actor_of(factories.a_user(Role.OFFICER, district="310110"))
    services.write(actor=officer, question_id=question.id, body="可以")
    far = actor_of(factories.a_user(Role.OFFICER, district="310112"))
    assert queries.list_questions(far).total == 0
    assert queries.list_questions(officer).total == 1


def test_the_list_costs_the_same_for_one_question_and_for_three(
    session: Any, actor_of: Any, signed_in: SignedIn, count_queries: Any
) -> None:
    asked(actor_of)
    browser = signed_in(factories.a_user(Role.ORGANISER))
    one = count_queries(lambda: browser.get("/office/questions"))
    for _ in range(2):
        asked(actor_of)
    session.commit()
    assert count_queries(lambda: browser.get("/office/questions")) == one


def test_a_team_with_many_unanswered_questions_waits_for_an_answer_first(
    session: Any, actor_of: Any, signed_in: SignedIn
) -> None:
    leader, project, question = asked(actor_of)
    more = {"actor": actor_of(leader), "project_id": project.id, "body": "…"}
    for number in range(MOST_OPEN - 1):
        services.ask(subject=f"第{number}问\n换行", **more)
    with pytest.raises(TooManyQuestions):
        services.ask(subject="再问", **more)
    page = signed_in(leader).post(f"/projects/{project.id}/questions", data={"subject": "再问", "body": "…"})
    assert page.status_code == 422
    assert "再问" in page.text
    services.close(actor=actor_of(leader), question_id=question.id)
    assert services.ask(subject="再\r\n问", **more).subject == "再 问", "a subject is one line"


def test_an_officer_who_also_works_at_a_base_lists_the_questions_of_the_district_only(
    session: Any, actor_of: Any
) -> None:
    manager = factories.a_user(Role.OFFICER, district="yangpu")
    factories.a_base(manager)
    leader = factories.a_user()
    project = factories.a_project(
        factories.a_season(), factories.a_team(leader), submitted=True, consent_bases=True
    )
    services.ask(actor=actor_of(leader), project_id=project.id, subject="融资细节", body="…")
    ensure_visible(actor_of(manager), project.id)  # the base knows of the entry
    assert list(queries.list_questions(actor_of(manager))) == []
