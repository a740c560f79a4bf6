"""Pages of matching, in both languages, for each role."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from matching.introductions.models import Introduction
from matching.profiles import services as profile_services
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.recommendations.models import MatchRun, Recommendation
from tests import factories

SignedIn = Callable[[Any], FlaskClient]
ZH, EN = {"Accept-Language": "zh"}, {"Accept-Language": "en"}


@pytest.fixture
def cast(session: Session) -> SimpleNamespace:
    """A winner, an investor, a mentor and a park recommended to it, and their people."""
    people = {name: factories.a_user() for name in ("leader", "investor", "stranger")}
    people["mentor"] = factories.a_user(Role.MENTOR)
    people["base"] = factories.a_user()
    people["organiser"] = factories.a_user(Role.ORGANISER)
    people["auditor"] = factories.a_user(Role.AUDITOR)
    season = factories.a_season()
    project = factories.a_winner(
        season, factories.a_team(people["leader"]), name=LocalizedText("澜芯", "Lanxin"), needs=["FIN"]
    )
    investor = factories.a_profile(
        ProfileKind.INVESTOR, people["investor"], name=LocalizedText("海屿资本", "Haiyu")
    )
    mentor = factories.a_profile(ProfileKind.MENTOR, people["mentor"])
    base = factories.a_base(people["base"])
    park = factories.a_profile(
        ProfileKind.PARK, base_id=base.id, organisation_id=base.organisation_id, districts=["310110"]
    )
    for profile in (investor, mentor, park):
        factories.a_recommendation(project, profile)
    return SimpleNamespace(
        season=season,
        project=project,
        investor=investor,
        mentor=mentor,
        park=park,
        base=base,
        **{f"{name}_user": user for name, user in people.items()},
    )


def english(client: FlaskClient) -> FlaskClient:
    with client.session_transaction() as cookie:
        cookie["locale"] = "en"
    return client


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.text[:300]
    return str(answer.text)


def test_the_directory_of_parks_is_public_in_both_languages(client: FlaskClient, session: Session) -> None:
    profile_services.load_reference_parks()
    session.commit()
    assert "复旦大学国家大学科技园" in text_of(client.get("/parks?q=复旦", headers=ZH))
    page = text_of(client.get("/parks?q=Fudan", headers=EN))
    assert "Fudan University National Science Park" in page
    assert "Public reference" in page
    assert "没有符合条件的园区" in text_of(client.get("/parks?district=310101", headers=ZH))


def test_a_parks_page_says_that_it_is_a_public_reference(client: FlaskClient, session: Session) -> None:
    profile_services.load_reference_parks()
    session.commit()
    park = session.query(MatchProfile).filter_by(external_id="reference:007").one()
    page = text_of(client.get(f"/parks/{park.id}", headers=ZH))
    assert "公开资料示例" in page
    assert "†" in page
    assert "空余名额" not in page


def test_no_investor_stands_in_the_directory(client: FlaskClient, session: Session, cast: Any) -> None:
    session.commit()
    assert client.get(f"/parks/{cast.investor.id}").status_code == 404


@pytest.mark.parametrize(("kind", "name"), [("park", "园区"), ("investor", "投资人"), ("mentor", "创业导师")])
def test_a_winner_sees_its_matches_with_criteria_and_a_reason(
    signed_in: SignedIn, cast: Any, kind: str, name: str
) -> None:
    leader = signed_in(cast.leader_user)
    assert leader.get("/matches").headers["Location"].endswith(str(cast.project.id))
    page = text_of(leader.get(f"/matches/{cast.project.id}?kind={kind}"))
    assert name in page
    assert "符合：赛道；双方介绍的内容相近。" in page
    assert page.count("criterion-unknown") == 1
    assert "criterion-unmet" not in page
    page = text_of(english(leader).get(f"/matches/{cast.project.id}?kind={kind}"))
    assert "Met: track; the descriptions are close in meaning." in page


@pytest.mark.parametrize(
    ("language", "words", "alone"),
    [
        (lambda reader: reader, ("对比", "匹配度", "满足", "未知", "申请引荐"), "已知"),
        (english, ("Comparison", "Fit", "satisfied", "not known", "Ask for an introduction"), "criteria met"),
    ],
)
def test_a_winner_compares_its_matches_criterion_by_criterion(
    signed_in: SignedIn, cast: Any, language: Any, words: tuple[str, ...], alone: str
) -> None:
    leader = language(signed_in(cast.leader_user))
    where = f"/matches/{cast.project.id}?kind=investor"
    assert alone in text_of(leader.get(where))
    page = text_of(leader.get(f"{where}&view=compare"))
    assert [word for word in words if word not in page] == []
    assert alone not in page
    assert page.count("compared criterion-satisfied") == page.count("compared criterion-unknown") == 1
    assert "view=compare" in page.split("kind=mentor")[1][:20], "another kind is compared, too"


def test_others_do_not_see_a_winners_matches(signed_in: SignedIn, client: FlaskClient, cast: Any) -> None:
    for user in (cast.stranger_user, cast.investor_user):
        assert signed_in(user).get(f"/matches/{cast.project.id}").status_code == 404
    assert client.get(f"/matches/{cast.project.id}").status_code == 303
    assert "澜芯" in text_of(signed_in(cast.organiser_user).get(f"/matches/{cast.project.id}"))


def test_the_leader_switches_profiling_off_and_browses_in_a_neutral_order(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    factories.a_profile(ProfileKind.PARK, name=LocalizedText("甲园", "A Park"), districts=["310104"])
    leader = signed_in(cast.leader_user)
    url = f"/matches/{cast.project.id}"
    assert leader.post(f"{url}/profiling", data={"profiling": "no"}).status_code == 303
    assert session.query(Recommendation).count() == 0
    page = text_of(leader.get(url))
    assert page.index("甲园") < page.index(cast.park.name.zh)  # by district
    assert "ring-figure" not in page
    assert (
        signed_in(cast.stranger_user).post(f"{url}/profiling", data={"profiling": "yes"}).status_code == 404
    )


def test_without_consent_the_page_says_so(signed_in: SignedIn, session: Session, cast: Any) -> None:
    cast.project.consent_matching = False
    assert "尚未同意" in text_of(signed_in(cast.leader_user).get(f"/matches/{cast.project.id}"))


@pytest.mark.parametrize("side", ["investor", "mentor", "park"])
def test_owners_see_the_winners_that_fit_but_nobody_elses(signed_in: SignedIn, cast: Any, side: str) -> None:
    owner = signed_in(getattr(cast, "base_user" if side == "park" else f"{side}_user"))
    profile = getattr(cast, side)
    assert owner.get("/candidates").headers["Location"].endswith(str(profile.id))
    page = text_of(owner.get(f"/candidates/{profile.id}"))
    assert "澜芯" in page
    assert cast.leader_user.email not in page
    other = cast.mentor if side == "investor" else cast.investor
    assert owner.get(f"/candidates/{other.id}").status_code == 404


def test_a_winner_reads_a_profile_but_not_who_else_fits_it(signed_in: SignedIn, cast: Any) -> None:
    leader = signed_in(cast.leader_user)
    assert "海屿资本" in text_of(leader.get(f"/matching/profiles/{cast.investor.id}"))
    assert leader.get(f"/candidates/{cast.investor.id}").status_code == 403
    assert leader.get(f"/matching/profiles/{cast.investor.id}/edit").status_code == 403
    assert signed_in(cast.stranger_user).get(f"/matching/profiles/{cast.investor.id}").status_code == 404


def test_an_owner_edits_their_profile_and_errors_stand_beside_their_fields(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    owner = signed_in(cast.investor_user)
    url = f"/matching/profiles/{cast.investor.id}/edit"
    assert "单笔投资下限" in text_of(owner.get(url))
    typed = {"name_zh": "新名", "version": "1", "ticket_low_cents": "500", "ticket_high_cents": "300"}
    refused = owner.post(url, data=typed)
    assert refused.status_code == 422
    assert "投资下限高于上限" in refused.text
    assert 'value="新名"' in refused.text
    assert (
        owner.post(
            url, data={**typed, "ticket_high_cents": "3000", "industries": "芯片，存储;EDA"}
        ).status_code
        == 303
    )
    saved = session.get_one(MatchProfile, cast.investor.id)
    assert (saved.ticket_low_cents, saved.industries) == (500_000_000, ["芯片", "存储", "EDA"])
    assert owner.post(url, data=typed | {"ticket_high_cents": "3000"}).status_code == 422  # a stale version


def test_owners_make_confirm_and_rest_their_profiles(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    mentor = factories.a_user(Role.MENTOR, name="导师新")
    browser = signed_in(mentor)
    assert 'value="导师新"' in text_of(browser.get("/matching/profiles/new/mentor"))
    made = browser.post(
        "/matching/profiles/new/mentor", data={"name_zh": "导师新", "mentor_kind": "scientist"}
    )
    profile = session.query(MatchProfile).filter_by(user_id=mentor.id).one()
    assert made.headers["Location"].endswith(str(profile.id))
    assert browser.post("/matching/profiles/new/mentor", data={"name_zh": "又一个"}).status_code == 422
    assert browser.post(f"/matching/profiles/{profile.id}/active", data={"active": "no"}).status_code == 303
    assert not session.get_one(MatchProfile, profile.id).active
    assert browser.get("/matching/profiles/new/investor").status_code == 404
    stranger = signed_in(cast.investor_user)
    assert stranger.post(f"/matching/profiles/{profile.id}/confirm").status_code == 403


def test_a_base_is_asked_to_offer_itself_and_does(signed_in: SignedIn, session: Session) -> None:
    user = factories.a_user()
    base = factories.a_base(user)
    browser = signed_in(user)
    assert f"/matching/profiles/offer/{base.id}" in text_of(browser.get("/matching/profiles"))
    assert browser.post(f"/matching/profiles/offer/{base.id}").status_code == 303
    assert session.query(MatchProfile).filter_by(base_id=base.id).count() == 1
    other = factories.a_base()
    assert browser.post(f"/matching/profiles/offer/{other.id}").status_code == 403


def test_the_office_sees_coverage_and_asks_for_a_run(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    office = signed_in(cast.organiser_user)
    assert "1 / 1" in text_of(office.get("/office/matching"))
    assert office.post(f"/office/matching/{cast.season.id}/run").status_code == 303
    assert session.query(MatchRun).count() == 1
    page = text_of(office.get(f"/office/matching/{cast.season.id}/runs"))
    assert "hx-trigger" in page
    assert "等待后台处理" in page
    auditor = signed_in(cast.auditor_user)
    text_of(auditor.get("/office/matching"))
    assert auditor.post(f"/office/matching/{cast.season.id}/run").status_code == 403
    assert signed_in(cast.stranger_user).get("/office/matching").status_code == 403


def test_an_introduction_is_asked_for_answered_and_opened_on_pages(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    leader, investor = signed_in(cast.leader_user), signed_in(cast.investor_user)
    pair = {"project_id": str(cast.project.id), "profile_id": str(cast.investor.id)}
    text_of(leader.get("/introductions/new", query_string=pair))
    asked = leader.post("/introductions", data={**pair, "message": "希望交流"})
    made = session.query(Introduction).one()
    assert asked.headers["Location"].endswith(f"/introductions/{made.id}")
    assert f'id="introduction-{cast.project.id}-{cast.investor.id}"' in text_of(
        leader.get("/introductions/states", query_string={"project_id": pair["project_id"]})
    )
    assert leader.get("/introductions/new", query_string=pair).status_code == 303
    page = text_of(investor.get(f"/introductions/{made.id}"))
    assert "希望交流" in page
    assert cast.leader_user.email not in page
    assert "1" in text_of(investor.get("/desk/introductions"))
    assert investor.post(f"/introductions/{made.id}/decline", data={"reason": "weather"}).status_code == 422
    assert investor.post(f"/introductions/{made.id}/accept").status_code == 303
    assert cast.leader_user.email in text_of(investor.get(f"/introductions/{made.id}"))
    assert cast.investor_user.email in text_of(english(leader).get(f"/introductions/{made.id}"))
    auditor = text_of(signed_in(cast.auditor_user).get(f"/introductions/{made.id}"))
    assert cast.leader_user.email not in auditor
    assert signed_in(cast.stranger_user).get(f"/introductions/{made.id}").status_code == 404


def test_whoever_may_not_ask_learns_nothing_of_a_project(signed_in: SignedIn, cast: Any) -> None:
    hidden = factories.a_winner(cast.season, consent_matching=False)
    pair = {"project_id": str(hidden.id), "profile_id": str(cast.investor.id)}
    investor = signed_in(cast.investor_user)
    assert investor.get("/introductions/new", query_string=pair).status_code == 404
    assert investor.post("/introductions", data=pair).status_code == 404
    assert investor.get("/introductions/new").status_code == 404


@pytest.mark.parametrize(
    ("path", "user"),
    [
        ("/desk/matches", "leader_user"),
        ("/desk/candidates", "mentor_user"),
        ("/office/matching/panel", "organiser_user"),
        ("/desk/introductions", "stranger_user"),
        ("/introductions", "stranger_user"),
        ("/matching/profiles", "base_user"),
        ("/matching/profiles?kind=park", "organiser_user"),
    ],
)
def test_panels_and_lists_answer_in_both_languages(
    signed_in: SignedIn, cast: Any, path: str, user: str
) -> None:
    browser = signed_in(getattr(cast, user))
    text_of(browser.get(path))
    page = text_of(english(browser).get(path))
    assert not re.search(
        r"[\u4e00-\u9fff]", re.sub(r"(?s)<(nav|header|title).*?</\1>|测试\w+|中文", "", page)
    )


def test_pages_take_the_same_number_of_statements_for_more_rows(
    signed_in: SignedIn, session: Session, cast: Any, count_queries: Callable[..., int]
) -> None:
    leader, investor = signed_in(cast.leader_user), signed_in(cast.investor_user)
    pages = [
        (leader, f"/matches/{cast.project.id}?kind=investor"),
        (investor, f"/candidates/{cast.investor.id}"),
        (investor, f"/candidates/{cast.investor.id}/all"),
        (investor, f"/candidates/{cast.investor.id}/all?q=Lanxin"),
        (leader, "/introductions"),
        (leader, f"/introductions/states?project_id={cast.project.id}"),
        (leader, "/parks"),
        (investor, "/matching/profiles"),
    ]

    def counts() -> list[int]:
        return [count_queries(lambda b=browser, u=url: text_of(b.get(u))) for browser, url in pages]

    def more(number: int) -> None:
        profile = factories.a_profile(organisation_id=cast.investor.organisation_id)
        factories.a_recommendation(cast.project, profile, rank=number)
        factories.a_recommendation(factories.a_winner(cast.season), cast.investor)
        factories.a_profile(ProfileKind.PARK)
        factories.an_introduction(cast.project, profile)
        session.commit()

    more(2)
    before = counts()
    more(3)
    more(4)
    assert counts() == before


def test_the_api_lists_recommendations_in_the_asked_language(
    client: FlaskClient, bearer: Any, cast: Any
) -> None:
    headers = bearer(cast.leader_user)
    answer = client.get("/api/v1/matching/recommendations?kind=investor", headers={**headers, **EN})
    found = answer.get_json()
    assert (answer.status_code, found["next"], len(found["items"])) == (200, None, 1)
    item = found["items"][0]
    assert item["reason"] == "Met: track; the descriptions are close in meaning."
    assert [(c["code"], c["state"]) for c in item["criteria"]] == [
        ("track", "satisfied"),
        ("language", "unknown"),
    ]
    zh = client.get("/api/v1/matching/recommendations?kind=investor", headers={**headers, **ZH}).get_json()
    assert zh["items"][0]["reason"] == "符合：赛道；双方介绍的内容相近。"
    assert len(client.get("/api/v1/matching/recommendations", headers=headers).get_json()["items"]) == 3
    stranger = client.get("/api/v1/matching/recommendations", headers=bearer(cast.stranger_user))
    assert stranger.get_json() == {"items": [], "next": None}
    assert client.get("/api/v1/matching/recommendations?kind=castle", headers=headers).status_code == 422
    assert client.get("/api/v1/matching/recommendations").status_code == 401


def test_the_api_introduces_two_sides(client: FlaskClient, bearer: Any, cast: Any) -> None:
    leader, investor, stranger = (
        bearer(u) for u in (cast.leader_user, cast.investor_user, cast.stranger_user)
    )
    pair = {"project_id": str(cast.project.id), "profile_id": str(cast.investor.id)}
    asked = client.post("/api/v1/introductions", json=pair, headers=leader)
    assert (asked.status_code, asked.get_json()["state"]) == (201, "asked")
    again = client.post("/api/v1/introductions", json=pair, headers=leader)
    assert (again.status_code, again.get_json()["code"]) == (409, "introduction_exists")
    url = f"/api/v1/introductions/{asked.get_json()['id']}"
    assert client.post(f"{url}/accept", headers=leader).status_code == 403
    assert client.post(f"{url}/accept", headers=stranger).status_code == 404
    accepted = client.post(f"{url}/accept", headers=investor)
    assert accepted.get_json()["state"] == "open"
    assert accepted.get_json()["project_contact"]["email"] == cast.leader_user.email
    late = client.post(f"{url}/decline", json={"reason": "not_now"}, headers=investor)
    assert (late.status_code, late.get_json()["code"]) == (409, "introduction_state")
    listed = client.get("/api/v1/introductions", headers=leader).get_json()
    assert [item["state"] for item in listed["items"]] == ["open"]


def test_an_api_asker_declines_with_a_reason(client: FlaskClient, bearer: Any, cast: Any) -> None:
    pair = {"project_id": str(cast.project.id), "profile_id": str(cast.mentor.id)}
    asked = client.post("/api/v1/introductions", json=pair, headers=bearer(cast.mentor_user)).get_json()
    declined = client.post(
        f"/api/v1/introductions/{asked['id']}/decline",
        json={"reason": "conflict"},
        headers=bearer(cast.leader_user),
    )
    assert (declined.status_code, declined.get_json()["state"]) == (200, "declined")


def test_a_firm_applies_to_the_alliance_and_the_office_decides(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    firm, url = signed_in(cast.investor_user), f"/alliance/{cast.investor.id}"
    answer = firm.post(f"{url}/apply", data={"reason": "参与对接", "record": "", "link": "ftp://x"})
    assert answer.status_code == 422
    assert "参与对接" in answer.text  # nothing typed is lost
    said = {"reason": "参与对接", "record": "两支基金", "link": "https://example.com"}
    assert firm.post(f"{url}/apply", data=said).status_code == 303
    assert "申请审核中" in text_of(firm.get(url))
    office = signed_in(cast.organiser_user)
    assert cast.investor.name.zh in text_of(office.get("/alliance"))
    assert "1" in text_of(office.get("/desk/alliance"))
    assert office.post(f"{url}/decide", data={"move": "refuse", "reason": ""}).status_code == 422
    assert office.post(f"{url}/decide", data={"move": "approve"}).status_code == 303
    assert "联盟成员" in text_of(firm.get(f"/matching/profiles/{cast.investor.id}"))
    leader = signed_in(cast.leader_user)
    assert "联盟成员" in text_of(leader.get(f"/matches/{cast.project.id}?kind=investor"))
    assert "联盟成员" in text_of(leader.get(f"/matching/profiles/{cast.investor.id}"))
    # Why a firm was refused or suspended is between it and the office.
    for stranger in (cast.leader_user, cast.stranger_user, cast.mentor_user):
        assert signed_in(stranger).get(url).status_code in {403, 404}


def test_the_counterpart_reads_how_current_a_profile_is(
    signed_in: SignedIn, session: Session, cast: Any
) -> None:
    cast.investor.confirmed_at = datetime.now(UTC) - timedelta(days=21)
    cast.mentor.confirmed_at = datetime.now(UTC) - timedelta(days=400)
    session.flush()
    leader = signed_in(cast.leader_user)
    assert "3周前确认" in text_of(leader.get(f"/matches/{cast.project.id}?kind=investor"))
    assert "半年以上未确认" in text_of(leader.get(f"/matching/profiles/{cast.mentor.id}"))
    mentor = signed_in(cast.mentor_user)
    assert "确认内容无变化" in text_of(mentor.get("/matching/profiles"))
    assert mentor.post(f"/matching/profiles/{cast.mentor.id}/confirm").status_code == 303
    assert "今日确认" in text_of(leader.get(f"/matches/{cast.project.id}?kind=mentor"))
