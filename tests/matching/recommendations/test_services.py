"""Runs: who is recommended to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from contest.embeddings.encoder import use_encoder
from contest.kernel import clock
from contest.kernel.access import SYSTEM, Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, NotFound
from contest.permissions import Role
from contest.projects.models import Project
from matching.profiles import services as profiles
from matching.profiles.domain import ProfileData, ProfileKind
from matching.recommendations import queries, services, tasks
from matching.recommendations.domain import RunState, quoted
from matching.recommendations.models import Recommendation
from matching.recommendations.queries import RecommendationFilter
from matching.retrieval import services as retrieval
from tests import factories

ActorOf = Callable[..., Actor]
ENCODER = factories.BagOfWords()


def run(season: Any, *kinds: ProfileKind) -> services.RunOutcome:
    retrieval.refresh(encoder=ENCODER)
    return services.run(actor=SYSTEM, season_id=season.id, kinds=kinds or tuple(ProfileKind))


def listed(session: Session, project: Project, kind: ProfileKind = ProfileKind.INVESTOR) -> list[Any]:
    query = (
        select(Recommendation)
        .where(Recommendation.project_id == project.id, Recommendation.kind == kind)
        .order_by(Recommendation.rank)
    )
    return list(session.execute(query).scalars())


def test_every_winner_gets_a_list_of_each_kind_best_first(session: Session) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, intro=LocalizedText("低功耗存算芯片"))
    best = factories.a_profile(text=LocalizedText("投资低功耗存算芯片"))
    worst = factories.a_profile(text=LocalizedText("连锁咖啡与餐饮"), track_codes=["green"])
    factories.a_profile(ProfileKind.MENTOR)
    outcome = run(season)
    assert (outcome.winners, outcome.recommendations, outcome.unmatched) == (1, 3, 1)  # no park there is
    found = listed(session, winner)
    assert [item.profile_id for item in found] == [best.id, worst.id]
    assert [item.rank for item in found] == [1, 2]
    assert found[0].score > found[1].score
    assert found[0].model == ENCODER.model_name
    assert {item["code"]: item["state"] for item in found[1].criteria}["track"] == "unmet"


def test_the_same_input_gives_the_same_lists(session: Session) -> None:
    season = factories.a_season()
    winners = [factories.a_winner(season) for _ in range(3)]
    for number in range(12):
        factories.a_profile(text=LocalizedText(f"说明{number % 4}"))

    def lists() -> list[Any]:
        run(season)
        return [[(i.profile_id, i.score) for i in listed(session, winner)] for winner in winners]

    first = lists()
    assert [len(found) for found in first] == [services.TOP] * 3
    assert lists() == first


def test_an_investor_is_found_by_what_it_invested_in_and_the_reason_names_the_deal(session: Session) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, intro=LocalizedText("低功耗存算芯片"), name=LocalizedText("澜芯"))
    silent = factories.a_profile(text=LocalizedText())
    factories.a_deal(silent, "算海科技", "低功耗存算芯片", day=clock.today() - timedelta(days=90))
    for number in range(12):
        other = factories.a_profile(text=LocalizedText())
        factories.a_deal(other, f"咖啡{number}", "连锁咖啡", day=clock.today() - timedelta(days=90))
    run(season, ProfileKind.INVESTOR)
    first = listed(session, winner)[0]
    assert first.profile_id == silent.id
    assert first.similarity is None  # it wrote nothing; its past speaks
    assert first.reason["deal"] == {"company": "算海科技", "year": (clock.today() - timedelta(days=90)).year}


def test_whoever_is_in_the_company_already_is_not_recommended(session: Session) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, name=LocalizedText("澜芯 科技"), external_id="c9")
    by_name, by_id, free = (factories.a_profile() for _ in range(3))
    factories.a_deal(by_name, "澜芯科技")
    profiles.upsert_investor(
        actor=SYSTEM, row=profiles.ProfileRow("x", ProfileData(name=LocalizedText("改名前")))
    )
    company = profiles.CompanyRow("旧名", "c9")
    profiles.upsert_deal(actor=SYSTEM, row=profiles.DealRow("x", company, year=2020))
    run(season, ProfileKind.INVESTOR)
    found = {item.profile_id for item in listed(session, winner)}
    assert found == {by_id.id, free.id}


def test_nobody_is_recommended_to_their_own_team(session: Session) -> None:
    season = factories.a_season()
    leader = factories.a_user(Role.MENTOR)
    winner = factories.a_winner(season, factories.a_team(leader))
    factories.a_profile(ProfileKind.MENTOR, leader)
    other = factories.a_profile(ProfileKind.MENTOR, factories.a_user(Role.MENTOR))
    run(season, ProfileKind.MENTOR)
    assert [item.profile_id for item in listed(session, winner, ProfileKind.MENTOR)] == [other.id]


def test_a_titled_base_comes_before_an_equal_park_without_title(session: Session) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season)
    same = {"text": LocalizedText("园区"), "capacity": 3}
    plain = factories.a_profile(ProfileKind.PARK, name=LocalizedText("甲"), **same)
    base = factories.a_profile(
        ProfileKind.PARK, name=LocalizedText("乙"), base_id=factories.a_base().id, **same
    )
    retrieval.refresh(encoder=ENCODER)
    base.track_codes, base.facilities, base.districts = plain.track_codes, [], []
    session.flush()
    services.run(actor=SYSTEM, season_id=season.id)
    found = listed(session, winner, ProfileKind.PARK)
    assert [item.profile_id for item in found] == [base.id, plain.id]


def test_without_vectors_words_decide(session: Session) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season, intro=LocalizedText("低功耗存算芯片"))
    factories.a_profile(text=LocalizedText("连锁咖啡与餐饮"))
    best = factories.a_profile(text=LocalizedText("投资低功耗存算芯片"))
    services.run(actor=SYSTEM, season_id=season.id)
    found = listed(session, winner)
    assert (found[0].profile_id, found[0].model) == (best.id, "lexical")


def test_a_run_of_one_kind_leaves_the_others(session: Session) -> None:
    season = factories.a_season()
    winner = factories.a_winner(season)
    factories.a_profile()
    factories.a_profile(ProfileKind.MENTOR)
    run(season)
    before = [item.id for item in listed(session, winner, ProfileKind.MENTOR)]
    run(season, ProfileKind.INVESTOR)
    assert [item.id for item in listed(session, winner, ProfileKind.MENTOR)] == before


def test_profiling_switched_off_removes_the_lists_and_a_run_makes_none(
    session: Session, actor_of: ActorOf
) -> None:
    season = factories.a_season()
    leader, member = factories.a_user(), factories.a_user()
    team = factories.a_team(leader)
    factories.a_member(team, member)
    winner = factories.a_winner(season, team)
    factories.a_profile()
    run(season)
    with pytest.raises(Forbidden):
        services.choose_profiling(actor=actor_of(member), project_id=winner.id, profiling=False)
    services.choose_profiling(actor=actor_of(leader), project_id=winner.id, profiling=False)
    assert listed(session, winner) == []
    assert run(season).winners == 0
    services.choose_profiling(actor=actor_of(leader), project_id=winner.id, profiling=True)
    assert run(season).winners == 1


def test_a_consent_taken_back_hides_the_lists_at_once(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    leader, owner = factories.a_user(), factories.a_user()
    winner = factories.a_winner(season, factories.a_team(leader))
    profile = factories.a_profile(ProfileKind.INVESTOR, owner)
    run(season)
    assert len(queries.list_for_project(actor_of(leader), winner.id, ProfileKind.INVESTOR)) == 1
    assert queries.list_for_profile(actor_of(owner), profile.id).total == 1
    winner.consent_matching = False
    session.flush()
    assert queries.list_for_project(actor_of(leader), winner.id, ProfileKind.INVESTOR) == []
    assert queries.list_for_profile(actor_of(owner), profile.id).total == 0


def test_each_side_sees_its_own_recommendations_only(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    leader, owner, stranger = (factories.a_user() for _ in range(3))
    mine = factories.a_recommendation(
        factories.a_winner(season, factories.a_team(leader)), factories.a_profile(ProfileKind.INVESTOR, owner)
    )
    factories.a_recommendation(factories.a_winner(season), factories.a_profile())

    def seen(user: Any) -> list[Any]:
        return [item.id for item in queries.list_recommendations(actor_of(user), RecommendationFilter())]

    assert (seen(leader), seen(owner), seen(stranger)) == ([mine.id], [mine.id], [])
    assert len(seen(factories.a_user(Role.AUDITOR))) == 2
    with pytest.raises(NotFound):
        queries.get_match_project(actor_of(stranger), mine.project_id)


def test_a_run_asked_for_twice_waits_once_and_is_done_by_the_job(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    factories.a_winner(season)
    factories.a_profile()
    organiser = actor_of(factories.a_user(Role.ORGANISER))
    first = services.request_run(actor=organiser, season_id=season.id)
    assert services.request_run(actor=organiser, season_id=season.id).id == first.id
    assert queries.overview(season.id).waiting is not None
    with use_encoder(ENCODER):
        tasks.run(season_id=str(season.id))
    found = queries.overview(season.id)
    assert found.waiting is None
    assert [(item.id, item.state, item.winners) for item in found.runs] == [(first.id, RunState.DONE, 1)]
    with pytest.raises(Forbidden):
        services.request_run(actor=actor_of(factories.a_user()), season_id=season.id)


def test_a_run_whose_job_failed_is_told_and_can_be_asked_for_again(
    session: Session, actor_of: ActorOf, signed_in: Any
) -> None:
    season = factories.a_season()
    factories.a_winner(season)
    office = factories.a_user(Role.ORGANISER)
    first = services.request_run(actor=actor_of(office), season_id=season.id)
    failing = text(
        "UPDATE procrastinate_jobs SET status = 'failed', attempts = 4 WHERE args ->> 'season_id' = :season"
    )
    session.execute(failing, {"season": str(season.id)})
    found = queries.overview(season.id)
    assert (found.waiting, found.runs[0].gave_up, found.runs[0].attempts) == (None, True, 4)
    browser = signed_in(office)
    browser.post("/language", data={"locale": "en"})
    page = browser.get(f"/office/matching?season={season.slug}").text
    assert "tried it 4 times" in page
    assert "Run again" in page
    again = services.request_run(actor=actor_of(office), season_id=season.id)
    assert again.id == first.id  # the same wish, with a new job
    assert queries.overview(season.id).waiting is not None
    assert "Run again" not in browser.get(f"/office/matching?season={season.slug}").text


def test_a_long_refresh_goes_on_in_further_jobs_before_the_lists_are_made(
    session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    season = factories.a_season()
    factories.a_winner(season)
    factories.a_profile()
    monkeypatch.setattr(tasks, "TEXTS_AT_ONCE", 3)
    waiting = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'matching.refresh'")
    before = session.execute(waiting).scalar_one()
    with use_encoder(ENCODER), caplog.at_level("INFO"):
        tasks.refresh_vectors()
        assert (queries.runs(season.id), session.execute(waiting).scalar_one()) == ([], before + 1)
        tasks.refresh_vectors()
    assert len(queries.runs(season.id)) == 1
    assert f"Matches of {season.slug} are ready: 1 winners" in caplog.text


def test_the_clock_runs_again_only_when_something_changed(session: Session, actor_of: ActorOf) -> None:
    season = factories.a_season()
    factories.a_winner(season)
    owner = factories.a_user()
    profile = factories.a_profile(ProfileKind.INVESTOR, owner)
    with use_encoder(ENCODER):
        tasks.run()
        assert not queries.is_due(season.id)
        factories.a_winner(season)
        assert queries.is_due(season.id)
        tasks.run()
        assert not queries.is_due(season.id)
        profiles.set_active(actor=actor_of(owner), profile_id=profile.id, active=False)
        assert queries.is_due(season.id)
    assert len(queries.runs(season.id)) == 2


def test_the_overview_counts_winners_served_and_those_left_out(session: Session) -> None:
    season = factories.a_season()
    factories.a_winner(season)
    factories.a_winner(season, consent_matching=False)
    for _ in range(2):
        factories.a_profile()
    run(season)
    found = queries.overview(season.id)
    assert (found.winners, found.without_consent, found.profiling_off) == (1, 1, 0)
    lines = {
        line.kind: (line.matched, line.recommendations, line.profiles, line.recommended)
        for line in found.coverage
    }
    assert lines == {
        ProfileKind.PARK: (0, 0, 0, 0),
        ProfileKind.INVESTOR: (1, 2, 2, 2),
        ProfileKind.MENTOR: (0, 0, 0, 0),
    }


def test_the_commands_refresh_and_run_and_print_one_object(app: Flask, session: Session) -> None:
    import json

    season = factories.a_season()
    factories.a_winner(season)
    factories.a_profile()
    session.commit()
    runner = app.test_cli_runner()
    with use_encoder(ENCODER):
        refreshed = json.loads(runner.invoke(args=["matching", "refresh", "--json"]).stdout)
    done = runner.invoke(args=["matching", "run", "--season", season.slug, "--kind", "investor", "--json"])
    assert (refreshed["embedded"], refreshed["unchanged"]) == (6, 0)
    assert set(refreshed) == {"embedded", "unchanged", "seconds"}
    found = json.loads(done.stdout)
    assert {key: found[key] for key in ("winners", "recommendations", "unmatched")} == {
        "winners": 1,
        "recommendations": 1,
        "unmatched": 0,
    }
    unknown = runner.invoke(args=["matching", "run", "--season", "nowhere", "--json"])
    assert (unknown.exit_code, json.loads(unknown.stdout)["error"]["code"]) == (1, "not_found")


def test_a_run_takes_the_same_number_of_statements_for_more_profiles(
    session: Session, count_queries: Callable[..., int]
) -> None:
    season = factories.a_season()
    factories.a_winner(season)

    def statements(more: int) -> int:
        for _ in range(more):
            factories.a_profile(ProfileKind.MENTOR)
        retrieval.refresh(encoder=ENCODER)
        return count_queries(lambda: services.run(actor=SYSTEM, season_id=season.id))

    assert statements(1) == statements(20)


def test_only_what_a_profile_may_read_of_a_project_is_quoted(session: Session) -> None:
    season = factories.a_season()
    told = factories.a_winner(season, intro=LocalizedText("便携式超声诊断设备。"))
    secret = factories.a_winner(
        season,
        intro=LocalizedText("一家新公司。"),
        keywords=["便携式超声诊断设备"],
    )
    factories.a_profile(text=LocalizedText("我们看好便携式超声诊断设备。"))
    run(season, ProfileKind.INVESTOR)
    (quoted_line,), (silent_line,) = listed(session, told), listed(session, secret)
    view = queries.list_for_project(SYSTEM, told.id, ProfileKind.INVESTOR)[0]
    found = quoted(quoted_line.reason["passages"], view.project.intro, view.profile.text, language="zh")
    assert found is not None
    assert (found.project, found.profile) == ("便携式超声诊断设备。", "我们看好便携式超声诊断设备。")
    assert silent_line.reason["passages"] == {}
