"""The words people agree to, and the pages that say what is held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from contest.consents.domain import Purpose
from contest.consents.models import Consent
from contest.consents.queries import find_latest
from contest.consents.services import record_consent
from tests import factories

SignedIn = Callable[..., Any]


def test_consents_are_words_that_are_only_added(session: Any) -> None:
    person, project = factories.a_user(), factories.a_project(factories.a_season())
    matching = {"user_id": person.id, "purpose": Purpose.MATCHING, "project_id": project.id}
    said = []
    for given in (True, True, False, True):
        said.append(record_consent(**matching, given=given))
        session.flush()
    assert said == [True, False, True, True]
    assert session.query(Consent).count() == 3
    last = find_latest(person.id, Purpose.MATCHING, project.id)
    assert last is not None
    assert last.given
    with pytest.raises(DBAPIError, match="never changed"), session.begin_nested():
        session.execute(text("UPDATE consents SET given = false"))


def test_the_privacy_notice_and_my_data_are_there_in_both_languages(client: Any, signed_in: SignedIn) -> None:
    assert "个人信息保护说明" in client.get("/privacy").text
    browser = signed_in(factories.a_user(locale="en"))
    assert "What is held about me" in browser.get("/account/data").text
