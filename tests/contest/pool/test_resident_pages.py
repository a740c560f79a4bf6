"""The page of a base's residents, and the page behind an invitation's link."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.kernel.columns import LocalizedText
from contest.pool import services
from contest.pool.domain import (
    NO_ADDRESS,
)
from contest.pool.links import path_of
from contest.pool.models import PoolPlace
from contest.projects.models import Project
from tests import factories
from tests.contest.pool.inviting import ActorOf, SignedIn, invited


def test_the_base_invites_on_its_page_keeps_what_was_typed_and_reads_no_more_than_it_wrote(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base = factories.a_base(keeper)
    browser = signed_in(keeper)
    assert f"/bases/{base.id}/residents" in browser.get(f"/bases/{base.id}").text
    sent = {"company_zh": "示例医疗", "title_zh": "便携超声", "email": "nonsense"}
    refused = browser.post(f"/bases/{base.id}/residents", data=sent)
    assert refused.status_code == 422
    for words in ("示例医疗", "便携超声", "nonsense"):
        assert words in refused.text
    sent["email"] = "lead@example.com"
    assert browser.post(f"/bases/{base.id}/residents", data=sent).status_code == 303
    page = browser.get(f"/bases/{base.id}/residents").text
    for words in ("示例医疗", "便携超声", "lead@example.com", "已邀请"):
        assert words in page
    twice = browser.post(f"/bases/{base.id}/residents", data=sent)
    assert (twice.status_code, "正在等待答复" in twice.text) == (422, True)
    place = session.execute(select(PoolPlace)).scalar_one()
    project = services.accept(actor=actor_of(factories.a_user()), place_id=place.id, agrees=True)
    project.name, project.company_name = LocalizedText("秘密新名", ""), LocalizedText("秘密公司", "")
    session.commit()
    for path in (f"/bases/{base.id}/residents", f"/pool/places/{place.id}/end"):
        page = browser.get(path).text
        assert "秘密" not in page, path
    assert browser.get(f"/projects/{project.id}").status_code == 404
    assert signed_in(factories.a_user()).get(f"/bases/{base.id}/residents").status_code == 403
    assert season.id == place.season_id


def test_the_page_behind_the_link_says_who_reads_what_and_asks_for_consent(
    session: Session, client: FlaskClient, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season = factories.a_season()
    place = invited(actor_of, factories.a_base(), season)
    link = path_of(place.id)
    session.commit()
    page = client.get(link).text
    for words in (
        "对方可以看到",
        "对方看不到",
        "示例医疗",
        "便携超声",
        "登录",
        "谢绝",
    ):
        assert words in page
    leader = factories.a_user()
    browser = signed_in(leader)
    without = browser.post(link, data={"project": "new"})
    assert (without.status_code, "只有团队同意参与匹配" in without.text) == (422, True)
    accepted = browser.post(link, data={"project": "new", "agrees": "y"})
    project = session.execute(select(Project)).scalar_one()
    assert accepted.headers["Location"] == f"/projects/{project.id}"
    assert browser.get(link).headers["Location"] == f"/projects/{project.id}", "a second click is no error"
    assert browser.post(link, data={"project": "new", "agrees": "y"}).status_code == 303
    assert client.get(link).status_code == 410


def test_a_chosen_project_that_came_in_meanwhile_is_refused_and_no_other_is_begun(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader), consent_matching=False)
    links = [path_of(invited(actor_of, factories.a_base(), season).id) for _ in range(2)]
    session.commit()
    browser, sent = signed_in(leader), {"project": str(project.id), "agrees": "y"}
    assert str(project.id) in browser.get(links[1]).text
    assert browser.post(links[0], data=sent).status_code == 303
    refused = browser.post(links[1], data=sent)
    assert (refused.status_code, "便携超声" in refused.text) == (409, True)
    assert session.execute(select(Project.id)).scalars().all() == [project.id]
    again = browser.post(links[1], data={**sent, "project": "new"})
    assert again.status_code == 303


def test_the_base_reads_its_residents_in_as_many_statements_for_three_as_for_one(
    session: Session, signed_in: SignedIn, count_queries: Any
) -> None:
    season, keeper = factories.a_season(), factories.a_user()
    base = factories.a_base(keeper)
    browser = signed_in(keeper)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.a_place(factories.a_project(season), base)
        session.commit()
        counts.append(count_queries(lambda: browser.get(f"/bases/{base.id}/residents")))
    assert counts[0] == counts[1]


def test_a_project_that_is_in_the_pool_is_not_spoken_of_as_a_judge(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    season, leader = factories.a_season(), factories.a_user()
    project = factories.a_project(season, factories.a_team(leader))
    place = invited(actor_of, factories.a_base(), season)
    factories.a_place(project)
    session.commit()
    sent = {"project": str(project.id), "agrees": "y"}
    refused = signed_in(leader).post(path_of(place.id), data=sent)
    assert (refused.status_code, "已在项目库中" in refused.text) == (409, True)
    assert session.execute(select(Project.id)).scalars().all() == [project.id]


def test_a_closed_accounts_placeholder_is_no_address_and_a_taking_back_speaks_to_no_team(
    session: Session, signed_in: SignedIn, actor_of: ActorOf
) -> None:
    keeper = factories.a_user()
    base = factories.a_base(keeper)
    place = invited(actor_of, base, factories.a_season())
    place.email = NO_ADDRESS
    session.commit()
    browser = signed_in(keeper)
    assert NO_ADDRESS not in browser.get(f"/bases/{base.id}/residents").text
    page = browser.get(f"/pool/places/{place.id}/end").text
    assert "仅基地和组委会可见" in page
