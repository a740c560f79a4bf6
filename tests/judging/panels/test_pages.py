"""Pages of panels: options that come back when refused, pins by hand, the question about fit, one entry more."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from contest.kernel.columns import new_id
from contest.permissions import Role
from judging.conflicts.models import DeclaredConflict
from judging.panels import queries
from judging.panels.models import PanelWish
from judging.rounds.domain import RoundState
from judging.scoring.models import ScoreSheet
from tests import factories

PROPOSAL = {
    "scope": "anew",
    "objective": "fair",
    "outside": "0",
    "per_organisation": "",
    "random_percent": "0",
}


@pytest.fixture
def scene(session):
    season = factories.a_season()
    round_ = factories.a_round(season, judges_per_entry=2, max_load=4)
    user = factories.a_user(Role.JUDGE)
    judge = factories.a_judge(round_, user)
    others = [factories.a_judge(round_) for _ in range(2)]
    entries = [factories.an_entry(factories.a_project(season, submitted=True)) for _ in range(2)]
    return round_, user, judge, others, entries


@pytest.fixture
def office(signed_in):
    return signed_in(factories.a_user(Role.ORGANISER, locale="en"))


def test_options_that_cannot_be_come_back_with_what_was_typed(scene, office):
    round_, *_ = scene
    address = f"/rounds/{round_.id}/panels/propose"
    refused = office.post(address, data={**PROPOSAL, "outside": "7", "random_percent": "12"})
    assert refused.status_code == 422
    assert "Please enter a value from 0 to 2." in refused.text
    assert 'value="7"' in refused.text
    assert 'value="12"' in refused.text
    assert office.post(address, data={**PROPOSAL, "outside": "many"}).status_code == 422
    assert office.post(address, data={**PROPOSAL, "objective": "best"}).status_code == 422
    assert queries.latest_run(round_.id) is None


def test_a_proposal_keeps_what_it_was_asked_for(session, scene, office):
    round_, *_ = scene
    asked = {**PROPOSAL, "outside": "1", "per_organisation": "1", "random_percent": "10"}
    moved = office.post(f"/rounds/{round_.id}/panels/propose", data=asked)
    assert moved.status_code == 303
    options = queries.latest_run(round_.id).options
    assert (options.objective, options.outside, options.per_organisation) == ("fair", 1, 1)
    assert options.random_percent == 10
    assert options.seed > 0
    assert office.get(moved.location).status_code == 200


def test_a_judge_is_pinned_and_let_go_on_the_page_of_the_entry(session, scene, office):
    round_, _user, judge, _others, entries = scene
    page = f"/rounds/{round_.id}/panels/entries/{entries[0].id}"
    wished = {"wish-judge": str(judge.id), "wish-kind": "pinned", "wish-reason": ""}
    refused = office.post(f"{page}/wishes", data=wished)
    assert refused.status_code == 422
    assert session.query(PanelWish).count() == 0
    assert office.post(f"{page}/wishes", data={**wished, "wish-reason": "leads the field"}).status_code == 303
    assert "leads the field" in office.get(page).text
    assert office.post(f"{page}/wishes/{judge.id}/withdraw").status_code == 303
    assert session.query(PanelWish).count() == 0


def test_the_question_about_fit_stands_beside_the_sheet_and_its_answer_in_the_report(
    session, scene, office, signed_in
):
    round_, user, judge, _others, entries = scene
    made = factories.an_assignment(round_, judge, entries[0])
    client = signed_in(user)
    address = f"/judging/assignments/{made.id}/fit"
    assert address in client.get(f"/judging/assignments/{made.id}").text
    assert client.get(address).status_code == 200
    assert client.post(address, data={"fit": "9"}).status_code == 422
    assert client.post(address, data={"fit": "2"}).status_code == 200
    page = signed_in(factories.a_user(Role.ORGANISER, locale="en")).get(f"/rounds/{round_.id}/progress")
    assert "Entries that hardly fit their judge" in page.text


def test_a_judge_who_has_finished_takes_one_more_and_goes_to_its_sheet(session, scene, signed_in):
    round_, user, judge, _others, entries = scene
    made = factories.an_assignment(round_, judge, entries[0])
    client = signed_in(user)
    address = f"/judging/rounds/{round_.id}/next"
    assert address not in client.get("/judging/rounds").text
    session.add(
        ScoreSheet(assignment_id=made.id, round_id=round_.id, marks={}, total=80, submitted_at=text("now()"))
    )
    session.flush()
    assert address in client.get("/judging/rounds").text
    moved = client.post(address)
    assert moved.status_code == 303
    assert moved.location.startswith("/judging/assignments/")
    assert client.post(address).location == "/judging/rounds"  # there is work again


def test_the_office_gives_one_more_from_the_progress_page(session, scene, office):
    round_, _user, judge, others, entries = scene
    made = factories.an_assignment(round_, judge, entries[0])
    session.add(
        ScoreSheet(assignment_id=made.id, round_id=round_.id, marks={}, total=80, submitted_at=text("now()"))
    )
    factories.an_assignment(round_, others[0], entries[0])
    session.flush()
    page = office.get(f"/rounds/{round_.id}/progress").text
    assert f"/rounds/{round_.id}/judges/{judge.id}/next" in page
    assert f"/rounds/{round_.id}/judges/{others[0].id}/next" not in page  # has something left
    office.post(f"/rounds/{round_.id}/judges/{judge.id}/next")
    assert (judge.id, entries[1].id) in queries.situation(round_).standing
    round_.state = RoundState.CLOSED
    session.flush()
    assert "/next" not in office.get(f"/rounds/{round_.id}/progress").text


def test_a_page_of_panels_asks_for_its_own_lines_and_the_figures_come_for_the_round(
    session, scene, office, monkeypatch
):
    round_, _user, judge, others, entries = scene
    for one in (judge, others[0]):
        factories.an_assignment(round_, one, entries[0])
    factories.an_assignment(round_, judge, entries[1])
    session.add(
        DeclaredConflict(
            id=new_id(), judge_id=judge.id, subject_id=entries[1].subject_id, reason="knows the founder"
        )
    )
    session.flush()
    at = f"/rounds/{round_.id}/panels"
    whole = queries.situation(round_)
    ids = [entry.id for entry in entries]
    assert queries.standing_in_conflict(round_.id, ids) == whole.in_conflict == {(judge.id, entries[1].id)}
    assert queries.standing_in_conflict(round_.id, ids[:1]) == frozenset()
    figures = office.get(f"{at}/figures").text
    assert [int(found) for found in re.findall(r"stat-value[^>]*>\s*(\d+)", figures)] == [2, 1, 1, 1]
    clashing = office.get(f"{at}?state=conflict").text
    assert (entries[1].number in clashing, entries[0].number in clashing) == (True, False)
    with monkeypatch.context() as patch:
        patch.setattr(queries, "situation", None)  # a call would fail
        page = office.get(at).text
    assert page.count("in conflict</span>") == 1
    assert f"{at}/figures" in page


def test_a_page_of_panels_takes_the_same_statements_for_one_entry_and_for_three(
    session, office, count_queries
):
    season, costs = factories.a_season(), []
    for entries in (1, 3):
        round_ = factories.a_round(season, judges_per_entry=1, zone_code=("yangpu", "city")[entries == 3])
        judges = [factories.a_judge(round_) for _ in range(entries)]
        for judge in judges:
            project = factories.a_project(season, submitted=True, zone_code=round_.zone_code)
            factories.an_assignment(round_, judge, factories.an_entry(project))
        session.commit()
        for part in ("", "/figures"):
            address = f"/rounds/{round_.id}/panels{part}"
            office.get(address)
            costs.append(count_queries(lambda address=address: office.get(address)))
    assert costs[:2] == costs[2:]
