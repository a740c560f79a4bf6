"""The mailbox page of a demonstration."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from contest.kernel.db import db
from contest.mail.models import Letter
from contest.mail.services import post
from contest.mail.tasks import send


def a_letter(recipient: str) -> Letter:
    letter_id = post(recipient=recipient, locale="en", template="welcome", name="Xu", link="/desk")
    return db.session.get_one(Letter, letter_id)


def test_letters_wait_until_the_worker_has_rendered_them_and_then_can_be_clicked(client: FlaskClient) -> None:
    letter, other = a_letter("a@example.com"), a_letter("b@example.com")
    db.session.commit()
    page = client.get("/demo/mailbox?to=A@example", headers={"Accept-Language": "en"}).text
    assert "Waiting to be sent" in page
    assert "b@example.com" not in page
    send(str(letter.id))
    db.session.commit()
    shown = client.get(f"/demo/mailbox/{letter.id}").text
    assert '<a href="http://127.0.0.1:8000/desk"' in shown
    assert f'src="/demo/mailbox/{letter.id}/body"' in shown
    body = client.get(f"/demo/mailbox/{letter.id}/body")
    assert '<base target="_top">' in body.text
    assert "script-src" not in body.headers["Content-Security-Policy"]
    assert body.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert client.get(f"/demo/mailbox/{other.id}").status_code == 200


def test_only_a_demonstration_shows_letters(app: Flask, client: FlaskClient) -> None:
    letter = a_letter("a@example.com")
    db.session.commit()
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, demo=False)
    try:
        paths = ("", f"/{letter.id}", f"/{letter.id}/body")
        assert [client.get("/demo/mailbox" + path).status_code for path in paths] == [404, 404, 404]
    finally:
        app.extensions["settings"] = settings


def test_the_list_takes_as_many_queries_for_one_as_for_many(client: FlaskClient, count_queries: Any) -> None:
    a_letter("a@example.com")
    db.session.commit()
    one = count_queries(lambda: client.get("/demo/mailbox"))
    for number in range(5):
        a_letter(f"a{number}@example.com")
    db.session.commit()
    assert count_queries(lambda: client.get("/demo/mailbox")) == one
