"""Pages of team gaps, in both languages, for each side."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from matching.team_gaps.domain import GapRole
from matching.team_gaps.models import TalentOffer, TeamGap
from tests import factories
from tests.factories.team_gaps import a_gap, an_offer

SignedIn = Callable[[Any], FlaskClient]


@pytest.fixture
def cast(session: Session) -> SimpleNamespace:
    """A winner that lacks a clinical lead, somebody who offers to be one, and the office."""
    leader, person, organiser = factories.a_user(), factories.a_user(), factories.a_user(Role.ORGANISER)
    team = factories.a_team(leader)
    project = factories.a_winner(factories.a_season(), team, name=LocalizedText("澜芯", "Lanxin"))
    return SimpleNamespace(
        leader=leader,
        person=person,
        organiser=organiser,
        project=project,
        gap=a_gap(project),
        offer=an_offer(person),
    )


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.text[:300]
    return str(answer.text)


def english(client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    return client


def test_a_team_reads_who_fits_and_why_and_not_who_it_is(signed_in: SignedIn, cast: Any) -> None:
    leader = signed_in(cast.leader)
    page = text_of(leader.get(f"/team-gaps/{cast.gap.id}"))
    assert cast.offer.headline.zh in page
    assert "符合：岗位；" in page
    assert page.count("criterion-unknown") == 4
    assert cast.person.email not in page
    assert cast.person.name not in page
    page = text_of(english(leader).get(f"/team-gaps/{cast.gap.id}"))
    assert "Met: role; " in page


def test_the_team_keeps_what_it_typed_when_a_role_is_refused(signed_in: SignedIn, cast: Any) -> None:
    leader = signed_in(cast.leader)
    where = f"/projects/{cast.project.id}/team-gaps/new"
    page = text_of(leader.post(where, data={"role": "clinical", "text_zh": "懂伦理审查"}), 422)
    assert "团队已填写过该岗位" in page
    assert "懂伦理审查" in page
    page = text_of(leader.post(where, data={"role": "", "text_zh": "x" * 601}), 422)
    assert "最多 600 个字符" in page or "600" in page
    answer = leader.post(where, data={"role": "sales", "text_zh": "开拓渠道", "languages": ["zh"]})
    assert answer.status_code == 303
    assert "开拓渠道" in text_of(leader.get(answer.headers["Location"]))


def test_obvious_roles_are_proposed_to_the_team(signed_in: SignedIn, session: Session, cast: Any) -> None:
    from contest.teams.models import TeamMember

    session.query(TeamMember).filter_by(user_id=cast.leader.id).one().duty = LocalizedText("首席科学家", "")
    page = text_of(signed_in(cast.leader).get(f"/projects/{cast.project.id}/team-gaps"))
    assert "团队是否缺少以下岗位" in page
    assert "role=regulatory" in page
    assert "role=clinical" not in page
    assert "role=regulatory" not in text_of(
        signed_in(cast.organiser).get(f"/projects/{cast.project.id}/team-gaps")
    )


def test_before_a_win_nobody_is_shown(signed_in: SignedIn, session: Session, cast: Any) -> None:
    project = factories.a_project(factories.a_season(year=2031), factories.a_team(cast.leader))
    gap = a_gap(project)
    leader = signed_in(cast.leader)
    page = text_of(leader.get(f"/team-gaps/{gap.id}"))
    assert "获奖后展示" in page
    assert cast.offer.headline.zh not in page
    for ask in (leader.get, leader.post):
        answer = ask(f"/team-gaps/{gap.id}/people/{cast.offer.id}")
        assert answer.status_code == 409
        assert cast.offer.headline.zh not in answer.text


def test_strangers_and_the_office_do_not_see_people(signed_in: SignedIn, cast: Any) -> None:
    assert signed_in(factories.a_user()).get(f"/team-gaps/{cast.gap.id}").status_code == 404
    page = text_of(signed_in(cast.organiser).get(f"/team-gaps/{cast.gap.id}"))
    assert cast.offer.headline.zh not in page


def test_somebody_offers_themselves_asks_and_takes_it_back(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    user = factories.a_user(verified=False)
    browser = signed_in(user)
    assert "您尚未自荐" in text_of(browser.get("/talent"))
    sent = {"headline_zh": "十年注册经验", "roles": ["clinical"], "districts": ["310115"]}
    page = text_of(browser.post("/talent/offer", data=sent), 422)
    assert "请先同意向团队展示" in page
    assert "十年注册经验" in page
    assert browser.post("/talent/offer", data={**sent, "consent": "y"}).status_code == 303
    page = text_of(browser.get("/talent"))
    assert "澜芯" in page
    assert "我有意向" in page
    assert "浦东" in page
    answer = browser.post(f"/talent/gaps/{cast.gap.id}", data={"message": "我来"})
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert "我来" in text_of(signed_in(cast.leader).get(place))
    assert browser.post("/talent/withdraw").status_code == 303
    assert session.query(TalentOffer).filter_by(user_id=user.id).count() == 0
    assert signed_in(cast.leader).get(place).status_code == 404


def test_the_introduction_shows_addresses_only_once_both_agreed(signed_in: SignedIn, cast: Any) -> None:
    leader, person = signed_in(cast.leader), signed_in(cast.person)
    place = leader.post(f"/team-gaps/{cast.gap.id}/people/{cast.offer.id}", data={}).headers["Location"]
    desk = text_of(person.get("/talent/waiting"))
    assert "有 1 项潜在合伙人引荐等待您答复" in desk
    for browser in (leader, person):
        page = text_of(browser.get(place))
        assert cast.leader.email not in page
        assert cast.person.email not in page
    page = text_of(person.post(f"{place}/decline", data={"reason": ""}), 422)
    assert "请填写" in page or "必填" in page
    assert person.post(f"{place}/accept").status_code == 303
    for browser in (leader, person):
        page = text_of(browser.get(place))
        assert cast.leader.email in page
        assert cast.person.email in page
    assert person.get("/talent/waiting").text.strip() == ""
    assert signed_in(cast.organiser).get(place).status_code == 404


def test_the_office_sees_counts_and_takes_down_with_a_reason(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    office = signed_in(cast.organiser)
    page = text_of(office.get("/office/matching/talent"))
    assert cast.offer.headline.zh in page
    assert cast.person.email not in page
    assert cast.person.name not in page
    where = f"/office/matching/talent/offers/{cast.offer.id}"
    assert "请填写" in text_of(office.post(f"{where}/take-down", data={"reason": " "}), 422)
    assert office.post(f"{where}/take-down", data={"reason": "广告"}).status_code == 303
    assert "广告" in text_of(signed_in(cast.person).get("/talent"))
    assert office.post(f"{where}/put-back").status_code == 303
    gaps = f"/office/matching/talent/gaps/{cast.gap.id}"
    assert office.post(f"{gaps}/take-down", data={"reason": "含电话"}).status_code == 303
    assert "含电话" in text_of(signed_in(cast.leader).get(f"/team-gaps/{cast.gap.id}"))
    assert office.post(f"{gaps}/put-back").status_code == 303
    session.expire_all()
    assert session.get_one(TeamGap, cast.gap.id).taken_down_at is None
    auditor = signed_in(factories.a_user(Role.AUDITOR))
    assert "take-down" not in text_of(auditor.get("/office/matching/talent?kind=team_gap"))


def test_a_role_may_be_changed_and_closed(signed_in: SignedIn, session: Session, cast: Any) -> None:
    leader = signed_in(cast.leader)
    where = f"/team-gaps/{cast.gap.id}"
    assert "负责多中心临床试验" in text_of(leader.get(f"{where}/edit"))
    sent = {"role": "clinical", "text_zh": "新的职责", "version": "1", "commitment": "full_time"}
    assert leader.post(f"{where}/edit", data=sent).status_code == 303
    assert "新的职责" in text_of(leader.post(f"{where}/edit", data=sent), 422)  # of an old version
    assert leader.post(f"{where}/close").status_code == 303
    session.expire_all()
    assert session.get_one(TeamGap, cast.gap.id).role is GapRole.CLINICAL
    assert "不再招募" in text_of(leader.get(f"/projects/{cast.project.id}/team-gaps"))
