"""A model learned from the database's own deals: adopted after a backtest, used by runs, taken out again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.kernel import clock
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden
from contest.organisations.domain import OrganisationKind
from contest.permissions import Role
from matching.evaluation import services
from matching.evaluation.services import Verdict
from matching.introductions.domain import DeclineReason, IntroductionState, Side
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.services import CompanyRow, DealRow, upsert_deals
from matching.ranking import queries
from matching.ranking.domain import ranker
from matching.ranking.domain.states import ModelState
from matching.ranking.models import MatchModel
from matching.recommendations.models import Recommendation
from matching.recommendations.queries import is_due
from matching.recommendations.services import run
from matching.retrieval import services as retrieval
from tests import factories
from tests.factories.matching import an_open_introduction
from tests.matching.ranking import deals as made

ActorOf = Callable[..., Actor]
ENCODER = factories.BagOfWords()


@pytest.fixture
def market(session: Session) -> dict[str, MatchProfile]:
    """The made-up deals as profiles, companies and deals; nobody wrote a thesis."""
    _, deals = made.facts()
    names = sorted({str(deal.investor) for deal in deals})
    found = {
        name: factories.a_profile(
            text=LocalizedText(), name=LocalizedText(name), external_id=name, track_codes=[], financings=[]
        )
        for name in names
    }
    companies, _ = made.facts()
    by_key = {one.key: one for one in companies}
    rows = []
    for number, deal in enumerate(deals):
        company = by_key[deal.company]
        row = CompanyRow(
            company.name, text=company.text, industries=(company.industries,), region=company.region
        )
        rows.append(
            DealRow(
                str(deal.investor), row, closed_on=date.fromordinal(deal.day), external_id=f"deal-{number}"
            )
        )
    upsert_deals(actor=SYSTEM, rows=rows)
    retrieval.refresh(encoder=ENCODER)
    return found


def test_a_model_that_beats_popularity_ranks_and_says_how_well(session: Session, market: Any) -> None:
    found = services.learn(actor=SYSTEM)
    assert found.verdict is Verdict.ADOPTED
    assert found.model is not None
    assert found.model.state is ModelState.ACTIVE
    assert found.model.metrics["gain"]["mean"] > 0
    assert found.model.metrics["ndcg@10"] > found.model.metrics["baselines"]["popularity"]["ndcg@10"]
    assert found.model.weights["learned"]
    assert queries.find_active() is found.model
    assert queries.history()[0].data_hash == found.model.data_hash


def test_the_same_deals_are_not_learned_twice(session: Session, market: Any) -> None:
    first = services.learn(actor=SYSTEM)
    again = services.learn(actor=SYSTEM)
    assert (again.verdict, again.model) == (Verdict.UNCHANGED, first.model)


def test_few_deals_leave_the_rules_in_place(session: Session) -> None:
    investor = factories.a_profile()
    factories.a_deal(investor, "甲", day=date(2020, 1, 1))
    factories.a_deal(investor, "乙", day=date(2021, 1, 1))
    assert services.learn(actor=SYSTEM).verdict is Verdict.TOO_LITTLE
    assert queries.find_active() is None


def test_a_model_that_does_not_win_does_not_rank(
    session: Session, market: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    scores = ranker.scores
    monkeypatch.setattr(ranker, "scores", lambda *args, **kwargs: -scores(*args, **kwargs))
    found = services.learn(actor=SYSTEM)
    assert found.verdict is Verdict.LOST
    assert queries.find_active() is None
    assert [model.state for model in queries.history()] == [ModelState.REJECTED]


def test_a_new_model_has_to_beat_the_one_in_use_and_can_be_taken_out_again(
    session: Session, market: dict[str, MatchProfile]
) -> None:
    first = services.learn(actor=SYSTEM).model
    assert first is not None
    worse = {**first.weights, "weights": {name: -value for name, value in first.weights["weights"].items()}}
    first.weights = worse
    factories.a_deal(market["ci0"], "新公司", day=date(2020, 1, 5))
    second = services.learn(actor=SYSTEM)
    assert second.verdict is Verdict.ADOPTED
    assert second.model is not None
    assert (second.model.opponent.value, first.state) == ("current", ModelState.RETIRED)
    assert services.roll_back(actor=SYSTEM) is first
    assert (first.state, second.model.state) == (ModelState.ACTIVE, ModelState.WITHDRAWN)
    # The data have not changed since, so what was taken out does not come back by itself.
    assert services.learn(actor=SYSTEM).verdict is Verdict.UNCHANGED
    assert services.roll_back(actor=SYSTEM) is None
    with pytest.raises(services.NoModel):
        services.roll_back(actor=SYSTEM)


def order_for(session: Session, season: Any, winner: Any) -> list[UUID]:
    run(actor=SYSTEM, season_id=season.id, kinds=[ProfileKind.INVESTOR], top=60)
    query = select(Recommendation.profile_id).where(Recommendation.project_id == winner.id)
    return list(session.execute(query.order_by(Recommendation.rank)).scalars())


def mean_place(wanted: set[UUID], order: list[UUID]) -> float:
    places = [place for place, one in enumerate(order) if one in wanted]
    return sum(places) / len(places)


def test_a_run_ranks_by_the_model_in_use_and_a_broken_ranker_is_seen(
    session: Session, market: dict[str, MatchProfile], monkeypatch: pytest.MonkeyPatch
) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, intro=LocalizedText("", "We work on fintech in Shanghai, line 3."))
    retrieval.refresh(encoder=ENCODER)
    services.learn(actor=SYSTEM)
    # Investors of number 0, 6, 12 … keep to fintech.
    fintech = {market[f"ci{number}"].id for number in range(0, 36, 6) if f"ci{number}" in market}
    whole = order_for(session, season, winner)
    assert len(fintech & set(whole[:8])) >= 4
    scores = ranker.scores
    monkeypatch.setattr(ranker, "scores", lambda *args, **kwargs: -scores(*args, **kwargs))
    broken = order_for(session, season, winner)
    assert mean_place(fintech, whole) + 5 < mean_place(fintech, broken)


def test_without_a_model_the_rules_rank(
    session: Session, market: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, intro=LocalizedText("", "We work on fintech in Shanghai, line 3."))
    retrieval.refresh(encoder=ENCODER)

    def asked(*_args: Any, **_more: Any) -> None:
        raise AssertionError("a model was asked")

    monkeypatch.setattr(ranker, "scores", asked)
    assert order_for(session, season, winner)


def test_who_is_in_the_company_already_is_ranked_for_nobody_of_it(
    session: Session, market: dict[str, MatchProfile]
) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, name=LocalizedText("Company 0", "Company 0"))
    retrieval.refresh(encoder=ENCODER)
    services.learn(actor=SYSTEM)
    _, deals = made.facts()
    inside = {market[str(deal.investor)].id for deal in deals if deal.company == "c0"}
    assert inside
    assert not inside & set(order_for(session, season, winner))


def test_a_decision_about_the_model_makes_the_lists_due(session: Session, market: Any) -> None:
    season = factories.a_season()
    factories.a_winner(season)
    retrieval.refresh(encoder=ENCODER)
    run(actor=SYSTEM, season_id=season.id)
    assert not is_due(season.id)
    found = services.learn(actor=SYSTEM).model
    assert found is not None
    found.decided_at = clock.now()
    session.flush()
    assert is_due(season.id)


def test_an_answer_makes_the_lists_due(session: Session, market: Any) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, factories.a_team(factories.a_user()))
    retrieval.refresh(encoder=ENCODER)
    run(actor=SYSTEM, season_id=season.id)
    made = an_open_introduction(winner, factories.a_profile(ProfileKind.INVESTOR, factories.a_user()))
    run(actor=SYSTEM, season_id=season.id)
    assert not is_due(season.id)
    made.answered_at = clock.now()
    session.flush()
    assert is_due(season.id)


def test_a_no_for_the_field_moves_an_investor_down_for_projects_like_it(
    session: Session, market: dict[str, MatchProfile]
) -> None:
    services.learn(actor=SYSTEM)
    season, earlier = factories.a_season(), factories.a_season()
    intro = LocalizedText("", "We work on fintech in Shanghai, line 3.")
    winner = factories.a_winner(season, intro=intro)
    before = factories.a_winner(earlier, factories.a_team(factories.a_user()), intro=intro)
    retrieval.refresh(encoder=ENCODER)
    whole = order_for(session, season, winner)
    investor = next(one for one in market.values() if one.id == whole[0])
    investor.organisation_id = factories.an_organisation(OrganisationKind.INVESTOR, factories.a_user()).id
    session.flush()
    said = an_open_introduction(before, investor)
    agreed = order_for(session, season, winner)
    said.state, said.declined_by = IntroductionState.DECLINED, Side.PROFILE
    said.decline_reason = DeclineReason.NOT_MY_FIELD
    session.flush()
    declined = order_for(session, season, winner)
    assert whole.index(investor.id) == agreed.index(investor.id) == 0
    assert declined.index(investor.id) > 0
    # The others stand as they did: it is the answer that is told apart, not that somebody was asked.
    assert [one for one in declined if one != investor.id] == [one for one in agreed if one != investor.id]


def test_only_the_organiser_learns_and_takes_out(session: Session, actor_of: ActorOf) -> None:
    officer = actor_of(factories.a_user(Role.AUDITOR))
    for refused in (services.request_learning, services.learn, services.roll_back):
        with pytest.raises(Forbidden):
            refused(actor=officer)


def test_the_office_reads_the_latest_evaluation(
    session: Session, market: Any, signed_in: Callable[[Any], FlaskClient]
) -> None:
    organiser = signed_in(factories.a_user(Role.ORGANISER))

    def page(language: str) -> str:
        with organiser.session_transaction() as cookie:
            cookie["locale"] = language
        return organiser.get("/office/matching/ranking").text

    assert "Nothing measured yet" in page("en")
    services.learn(actor=SYSTEM)
    model = session.execute(select(MatchModel)).scalar_one()
    for language, words in (("en", "Latest evaluation"), ("zh", "最近一次评测")):
        assert words in page(language)
        assert model.data_hash in page(language)
    picture = organiser.get(f"/office/matching/ranking/{model.id}.svg")
    assert picture.mimetype == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert organiser.post("/office/matching/ranking/learn").status_code == 303
    assert organiser.post("/office/matching/ranking/back").status_code == 303
    assert queries.find_active() is None
    assert organiser.post("/office/matching/ranking/back").status_code == 409
    assert organiser.get(f"/office/matching/ranking/{UUID(int=1)}.svg").status_code == 404
