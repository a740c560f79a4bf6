"""The pages of a ranking: paged and filtered by the address, whole in the export, a constant number of queries."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from contest.kernel.columns import LocalizedText
from contest.permissions import Role
from judging.ranking import presentation
from judging.ranking.domain import Reason
from judging.ranking.presentation import because
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from tests import factories

ENGLISH = {"Accept-Language": "en"}


def a_field(count: int, *, state: RoundState = RoundState.CLOSED) -> Round:
    """A round over so many entries of one track, the best first by number; two advance."""
    season = factories.a_season()
    round_ = factories.a_round(season, state=state)
    for place in range(count):
        name = LocalizedText(f"项目{place}", f"Project{place:02}")
        entry = factories.an_entry(factories.a_project(season, submitted=True, name=name))
        factories.a_sheet(round_, entry, 95 - place)
    return round_


@pytest.fixture
def auditor(signed_in: Any) -> Any:
    browser = signed_in(factories.a_user(Role.AUDITOR))
    browser.post("/language", data={"locale": "en"})
    return browser


def named(page: str) -> list[str]:
    return re.findall(r"Project\d\d", page)


def test_a_ranking_longer_than_a_page_is_read_page_by_page(
    auditor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presentation.page_of, "__kwdefaults__", {"keep": None, "number": 1, "size": 3})
    path = f"/rounds/{a_field(5).id}/ranking"
    first, second = auditor.get(path).text, auditor.get(f"{path}?page=2").text
    assert named(first) == ["Project00", "Project01", "Project02"]
    assert named(second) == ["Project03", "Project04"]
    assert 'class="row-cut"' in first
    assert 'class="row-cut"' not in second
    assert "on page 1" in second  # where the cut is


def test_the_filter_stays_in_the_address_of_the_other_pages(
    auditor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presentation.page_of, "__kwdefaults__", {"keep": None, "number": 1, "size": 1})
    page = auditor.get(f"/rounds/{a_field(3).id}/ranking?q=project0&track=life_health").text
    assert re.search(r'rel="next" href="[^"]*q=project0&amp;track=life_health&amp;page=2"', page)


def test_a_search_that_finds_nobody_says_so_and_keeps_the_filter(auditor: Any) -> None:
    page = auditor.get(f"/rounds/{a_field(2).id}/ranking?q=nobody").text
    assert "No entry fits" in page
    assert 'value="nobody"' in page


def test_the_export_holds_every_entry_whatever_the_page(
    auditor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presentation.page_of, "__kwdefaults__", {"keep": None, "number": 1, "size": 2})
    data = auditor.get(f"/rounds/{a_field(5).id}/ranking.xlsx?page=2&q=Project01").data
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert len(rows) == 1 + 5


def test_the_office_previews_all_decisions_a_page_at_a_time(signed_in: Any) -> None:
    browser = signed_in(factories.a_user(Role.ORGANISER))
    browser.post("/language", data={"locale": "en"})
    page = browser.get(f"/rounds/{a_field(4).id}/decide?outcome=advanced").text
    assert named(page) == ["Project00", "Project01"]
    assert "All 4 entries are decided at once" in page


@pytest.mark.parametrize("tab", ["ranking", "progress", "judges", "conflicts"])
def test_the_tabs_of_a_round_ask_as_often_for_many_entries_as_for_few(
    auditor: Any, count_queries: Any, tab: str
) -> None:
    few, many = a_field(1, state=RoundState.OPEN), a_field(4, state=RoundState.OPEN)
    for one in (few, many):  # from now on its season's rulebook is kept
        assert auditor.get(f"/rounds/{one.id}/{tab}").status_code == 200
    counts = [count_queries(lambda one=one: auditor.get(f"/rounds/{one.id}/{tab}")) for one in (few, many)]
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("tab", "label"), [("progress", "By judge"), ("judges", "Judges of this round")])
def test_the_judges_of_a_round_are_paged_and_found_by_name(auditor: Any, tab: str, label: str) -> None:
    round_ = a_field(1, state=RoundState.OPEN)
    entry = factories.an_entry(factories.a_project(factories.a_season(), submitted=True))
    for number in range(30):
        judge = factories.a_judge(round_, factories.a_user(Role.JUDGE, name_en=f"Judge {number:02}"))
        factories.an_assignment(round_, judge, entry)
    first = auditor.get(f"/rounds/{round_.id}/{tab}").text
    second = auditor.get(f"/rounds/{round_.id}/{tab}?page=2").text
    assert label in first
    seen = [set(re.findall(r"Judge \d\d", page)) for page in (first, second)]
    assert seen[0].isdisjoint(seen[1])
    assert len(seen[0] | seen[1]) == 30
    assert "Judge 07" in auditor.get(f"/rounds/{round_.id}/{tab}?q=judge+07").text
    assert "No judge fits" in auditor.get(f"/rounds/{round_.id}/{tab}?q=nobody").text


def test_reasons_show_two_decimals_unless_only_more_tell_the_score_from_the_threshold(app: Any) -> None:

    with app.test_request_context(headers=ENGLISH):
        facts = {"rank": 1, "places": 2, "score": "84.2166666667"}
        assert "84.22 points" in because(Reason("within_places", facts))
        close = {"score": "79.9966", "threshold": "80"}
        assert "79.9966 points" in because(Reason("below_threshold", close))
