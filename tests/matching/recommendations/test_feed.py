"""The feed of winners: who is in it, what narrows it, and how it is searched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.embeddings.search import Question
from contest.kernel.columns import LocalizedText
from contest.projects.domain import Financing
from contest.seasons.domain import GrowthStage
from matching.profiles.domain import ProfileKind
from matching.recommendations.models import MatchChoice
from matching.recommendations.queries import FeedFilter, feed
from matching.retrieval import queries, services
from tests import factories

SignedIn = Callable[[Any], FlaskClient]
ENCODER = factories.BagOfWords()


def found(profile: Any, **wanted: Any) -> list[str]:
    return [item.project.name.zh for item in feed(profile.id, FeedFilter(**wanted))]


def named(season: Any, name: str, **more: Any) -> Any:
    return factories.a_winner(season, name=LocalizedText(name, ""), **more)


@pytest.fixture
def season(session: Session) -> Any:
    return factories.a_season()


def test_it_holds_winners_with_consent_and_those_recommended_come_first(
    session: Session, season: Any
) -> None:
    first, second = named(season, "甲芯"), named(season, "乙芯")
    named(season, "未同意", consent_matching=False)
    named(season, "未公布", public=False)
    without = named(season, "不画像")
    session.add(MatchChoice(project_id=without.id, profiling=False))
    factories.a_project(season, submitted=True)
    profile = factories.a_profile()
    factories.a_recommendation(second, profile)
    session.flush()
    assert found(profile) == ["乙芯", "甲芯"]
    assert [item.percent for item in feed(profile.id, FeedFilter())] == [80, None]
    assert first.id


def test_every_filter_narrows_it(session: Session, season: Any) -> None:
    profile = factories.a_profile()
    named(
        season,
        "甲芯",
        growth_stage=GrowthStage.SEED,
        financing=Financing.ANGEL,
        district="310115",
        needs=["FIN"],
        amount_sought_cents=500_000_000,
    )
    named(season, "乙芯", growth_stage=None, district="310110", amount_sought_cents=900_000_000)
    assert found(profile, stage="seed") == ["甲芯"]
    assert found(profile, financing="angel") == ["甲芯"]
    assert found(profile, district="310110") == ["乙芯"]
    assert found(profile, need="FIN") == ["甲芯"]
    assert found(profile, most_cents=600_000_000) == ["甲芯"]
    assert found(profile, track="nowhere") == []
    assert len(found(profile, track="life_health")) == len(found(profile))


def test_it_is_searched_by_words_by_meaning_and_as_written_under_the_filters(
    session: Session, season: Any
) -> None:
    profile = factories.a_profile()
    chip = named(season, "澜芯", intro=LocalizedText("存算一体芯片", "compute in memory"), district="310115")
    gene = named(season, "远帆", intro=LocalizedText("基因治疗", "gene therapy"), district="310110")
    fresh = [found(profile, question=factories.asked(words)) for words in ("存算一体", "gene therapy")]
    assert fresh == [["澜芯"], ["远帆"]]  # as written, before any worker came by
    services.refresh_words()
    services.refresh(encoder=ENCODER)
    assert found(profile, question=factories.asked("芯片 存算")) == ["澜芯"]
    asked = factories.asked("therapy for genes gene", encoder=ENCODER)
    assert found(profile, question=asked)[0] == "远帆"
    assert found(profile, question=asked, district="310115") == ["澜芯"]
    chip.consent_matching = False
    gene.consent_matching = False
    session.flush()
    assert found(profile, question=asked) == []


def test_what_a_plan_says_is_found_by_nobody(session: Session, season: Any) -> None:
    profile = factories.a_profile()
    factories.a_winner(
        season,
        name=LocalizedText("澜芯", ""),
        intro=LocalizedText("芯片", ""),
        company_name=LocalizedText("机密公司", ""),
    )
    services.refresh_words()
    assert found(profile, question=factories.asked("机密公司")) == []


def test_what_a_plan_says_changes_no_order_of_a_search(session: Session, season: Any) -> None:
    profile = factories.a_profile()
    crops = named(season, "禾田", intro=LocalizedText("卫星看农田，指导灌溉", ""))
    chips = named(season, "澜芯", intro=LocalizedText("低功耗芯片", ""))
    genes = named(season, "远帆", intro=LocalizedText("基因治疗", ""))
    asked = factories.asked("卫星 遥感 灌溉", encoder=ENCODER)

    def order() -> list[str]:
        services.refresh_words()
        services.refresh(encoder=ENCODER)
        return found(profile, question=asked)

    def alike(winner: Any) -> float:
        meaning = queries.Meaning(ENCODER.model_name, [winner.id])
        return meaning.profiles(winner.id, [reader.id], 1)[0].similarity

    reader = factories.a_profile(text=LocalizedText("卫星遥感灌溉"))
    before = order()
    assert before[0] == "禾田"
    far = alike(genes)
    for winner in (genes, chips):
        factories.an_answer(winner, "solution", "卫星遥感灌溉。" * 3)
        factories.an_answer(winner, "technology", "卫星遥感灌溉。" * 90)
        factories.a_read_plan(winner, "卫星遥感灌溉")
    assert order() == before
    assert alike(genes) > far + 0.3  # the matcher reads it
    assert crops.id


def test_the_page_keeps_the_filter_says_when_meaning_is_away_and_what_to_do_when_empty(
    signed_in: SignedIn, session: Session, season: Any
) -> None:
    person = factories.a_user()
    profile = factories.a_profile(ProfileKind.INVESTOR, person)
    named(season, "澜芯", intro=LocalizedText("存算一体芯片", ""))
    browser = signed_in(person)
    url = f"/candidates/{profile.id}/all"
    page = browser.get(f"{url}?q=存算一体&stage=seed&amount=50", headers={"Accept-Language": "zh"}).text
    assert 'value="存算一体"' in page
    assert 'value="50"' in page
    assert "没有符合的项目" in page
    page = browser.get(f"{url}?q=存算一体", headers={"Accept-Language": "zh"}).text
    assert "澜芯" in page
    assert "introductions/new" in page
    assert "语义检索暂不可用" in page
    assert signed_in(factories.a_user()).get(url).status_code in {403, 404}


@pytest.mark.parametrize("typed", ["\ufdfa" * 1_000, "🧬" * 400, "\u202e)('|&", "' OR 1=1 --", "%" * 99])
def test_hostile_questions_are_answered(
    signed_in: SignedIn, session: Session, season: Any, typed: str
) -> None:
    person = factories.a_user()
    profile = factories.a_profile(ProfileKind.INVESTOR, person)
    named(season, typed[:100], intro=LocalizedText(typed, typed))
    services.refresh_words()
    services.refresh(encoder=ENCODER)
    browser = signed_in(person)
    answer = browser.get(f"/candidates/{profile.id}/all", query_string={"q": typed})
    assert answer.status_code == 200
    assert browser.get("/parks", query_string={"q": typed}).status_code == 200
    assert isinstance(factories.asked(typed), Question)
