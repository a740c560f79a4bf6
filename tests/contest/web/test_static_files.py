"""Assets are addressed by content and sent compressed."""

from __future__ import annotations

import gzip

from flask import Flask, render_template_string, url_for
from flask.testing import FlaskClient

from contest.kernel.settings import ROOT

FILE = "css/tokens.css"


def test_an_address_names_the_content_and_may_be_kept_for_ever(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = url_for("static", filename=FILE)
    assert "?v=" in address
    kept = client.get(address)
    assert "immutable" in kept.headers["Cache-Control"]
    assert "immutable" not in client.get(f"/static/{FILE}").headers["Cache-Control"]


def test_a_stylesheet_travels_compressed_to_whoever_takes_it(client: FlaskClient) -> None:
    plain = client.get(f"/static/{FILE}")
    packed = client.get(f"/static/{FILE}", headers={"Accept-Encoding": "gzip"})
    assert plain.data == (ROOT / "static" / FILE).read_bytes()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_nothing_outside_the_folder_is_sent(client: FlaskClient) -> None:
    assert client.get("/static/../pyproject.toml").status_code == 404
    assert client.get("/static/css/nothing.css").status_code == 404


def test_pages_name_a_file_as_url_for_does_wherever_they_are_mounted(app: Flask) -> None:
    for root in ("", "/haiju"):
        with app.test_request_context("/", base_url=f"http://localhost{root}"):
            address = render_template_string("{{ static_url(name) }}", name=FILE)
            assert address == url_for("static", filename=FILE)
            assert address.startswith(f"{root}/static/{FILE}?v=")


def test_an_icon_is_hidden_from_screen_readers_unless_it_speaks(app: Flask) -> None:
    with app.test_request_context():
        silent = render_template_string('{{ draw_icon("pencil") }}')
        heard = render_template_string('{{ draw_icon("pencil", label, cls="big") }}', label='"<x>"')
    assert 'aria-hidden="true"' in silent
    assert "#pencil" in silent
    assert 'role="img" aria-label="&#34;&lt;x&gt;&#34;"' in heard
    assert 'class="icon big"' in heard
