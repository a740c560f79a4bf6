"""Values found in a plan, proposed for empty fields: taken over like any input, or never seen again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from contest.accounts.models import User
from contest.documents import services as document_services
from contest.documents.domain import digest_of
from contest.entry_forms.defaults import DEFAULT
from contest.kernel.audit import AuditEvent
from contest.kernel.errors import Forbidden, Invalid, NotFound
from contest.permissions import Role
from contest.projects import queries, services
from contest.projects.domain import ProposalGone
from contest.projects.domain.proposals import fitted, proposals
from contest.projects.models import Project
from contest.seasons.domain import WindowClosed
from contest.seasons.models import Window
from tests import factories
from tests.factories import documents

SignedIn = Callable[[User], FlaskClient]
MARKET = "每年两亿节电池需要更安全的电解质，市场规模约二十亿元。"
PLAN = (
    "项目名称：固态电解质薄膜",
    "公司名称：上海栖川新材料有限公司",
    "成立时间：2023年5月9日",
    "融资金额：3000万元人民币",
    "关键词：固态电池；电解质",
    "市场分析",
    MARKET,
)


@dataclass(frozen=True)
class Found:
    path: str
    value: Any
    sha256: str = "ab" * 32
    page: int = 1


def paths(*found: Found, values: dict[str, Any] | None = None, refused: Any = ()) -> list[str]:
    return [p.path for p in proposals(DEFAULT, values or {}, found, refused)]


def test_only_empty_addresses_of_the_form_are_proposed_for_in_its_order() -> None:
    found = (
        Found("market.zh", "大" * 30),
        Found("name.zh", "薄膜"),
        Found("name.en", "Film"),
        Found("shoe_size", 42),
    )
    assert paths(*found) == ["name.zh", "name.en", "market.zh"]
    assert paths(*found, values={"name": {"zh": "已有", "en": ""}}) == ["name.en", "market.zh"]


def test_the_first_of_several_files_counts_and_a_refused_value_never() -> None:
    plan, deck = Found("market.zh", "计划里的市场"), Found("market.zh", "演示里的市场", "cd" * 32)
    assert [p.raw for p in proposals(DEFAULT, {}, (plan, deck), ())] == ["计划里的市场"]
    refused = {("market.zh", digest_of(plan.value))}
    assert [p.raw for p in proposals(DEFAULT, {}, (plan, deck), refused)] == ["演示里的市场"]
    assert paths(plan, deck, refused=refused | {("market.zh", digest_of(deck.value))}) == []


def test_what_a_field_cannot_hold_is_cut_or_left() -> None:
    by_code = DEFAULT.by_code
    assert fitted(by_code["name"], "长" * 500) is None
    limit = by_code["market"].limit
    assert limit is not None
    assert len(fitted(by_code["market"], "一句话。" * limit)) <= limit
    assert fitted(by_code["keywords"], [str(n) for n in range(50)]) == [
        str(n) for n in range(by_code["keywords"].limit or 0)
    ]
    assert fitted(by_code["amount_sought"], "3000") is None
    assert fitted(by_code["track_code"], "life_health") is None


@pytest.fixture
def entered(app: Flask, session: Any, actor_of: Any) -> tuple[User, Any, Project]:
    """A leader, their actor, and a project whose plan was read."""
    leader = factories.a_user(Role.ENTREPRENEUR)
    project = factories.a_project(factories.a_season(), factories.a_team(leader))
    actor, storage = actor_of(leader), app.extensions["storage"]
    file = services.attach_file(
        actor=actor,
        project_id=project.id,
        kind="plan",
        filename="计划.docx",
        stream=documents.a_word_document(*PLAN),
        storage=storage,
        max_bytes=2**20,
    )
    document_services.extract(sha256=file.sha256, storage=storage)
    session.commit()
    return leader, actor, project


def open_proposals(actor: Any, project: Project) -> dict[str, Any]:
    return {p.path: p for p in queries.proposals_of(queries.get_project(actor, project.id))}


def accept(actor: Any, project: Project, path: str) -> int:
    digest = open_proposals(actor, project)[path].digest
    return services.accept_proposal(actor=actor, project_id=project.id, path=path, digest=digest)


def test_an_accepted_value_is_saved_like_any_other(session: Any, entered: Any) -> None:
    _leader, actor, project = entered
    version = project.version
    for step, path in enumerate(
        ("market.zh", "amount_sought", "company_founded", "keywords", "company_name.zh"), 1
    ):
        assert accept(actor, project, path) == version + step
    values = queries.get_project(actor, project.id).values
    assert (values["market"]["zh"], values["amount_sought"], values["company_founded"]) == (
        MARKET,
        3_000_000_000,
        "2023-05-09",
    )
    assert (values["keywords"], values["company_name"]["zh"]) == (
        ["固态电池", "电解质"],
        "上海栖川新材料有限公司",
    )
    assert project.field_versions["market.zh"] == version + 1
    audit = session.execute(select(AuditEvent.action, AuditEvent.facts).order_by(AuditEvent.id)).all()
    assert [row.action for row in audit[-2:]] == ["project.edited", "project.proposal_accepted"]
    assert audit[-1].facts["field"] == "company_name.zh"
    assert "market.zh" not in open_proposals(actor, project)


def test_a_filled_field_is_never_overwritten(session: Any, entered: Any) -> None:
    _leader, actor, project = entered
    digest = open_proposals(actor, project)["market.zh"].digest
    services.save_fields(
        actor=actor, project_id=project.id, values={"market.zh": "自己写的"}, version=project.version
    )
    with pytest.raises(ProposalGone):
        services.accept_proposal(actor=actor, project_id=project.id, path="market.zh", digest=digest)
    assert queries.get_project(actor, project.id).values["market"]["zh"] == "自己写的"


def test_a_dismissed_value_stays_dismissed_even_from_another_file(
    app: Flask, session: Any, entered: Any
) -> None:
    _leader, actor, project = entered
    digest = open_proposals(actor, project)["market.zh"].digest
    services.dismiss_proposal(actor=actor, project_id=project.id, path="market.zh", digest=digest)
    assert "market.zh" not in open_proposals(actor, project)
    storage = app.extensions["storage"]
    file = services.attach_file(
        actor=actor,
        project_id=project.id,
        kind="deck",
        filename="路演.docx",
        stream=documents.a_word_document(*PLAN, "附录"),
        storage=storage,
        max_bytes=2**20,
    )
    document_services.extract(sha256=file.sha256, storage=storage)
    assert "market.zh" not in open_proposals(actor, project)
    assert "amount_sought" in open_proposals(actor, project)


def test_proposals_are_for_the_team_and_until_the_deadline(session: Any, actor_of: Any, entered: Any) -> None:
    _leader, actor, project = entered
    digest = open_proposals(actor, project)["market.zh"].digest
    arguments = {"project_id": project.id, "path": "market.zh", "digest": digest}
    with pytest.raises(NotFound):
        services.accept_proposal(actor=actor_of(factories.a_user(Role.ENTREPRENEUR)), **arguments)
    with pytest.raises(Forbidden):
        services.dismiss_proposal(actor=actor_of(factories.a_user(Role.ORGANISER)), **arguments)
    session.query(Window).update({"closes_at": func.now()})
    with pytest.raises(WindowClosed):
        services.accept_proposal(actor=actor, **arguments)


def test_the_page_shows_proposals_beside_their_section_and_names_the_others(
    session: Any, signed_in: SignedIn, entered: Any
) -> None:
    leader, actor, project = entered
    client = signed_in(leader)
    section = project_section(actor, project, "market")
    shown = client.get(f"/projects/{project.id}/form/{section}/proposals").text
    assert MARKET in shown
    assert "计划.docx" in shown
    assert f"/form/{project_section(actor, project, 'amount_sought')}#proposals" in shown
    assert f"/form/{section}/proposals" in client.get(f"/projects/{project.id}/form/{section}").text
    sent = {"path": "market.zh", "digest": open_proposals(actor, project)["market.zh"].digest}
    answer = client.post(f"/projects/{project.id}/proposals/accept", data=sent)
    assert answer.headers["Location"] == f"/projects/{project.id}/form/{section}#field-market"
    assert MARKET not in client.get(f"/projects/{project.id}/form/{section}/proposals").text
    again = client.post(f"/projects/{project.id}/proposals/accept", data=sent, follow_redirects=True)
    assert "该建议已失效" in again.text, again.text
    nonsense = {"path": "nowhere.zh", "digest": "0"}
    assert client.post(f"/projects/{project.id}/proposals/dismiss", data=nonsense).status_code == 303


def project_section(actor: Any, project: Project, code: str) -> str:
    return queries.get_project(actor, project.id).form.section_of(code).code


def test_an_unknown_kind_of_file_is_refused(app: Flask, session: Any, entered: Any) -> None:
    _leader, actor, project = entered
    with pytest.raises(Invalid) as refused:
        services.attach_file(
            actor=actor,
            project_id=project.id,
            kind="passport",
            filename="a.pdf",
            stream=factories.a_pdf(),
            storage=app.extensions["storage"],
            max_bytes=2**20,
        )
    assert [(e.field, e.code) for e in refused.value.errors] == [("kind", "not_a_choice")]
