"""The public pages of a season."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import select

from contest.permissions import Role
from contest.seasons.domain import SeasonState, StageCode
from contest.seasons.models import Stage
from tests import factories

PAGES = ("", "/calendar", "/tracks", "/rules", "/fairness")


def language(client, locale):
    client.post("/language", data={"locale": locale})
    return client


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_public_page_of_an_open_season_shows_in_both_languages(season, client, session, page, locale):
    season.state = SeasonState.OPEN
    session.flush()
    answer = language(client, locale).get(f"/seasons/2026{page}")
    assert answer.status_code == 200
    name = "2026 海聚英才全球创新创业大赛" if locale == "zh" else "Haiju Global Contest 2026"
    assert name in answer.text


@pytest.mark.parametrize("path", ["/calendar", "/tracks", "/rules", "/fairness"])
def test_pages_without_a_season_show_the_current_one(season, client, session, path):
    season.state = SeasonState.OPEN
    session.flush()
    assert "/seasons/2026/calendar" in client.get(path).text


@pytest.mark.parametrize("path", ["/calendar", "/tracks", "/rules", "/fairness", "/seasons"])
def test_pages_say_what_comes_next_while_there_is_no_season(client, path):
    answer = language(client, "en").get(path)
    assert answer.status_code == 200
    assert "will appear here" in answer.text


def test_the_public_page_counts_down_by_the_servers_clock(session, client):
    season = factories.a_season()
    text = client.get(f"/seasons/{season.slug}").text
    assert "data-countdown" in text
    assert "data-server-now" in text


def test_a_draft_is_hidden_from_the_public_and_marked_for_the_office(season, client, signed_in, organiser):
    assert client.get("/seasons/2026").status_code == 404
    assert client.get("/seasons/2026/calendar.ics").status_code == 404
    page = language(signed_in(organiser), "en").get("/seasons/2026/calendar")
    assert page.status_code == 200
    assert "Only the contest office sees this page" in page.text


def test_the_rules_page_shows_rubric_weights_and_who_goes_on(season, client, session):
    season.state = SeasonState.OPEN
    session.flush()
    text = language(client, "en").get("/rules").text
    assert "Innovation" in text
    assert "30 %" in text
    assert "In each track: the best 23." in text
    assert "If they remain equal at the cut, all of them advance." in text


def test_the_calendar_file_holds_every_deadline(season, client, session):
    season.state = SeasonState.OPEN
    session.flush()
    answer = client.get("/seasons/2026/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    lines = answer.get_data(as_text=True).split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "DTSTART:20260430T083000Z" in lines  # 16:30 in Shanghai
    assert "DTEND;VALUE=DATE:20260825" in lines  # the final's last day is the 24th
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 11


def test_a_public_page_costs_the_same_queries_however_long_the_rulebook(session, client, count_queries):
    season = factories.a_season()
    path = f"/seasons/{season.slug}/rules"
    few = count_queries(lambda: client.get(path))
    for zone in ("city", "yangpu"):
        factories.a_window(season, zone_code=zone)
    assert count_queries(lambda: client.get(path)) == few
    assert few <= 3


@pytest.mark.parametrize("page", PAGES)
def test_the_english_pages_have_no_chinese_but_the_language_switch(season, client, session, page):
    season.state = SeasonState.OPEN
    session.flush()
    text = language(client, "en").get(f"/seasons/2026{page}").text
    visible = re.sub(r"<[^>]+>", "", text)
    assert not re.sub("中文", "", re.sub(r"[^\u4e00-\u9fff]", "", visible))


def test_an_archived_season_stays_readable(session, client):
    season = factories.a_season(state=SeasonState.ARCHIVED)
    assert client.get(f"/seasons/{season.slug}").status_code == 200


def test_a_confirmer_sees_drafts_but_not_the_editor(season, signed_in, confirmer):
    browser = signed_in(confirmer)
    assert browser.get("/office/seasons/2026").status_code == 200
    assert browser.get("/office/seasons/2026/basics").status_code == 403


@pytest.mark.parametrize("role", [Role.JUDGE, Role.BASE, Role.OFFICER])
def test_others_do_not_see_the_offices_pages(season, signed_in, role):
    assert signed_in(factories.a_user(role)).get("/office/seasons").status_code == 403


def test_a_stage_shows_its_year_and_one_across_new_year_shows_both(session, client):
    season = factories.a_season()
    stages = {
        stage.code: stage for stage in session.scalars(select(Stage).where(Stage.season_id == season.id))
    }
    semifinal, final = stages[StageCode.SEMIFINAL], stages[StageCode.FINAL]
    semifinal.starts_on, semifinal.ends_on = date(2026, 12, 28), date(2027, 1, 5)
    final.starts_on, final.ends_on = date(2027, 1, 22), date(2027, 1, 24)
    session.flush()
    text = " ".join(re.sub(r"<[^>]+>", "", client.get(f"/seasons/{season.slug}").text).split())
    assert "2026-12-28 – 2027-01-05" in text
    assert "2027-01-22 – 01-24" in text


def test_the_results_of_a_season_are_one_of_its_pages_and_lead_to_those_of_other_seasons(session, client):
    last, now = factories.a_season(year=2025), factories.a_season(year=2026)
    factories.a_winner(last)
    assert f"/seasons/{now.slug}/results" in client.get(f"/seasons/{now.slug}").text
    assert f"/seasons/{last.slug}/results" in client.get(f"/seasons/{now.slug}/results").text
    latest = language(client, "en").get("/results").text
    assert last.name.en in latest


def test_without_any_published_result_the_page_of_results_says_so(client):
    assert "No results yet" in language(client, "en").get("/results").text
