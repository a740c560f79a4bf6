"""The first page stands whole at the first paint; the desk is made of panels that the contexts contribute."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contest.permissions import Role
from tests import factories


def panels(page: str) -> set[str]:
    return set(re.findall(r'hx-get="([^"]+)"', page))


def contributed(app: Flask, *roles: Role) -> set[str]:
    adapter = app.url_map.bind("localhost")
    return {
        adapter.build(panel.endpoint)
        for manifest in app.extensions["manifests"]
        for panel in manifest.HOME
        if set(panel.roles) & set(roles)
    }


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_everybody_can_read_the_first_page_and_find_the_way_in(client: FlaskClient, locale: str) -> None:
    page = client.get("/", headers={"Accept-Language": locale}).text
    assert 'href="/account/register"' in page
    assert 'href="/seasons"' in page  # no season is open: what was before stays readable


def test_the_first_paint_of_the_first_page_shows_the_season(session: Any, client: FlaskClient) -> None:
    season = factories.a_season()
    page = client.get("/", headers={"Accept-Language": "en"}).text
    assert season.name.en in page
    assert "data-countdown" in page
    assert "Life and health" in page
    assert panels(page) == set()


def test_published_results_of_last_year_are_reachable_from_the_first_page(
    session: Any, client: FlaskClient
) -> None:
    last, now = factories.a_season(year=2025), factories.a_season(year=2026)
    factories.a_winner(last)
    page = client.get("/").text
    assert f"/seasons/{last.slug}/results?stage=" in page
    assert f"/seasons/{now.slug}/results?stage=" not in page  # nothing is published of it


def test_a_panel_leaves_no_trace_when_it_has_nothing_to_say(signed_in: Any) -> None:
    for role in (Role.JUDGE, Role.BASE, Role.INVESTOR):
        assert signed_in(factories.a_user(role)).get("/desk/nominations").text == ""


def test_the_desk_shows_the_panels_of_the_readers_roles(signed_in: Any, app: Flask) -> None:
    for role in (Role.JUDGE, Role.ORGANISER, Role.AUDITOR, Role.OFFICER):
        page = signed_in(factories.a_user(role)).get("/desk").text
        assert panels(page) == contributed(app, Role.USER, Role.ENTREPRENEUR, role)


def test_every_panel_answers_its_readers_with_a_fragment(signed_in: Any, app: Flask) -> None:
    for manifest in app.extensions["manifests"]:
        for panel in manifest.HOME:
            address = app.url_map.bind("localhost").build(panel.endpoint)
            browser = signed_in(factories.a_user(*_assignable(panel.roles)))
            answer = browser.get(address, headers={"HX-Request": "true"})
            assert (panel.endpoint, answer.status_code) == (panel.endpoint, 200)
            assert "<html" not in answer.text


def _assignable(roles: tuple[str, ...]) -> tuple[Role, ...]:
    return tuple(Role(role) for role in roles if role not in {Role.USER, Role.ENTREPRENEUR})


def test_the_desk_is_for_the_signed_in(client: FlaskClient) -> None:
    assert client.get("/desk").location == "/account/sign-in?next=/desk"
