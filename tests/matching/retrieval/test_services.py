"""Vectors follow the texts."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.embeddings.models import TextVector
from contest.kernel.columns import LocalizedText
from matching.profiles import services as profiles
from matching.profiles.domain import ProfileKind
from matching.retrieval import queries, services
from matching.retrieval.domain import PLAN, PROFILE, WINNER
from tests import factories

ENCODER = factories.BagOfWords()


def refresh() -> tuple[int, int]:
    done = services.refresh(encoder=ENCODER)
    return done.embedded, done.unchanged


def subjects(session: Session, kind: str) -> set[Any]:
    return set(session.execute(select(TextVector.subject_id).where(TextVector.kind == kind)).scalars())


def test_winners_profiles_and_companies_are_embedded_once_and_again_when_they_change(
    session: Session,
) -> None:
    winner = factories.a_winner(factories.a_season())
    investor = factories.a_profile()
    factories.a_deal(investor, "远帆生物", "细胞治疗")
    assert refresh() == (7, 0)  # a winner's public text and plan, a profile: two languages each; one company
    assert refresh() == (0, 7)
    winner.intro = LocalizedText("换了方向", winner.intro.en)
    investor.text = LocalizedText("换了方向", "")
    session.flush()
    assert refresh() == (3, 3)


def test_a_bounded_refresh_says_what_it_left_and_the_next_one_goes_on(session: Session) -> None:
    factories.a_winner(factories.a_season())
    factories.a_profile()
    outcomes = [services.refresh(encoder=ENCODER, limit=5) for _ in range(3)]
    assert [(done.embedded, done.unchanged, done.remaining) for done in outcomes] == [
        (5, 0, 1),
        (1, 5, 0),
        (0, 6, 0),
    ]


def test_only_public_consenting_winners_and_no_real_park_are_embedded(session: Session) -> None:
    season = factories.a_season()
    shown = factories.a_winner(season)
    factories.a_winner(season, public=False)
    factories.a_winner(season, consent_matching=False)
    factories.a_project(season, submitted=True)
    profiles.load_reference_parks()
    refresh()
    assert subjects(session, WINNER) == subjects(session, PLAN) == {shown.id}
    assert subjects(session, PROFILE) == set()


def test_a_consent_taken_back_takes_the_vectors_along(session: Session) -> None:
    winner = factories.a_winner(factories.a_season())
    refresh()
    winner.consent_matching = False
    session.flush()
    refresh()
    assert subjects(session, WINNER) == subjects(session, PLAN) == set()


def test_the_nearest_share_meaning_in_either_language(session: Session) -> None:
    winner = factories.a_winner(
        factories.a_season(), intro=LocalizedText("低功耗存算芯片", "low power chips")
    )
    english = factories.a_profile(text=LocalizedText("", "investor in low power chips"))
    chinese = factories.a_profile(text=LocalizedText("投资低功耗存算芯片"))
    other = factories.a_profile(text=LocalizedText("连锁咖啡与餐饮"))
    refresh()
    meaning = queries.Meaning(ENCODER.model_name, [winner.id])
    found = meaning.profiles(winner.id, [english.id, chinese.id, other.id], 10)
    assert {near.subject_id for near in found[:2]} == {english.id, chinese.id}
    assert found[2].subject_id == other.id
    assert [near.subject_id for near in meaning.profiles(winner.id, [other.id], 10)] == [other.id]


def parts(session: Session, kind: str) -> dict[str, Any]:
    rows = session.execute(
        select(TextVector.part, TextVector.updated_at, TextVector.content_hash).where(TextVector.kind == kind)
    )
    return {row.part: row.content_hash for row in rows}


def test_a_long_answer_and_a_plan_that_was_read_are_embedded_in_passages_for_the_matcher_alone(
    session: Session,
) -> None:
    winner = factories.a_winner(factories.a_season())
    long = "\n".join(f"第{number}段谈低功耗存算芯片的工艺与封装。" * 12 for number in range(6))
    answer = factories.an_answer(winner, "technology", long)
    factories.a_read_plan(winner, "我们向农户提供卫星遥感与灌溉服务。", "财务预测见附表。")
    refresh()
    assert set(parts(session, WINNER)) == {"zh", "en"}
    first = parts(session, PLAN)
    assert {"zh", "en"} < set(first)
    assert len(first) > 4
    about = factories.a_profile(text=LocalizedText("卫星遥感与农户灌溉"))
    other = factories.a_profile(text=LocalizedText("连锁咖啡与餐饮"))
    refresh()
    meaning = queries.Meaning(ENCODER.model_name, [winner.id])
    near = meaning.profiles(winner.id, [about.id, other.id], 10)
    assert [one.subject_id for one in near] == [about.id, other.id]
    assert near[0].public is not None
    assert near[0].public < near[0].similarity

    answer.value = LocalizedText("新的一段。" * 60 + "\n" + long)
    session.flush()
    changed = refresh()[0]
    assert 1 < changed < len(first)  # the lead of one language, what is new, and what it moved
    answer.value = LocalizedText("短了", "")
    session.flush()
    refresh()
    assert len(parts(session, PLAN)) == 3  # two leads, one passage of the file


def test_words_serve_while_nothing_is_embedded(session: Session) -> None:
    winner = factories.a_winner(factories.a_season(), intro=LocalizedText("低功耗存算芯片"))
    like = factories.a_profile(text=LocalizedText("投资低功耗存算芯片"))
    other = factories.a_profile(text=LocalizedText("连锁咖啡与餐饮"))
    assert queries.find_model() is None
    found = queries.Words([winner.id]).profiles(winner.id, [like.id, other.id], 10)
    assert [near.subject_id for near in found] == [like.id]


@pytest.mark.parametrize("state", ["inactive", "full", "delisted", "reference"])
def test_whoever_cannot_take_a_winner_is_not_eligible(session: Session, state: str) -> None:
    user = factories.a_user()
    base = factories.a_base(user)
    park = factories.a_profile(ProfileKind.PARK, base_id=base.id)
    free = factories.a_profile(ProfileKind.PARK, capacity=1)
    if state == "inactive":
        park.active = False
    elif state == "full":
        park.capacity = 0
    elif state == "delisted":
        from contest.bases.domain import TitleState
        from contest.bases.models import BaseTitle

        session.execute(select(BaseTitle)).scalar_one().state = TitleState.DELISTED
    else:
        session.delete(park)
        profiles.load_reference_parks()
    session.flush()
    found = session.execute(queries.eligible(ProfileKind.PARK)).scalars().all()
    assert [profile.id for profile in found] == [free.id]


class Newer(factories.BagOfWords):
    model_name = "newer"


def test_a_new_model_takes_over_winners_profiles_and_companies_at_once(session: Session) -> None:
    factories.a_winner(factories.a_season())
    factories.a_deal(factories.a_profile(), "远帆生物", "细胞治疗")
    services.refresh(encoder=ENCODER)
    old, serving = ENCODER.model_name, []
    for _ in range(3):
        services.refresh(encoder=Newer(), limit=3)
        serving.append((queries.find_model(), queries.changeover()))
    assert [model for model, _ in serving] == [old, old, "newer"]
    steps = [(step.done, step.total) if step else None for _, step in serving]
    assert steps == [(3, 7), (6, 7), None]
    assert set(session.execute(select(TextVector.model)).scalars()) == {"newer"}
