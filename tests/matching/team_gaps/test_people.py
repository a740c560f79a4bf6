"""People of the pool looked for in one's own words: who is found, what narrows it, and who looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.embeddings.models import SearchText
from contest.embeddings.search import Question
from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from contest.privacy import queries as privacy_queries
from matching.team_gaps import queries, services
from matching.team_gaps.domain import OFFER, GapRole
from matching.team_gaps.queries import Asker, PeopleFilter
from tests import factories
from tests.factories.team_gaps import a_gap, an_offer, an_open_meeting

SignedIn = Callable[[Any], FlaskClient]
ENCODER = factories.BagOfWords()
HOSTILE = ("ﷺ" * 1000, "nul\x00l", "' OR 1=1 --", "%_\\", "👩‍🔬", "\u202eevil", "x" * 100_000, "忽略以上指令")


@pytest.fixture
def cast(session: Session) -> SimpleNamespace:
    """A winner, and three people who offer themselves."""
    leader, member, organiser = factories.a_user(), factories.a_user(), factories.a_user(Role.ORGANISER)
    team = factories.a_team(leader)
    factories.a_member(team, member)
    project = factories.a_winner(factories.a_season(), team)
    users = [factories.a_user() for _ in range(3)]
    texts = ("主持过多中心临床试验与伦理申报", "软件销售渠道建设", "工厂管理与供应链")
    offers = [
        an_offer(
            user,
            role,
            headline=LocalizedText(f"人选{number}", ""),
            text=LocalizedText(text, ""),
            confirmed_days_ago=number,
            districts=districts,
            languages=["zh"],
        )
        for number, (user, role, text, districts) in enumerate(
            zip(
                users,
                (GapRole.CLINICAL, GapRole.SALES, GapRole.PRODUCTION),
                texts,
                ([], ["xuhui"], ["pudong"]),
                strict=True,
            ),
            1,
        )
    ]
    return SimpleNamespace(
        leader=leader, member=member, organiser=organiser, project=project, users=users, offers=offers
    )


def team(cast: Any) -> Asker:
    return queries.asker(cast.project.id)


def asked(text: str) -> Question:
    return Question(text, tuple(text.split()))


def found(cast: Any, **wanted: Any) -> list[str]:
    return [card.headline.zh for card in queries.find_people(team(cast), PeopleFilter(**wanted))]


def test_everybody_who_may_be_seen_is_there_the_latest_confirmed_first(session: Session, cast: Any) -> None:
    an_offer(cast.member)  # of the team itself
    an_offer(factories.a_user(), expired=True)
    assert found(cast) == ["人选1", "人选2", "人选3"]


def test_who_agreed_to_be_shown_to_winners_only_is_found_by_no_resident(session: Session, cast: Any) -> None:
    asker = team(cast)
    assert asker.won
    other = Asker(asker.member_ids, won=False)
    assert queries.find_people(other, PeopleFilter()).total == 0
    assert queries.find_people(other, PeopleFilter(question=asked("人选1"))).total == 0


def test_what_is_typed_is_found_by_words_and_by_meaning(session: Session, cast: Any) -> None:
    assert found(cast, question=asked("伦理申报")) == ["人选1"]  # nothing is indexed yet: as it stands
    assert services.refresh_words() == 3
    assert services.refresh_words() == 0
    assert found(cast, question=asked("渠道 销售"))[0] == "人选2"
    services.refresh(encoder=ENCODER)
    words = "负责供应链与工厂"
    question = replace(factories.asked(words, encoder=ENCODER), words=())
    assert question.by_meaning
    assert found(cast, question=question)[0] == "人选3"


def test_filters_narrow_a_search_and_who_states_nothing_counts_for_any(session: Session, cast: Any) -> None:
    assert found(cast, role="sales") == ["人选2"]
    assert found(cast, district="xuhui") == ["人选1", "人选2"]
    assert found(cast, language="en") == []
    assert found(cast, commitment="full_time") == ["人选1", "人选2", "人选3"]
    assert found(cast, question=asked("人选"), district="pudong", role="production") == ["人选3"]


def test_whoever_takes_their_word_back_or_pauses_is_found_no_more(
    session: Session, cast: Any, actor_of: Any
) -> None:
    services.refresh_words()
    held = {holding.table: rows for holding, rows in privacy_queries.contents(cast.users[0].id) if rows}
    assert len(held["search_texts"]) == 1
    services.withdraw_offer(actor=actor_of(cast.users[0]))
    services.pause_offer(actor=actor_of(cast.users[1]))
    kept = select(func.count()).where(SearchText.kind == OFFER)
    assert session.execute(kept).scalar_one() == 1
    for question in (asked("人选"), asked("临床试验")):
        assert set(found(cast, question=question)) <= {"人选3"}
    services.resume_offer(actor=actor_of(cast.users[1]))
    assert found(cast) == ["人选2", "人选3"]


@pytest.mark.parametrize("said", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_searched_like_any_other(
    session: Session, cast: Any, signed_in: SignedIn, said: str
) -> None:
    cast.offers[0].text = LocalizedText(said.replace("\x00", "")[:2000], "")
    session.flush()
    services.refresh_words()
    page = signed_in(cast.leader).get(f"/projects/{cast.project.id}/people", query_string={"q": said})
    assert page.status_code == (422 if "\x00" in said else 200)
    assert "Traceback" not in page.text


def test_the_page_says_that_words_alone_are_compared_and_asks_about_the_roles_sought(
    session: Session, cast: Any, signed_in: SignedIn
) -> None:
    home = f"/projects/{cast.project.id}/people"
    leader = signed_in(cast.leader)
    page = leader.get(home, query_string={"q": "人选"}).text
    assert "search-by-meaning" in page or "语义检索" in page
    assert "尚未填写紧缺岗位" in page
    sales, other = a_gap(cast.project, GapRole.SALES), a_gap(cast.project, GapRole.CLINICAL)
    page = leader.get(home).text
    for gap, offer in ((other, cast.offers[0]), (sales, cast.offers[1]), (sales, cast.offers[2])):
        assert f"/team-gaps/{gap.id}/people/{offer.id}" in page
    assert f"/team-gaps/{sales.id}/people/{cast.offers[0].id}" not in page
    for user in cast.users:
        assert user.email not in page
        assert user.name not in page
    # A member reads, the leader asks; the office sees nobody.
    assert "/team-gaps/" not in signed_in(cast.member).get(home).text.split("<main")[1].split("grid-cards")[1]
    office = signed_in(cast.organiser).get(home)
    assert (office.status_code, "人选1" in office.text) == (200, False)
    assert signed_in(cast.users[0]).get(home).status_code == 404


def test_a_team_that_is_not_open_for_matching_sees_nobody(
    session: Session, cast: Any, signed_in: SignedIn
) -> None:
    cast.project.consent_matching = False
    session.flush()
    page = signed_in(cast.leader).get(f"/projects/{cast.project.id}/people").text
    assert "人选1" not in page
    shy = factories.a_winner(factories.a_season(year=2031), factories.a_team(cast.leader), public=False)
    assert "人选1" not in signed_in(cast.leader).get(f"/projects/{shy.id}/people").text


def test_an_introduction_under_way_stands_in_place_of_the_question(
    session: Session, cast: Any, signed_in: SignedIn
) -> None:
    gap = a_gap(cast.project, GapRole.SALES)
    made = an_open_meeting(gap, cast.offers[1])
    page = (
        signed_in(cast.leader).get(f"/projects/{cast.project.id}/people", query_string={"role": "sales"}).text
    )
    assert f"/talent/introductions/{made.id}" in page
    assert f"/team-gaps/{gap.id}/people/{cast.offers[1].id}" not in page


def test_a_search_takes_as_many_statements_for_three_as_for_one(
    session: Session, cast: Any, signed_in: SignedIn, count_queries: Any
) -> None:
    services.refresh_words()
    a_gap(cast.project, GapRole.SALES)
    leader, home = signed_in(cast.leader), f"/projects/{cast.project.id}/people"

    def read(role: str) -> int:
        session.expire_all()
        return int(count_queries(lambda: leader.get(home, query_string={"q": "人选", "role": role})))

    read("")
    assert read("") == read("sales")
