"""The navigation marks the section a page belongs to, on all of its pages, and never two at once."""

from __future__ import annotations

import re
from typing import Any

import pytest

from contest.permissions import Permission, Role
from contest.web.contributions import NavEntry
from contest.web.navigation import present
from judging.rounds.domain import RoundState
from tests import factories


def entry(endpoint: str, *also: str) -> NavEntry:
    return NavEntry(endpoint, endpoint, "house", Permission.BROWSE, also=also)


def test_the_closest_entry_wins() -> None:
    rounds, judges = entry("rounds.index", "judges.of_round", "ranking.*"), entry("judges.index")
    shown = [rounds, judges]
    assert present(shown, "judges.index") is judges
    assert present(shown, "judges.edit") is judges
    assert present(shown, "judges.of_round") is rounds
    assert present(shown, "ranking.show") is rounds
    assert present(shown, "home.index") is None


def test_of_several_entries_of_one_blueprint_none_is_guessed() -> None:
    shown = [entry("accounts.account"), entry("accounts.tokens")]
    assert present(shown, "accounts.tokens") is shown[1]
    assert present(shown, "accounts.verify") is None


def marked(page: str) -> set[str]:
    return set(re.findall(r'class="side-link" href="([^"]+)" aria-current', page))


@pytest.mark.parametrize("tab", ["", "/rubric", "/judges", "/conflicts", "/panels", "/progress", "/ranking"])
@pytest.mark.parametrize("role", [Role.ORGANISER, Role.AUDITOR])
def test_every_tab_of_a_round_stands_under_the_rounds(
    session: Any, signed_in: Any, role: Role, tab: str
) -> None:
    round_ = factories.a_round(factories.a_season(), state=RoundState.OPEN)
    page = signed_in(factories.a_user(role)).get(f"/rounds/{round_.id}{tab}").text
    assert marked(page) == {"/rounds"}


def test_a_person_of_the_register_stands_under_people_and_ones_account_under_the_account(
    signed_in: Any,
) -> None:
    administrator = factories.a_user(Role.ADMINISTRATOR)
    browser = signed_in(administrator)
    assert marked(browser.get(f"/people/{administrator.id}").text) == {"/people"}
    assert marked(browser.get("/account/password").text) == {"/account"}


def test_those_who_run_the_contest_are_not_offered_an_entrants_pages(signed_in: Any) -> None:
    for role, offered in ((Role.ORGANISER, False), (Role.OFFICER, False), (Role.JUDGE, True)):
        page = signed_in(factories.a_user(role)).get("/desk").text
        assert ('class="side-link" href="/projects"' in page) is offered
