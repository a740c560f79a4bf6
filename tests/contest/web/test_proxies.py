"""Who is asking: what proxies of ours say, and nobody else."""

from __future__ import annotations

import pytest
from flask import Flask, request

import wsgi
from contest.kernel.settings import SettingsError, from_environ
from tests import database

SAID = {
    "X-Forwarded-For": "192.0.2.1, 198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "haiju.example",
}


def seen_by(count: int) -> tuple[str | None, str, str]:
    """Return client, scheme and host as an application behind `count` proxies sees them."""
    app = wsgi.create_app(database.settings_for("postgresql://127.0.0.1:1/none", trusted_proxies=count))
    seen: list[tuple[str | None, str, str]] = []

    @app.before_request
    def look() -> str:
        seen.append((request.remote_addr, request.scheme, request.host))
        return ""

    app.test_client().get("/healthz", headers=SAID)
    return seen[0]


def test_without_trusted_proxies_their_headers_are_what_anybody_typed() -> None:
    assert seen_by(0) == ("127.0.0.1", "http", "localhost")


def test_one_trusted_proxy_is_believed_about_its_own_client_only() -> None:
    assert seen_by(1) == ("198.51.100.7", "https", "haiju.example")


def test_two_trusted_proxies_are_believed_one_step_further() -> None:
    assert seen_by(2)[0] == "192.0.2.1"


@pytest.mark.parametrize("value", ["-1", "10", "many"])
def test_a_bad_number_of_proxies_stops_the_start_by_name(app: Flask, value: str) -> None:
    with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
        from_environ({"TRUSTED_PROXIES": value, "SECRET_KEY": "x"})
