"""The first page and the desk are made of panels that the contexts contribute."""

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
        if set(panel.roles) & set(roles) and (Role.PUBLIC in roles) == (Role.PUBLIC in panel.roles)
    }


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_everybody_can_read_the_first_page_and_find_the_way_in(
    client: FlaskClient, app: Flask, locale: str
) -> None:
    page = client.get("/", headers={"Accept-Language": locale}).text
    assert 'href="/account/register"' in page
    assert panels(page) == contributed(app, Role.PUBLIC)


def test_the_desk_shows_the_panels_of_the_readers_roles(signed_in: Any, app: Flask) -> None:
    for role in (Role.JUDGE, Role.ORGANISER, Role.AUDITOR, Role.OFFICER):
        page = signed_in(factories.a_user(role)).get("/desk").text
        assert panels(page) == contributed(app, Role.USER, Role.ENTREPRENEUR, role)


def test_every_panel_answers_its_readers_with_a_fragment(
    signed_in: Any, app: Flask, client: FlaskClient
) -> None:
    for manifest in app.extensions["manifests"]:
        for panel in manifest.HOME:
            address = app.url_map.bind("localhost").build(panel.endpoint)
            browser = (
                client
                if Role.PUBLIC in panel.roles
                else signed_in(factories.a_user(*_assignable(panel.roles)))
            )
            answer = browser.get(address, headers={"HX-Request": "true"})
            assert (panel.endpoint, answer.status_code) == (panel.endpoint, 200)
            assert "<html" not in answer.text


def _assignable(roles: tuple[str, ...]) -> tuple[Role, ...]:
    return tuple(Role(role) for role in roles if role not in {Role.USER, Role.ENTREPRENEUR})


def test_the_desk_is_for_the_signed_in(client: FlaskClient) -> None:
    assert client.get("/desk").location == "/account/sign-in?next=/desk"
