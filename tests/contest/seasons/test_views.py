"""The public pages of a season."""

from __future__ import annotations

import re

import pytest

from contest.permissions import Role
from contest.seasons.domain import SeasonState
from tests import factories

PAGES = ("", "/calendar", "/tracks", "/rules", "/fairness")
PANELS = ("hero", "calendar", "tracks", "benefits")


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


@pytest.mark.parametrize("panel", PANELS)
def test_panels_of_the_first_page_are_fragments(season, client, session, panel):
    season.state = SeasonState.OPEN
    session.flush()
    answer = client.get(f"/seasons/panels/{panel}")
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "<h2" in answer.text


@pytest.mark.parametrize("panel", PANELS)
def test_panels_stand_empty_or_say_so_without_a_season(client, panel):
    assert client.get(f"/seasons/panels/{panel}").status_code == 200


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
