"""Stored lines read exactly as computed ones, are never stale without saying so, and decide nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import SYSTEM
from contest.permissions import Role
from contest.seasons.models import Season
from contest.standings.domain import Outcome
from judging.judges.models import RoundJudge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.ranking import presentation, queries, services
from judging.ranking.domain import Advice
from judging.ranking.models import PanelDecision, RankingLine, RankingState
from judging.ranking.queries import Narrowing, Reader
from judging.ranking.queries import reading as reading_queries
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.rounds.queries import get_round
from judging.scoring.models import ScoreSheet
from tests import factories

CUTS = {
    "places": {"cut": {"kind": "top", "value": "2"}, "per_track": {}, "reserves": 1, "spread_limit": "5"},
    "threshold": {"cut": {"kind": "threshold", "value": "80"}, "per_track": {}},
    "sections": {
        "cut": {"kind": "share", "value": "0.5"},
        "per_track": {"green": {"kind": "top", "value": "1"}},
        "divided_by": ["track", "zone"],
    },
}
WANTED = (
    Narrowing(),
    Narrowing(track="green"),
    Narrowing(outcome="advanced"),
    Narrowing(outcome="nonsense"),
    Narrowing(mark="wide"),
    Narrowing(mark="straddles"),
    Narrowing(text="项目"),
    Narrowing(text="%"),
    Narrowing(track="life_health", outcome="unscored"),
)


def a_field(cut: str = "places", **more: Any) -> Round:
    """Nine entries in two tracks and two zones: ties at the cut, one without a sheet, wide disagreement on one."""
    season = factories.a_season()
    round_ = factories.a_round(season, advance=CUTS[cut], **more)
    points = ((90, 70), (85,), (85,), (85,), (80,), (), (88,), (88,), (60, 61))
    for place, totals in enumerate(points):
        track, zone = ("green" if place > 5 else "life_health"), ("yangpu" if place % 2 else "city")
        project = factories.a_project(season, submitted=True, track_code=track, zone_code=zone)
        entry = factories.an_entry(project)
        for total in totals:
            factories.a_sheet(round_, entry, total)
    return round_


def view(round_: Round) -> Any:
    return get_round(SYSTEM, round_.id)


def in_memory(round_: Any, lines: list[queries.Line], wanted: Narrowing, number: int, size: int) -> Any:
    def keep(line: queries.Line) -> bool:
        named = (line.entry.number, line.entry.title.zh, line.entry.title.en)
        return (
            (not wanted.track or line.entry.track_code == wanted.track)
            and (not wanted.outcome or line.outcome == wanted.outcome)
            and (not wanted.mark or getattr(line, wanted.mark))
            and any(wanted.text.casefold() in name.casefold() for name in named)
        )

    return presentation.page_of(lines, queries.rule_of(round_), keep=keep, number=number, size=size)


@pytest.mark.parametrize("cut", sorted(CUTS))
@pytest.mark.parametrize("settled", [False, True])
def test_a_page_from_the_database_is_the_page_of_all_lines(session: Any, cut: str, settled: bool) -> None:
    round_ = a_field(cut, state=RoundState.CLOSED)
    if settled:
        preview = services.fingerprint(queries.computed(view(round_)))
        services.decide(actor=SYSTEM, round_id=round_.id, previewed=preview)
    else:
        assert services.store_lines(round_id=round_.id) == 9
    now = view(round_)
    lines = queries.ranking_for(SYSTEM, now)
    for wanted in WANTED:
        for size in (2, 4, 50):
            for number in (1, 2, 3, 99):
                found = queries.listed(now, Reader(), wanted, number=number, size=size)
                made = presentation.page_from(found, queries.rule_of(now))
                assert made == in_memory(now, lines, wanted, number, size), (wanted, size, number)
    everything = queries.listed(now, Reader(), Narrowing(), number=1, size=50)
    assert list(everything.lines) == lines
    assert {kind for one in everything.sections for kind in one.outcomes} == {line.outcome for line in lines}


def test_the_public_finds_by_name_only_what_it_reads_by_name(session: Any, signed_in: Any) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season, state=RoundState.CLOSED)
    for agreed in (True, False):
        project = factories.a_project(season, submitted=True, consent_publication=agreed)
        factories.a_sheet(round_, factories.an_entry(project), 80)
    preview = services.fingerprint(queries.computed(view(round_)))
    services.decide(actor=SYSTEM, round_id=round_.id, previewed=preview)
    round_.state = RoundState.PUBLISHED
    session.flush()
    public = Reader(oversees=False)
    found = queries.listed(view(round_), public, Narrowing(text="Project"), number=1, size=9)
    assert found.total == 1
    everybody = queries.listed(view(round_), public, Narrowing(), number=1, size=9).lines
    assert sorted(bool(line.entry.title) for line in everybody) == [False, True]


def change_sheet(session: Any, round_: Round) -> None:
    sheet = session.execute(select(ScoreSheet).where(ScoreSheet.round_id == round_.id).limit(1)).scalar_one()
    sheet.marks, sheet.version = {**sheet.marks, "innovation": "1"}, sheet.version + 1


def remove_judge(session: Any, round_: Round) -> None:
    row = session.execute(select(Assignment).where(Assignment.round_id == round_.id).limit(1)).scalar_one()
    row.state = AssignmentState.REMOVED


def withdraw(session: Any, round_: Round) -> None:
    an_entry_of(session, round_).state = EntryState.WITHDRAWN


def move(session: Any, round_: Round) -> None:
    entry = an_entry_of(session, round_)
    entry.track_code = "green" if entry.track_code == "life_health" else "life_health"


def await_check(session: Any, round_: Round) -> None:
    an_entry_of(session, round_).awaits_check = True


def an_entry_of(session: Any, round_: Round) -> Entry:
    found: Entry = session.execute(
        select(Entry).where(Entry.season_id == round_.season_id).limit(1)
    ).scalar_one()
    return found


def name_chief(session: Any, round_: Round) -> None:
    row = session.execute(select(RoundJudge).where(RoundJudge.round_id == round_.id).limit(1)).scalar_one()
    row.chief = True


def change_rule(session: Any, round_: Round) -> None:
    round_.advance = {**round_.advance, "reserves": 0}


def open_zone(session: Any, round_: Round) -> None:
    factories.a_round(session.get_one(Season, round_.season_id), zone_code="yangpu")


def let_panel_speak(session: Any, round_: Round) -> None:
    entry = an_entry_of(session, round_)
    session.add(
        PanelDecision(
            round_id=round_.id,
            entry_id=entry.id,
            version=1,
            advice=Advice.RECOMMENDED,
            reason="strong",
            present=[],
        )
    )


CHANGES = (
    change_sheet,
    remove_judge,
    withdraw,
    move,
    await_check,
    name_chief,
    change_rule,
    open_zone,
    let_panel_speak,
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_stored_lines_are_fresh_until_something_they_depend_on_changes(
    session: Any, change: Callable[[Any, Round], None]
) -> None:
    round_ = a_field()
    other = a_field()
    services.store_lines(round_id=round_.id)
    services.store_lines(round_id=other.id)
    assert queries.rounds_to_rank() == []
    change(session, round_)
    session.flush()
    assert queries.find_stored(view(round_)).fresh is False
    assert queries.find_stored(view(other)).fresh is True
    assert round_.id in queries.rounds_to_rank()
    assert other.id not in queries.rounds_to_rank()
    services.store_lines(round_id=round_.id)
    assert queries.find_stored(view(round_)).fresh is True


def test_a_draft_that_a_judge_saves_changes_no_ranking(session: Any) -> None:
    round_ = a_field()
    season = session.get_one(Season, round_.season_id)
    entry = factories.an_entry(factories.a_project(season, submitted=True))
    assignment = factories.an_assignment(round_, factories.a_judge(round_), entry)
    services.store_lines(round_id=round_.id)
    session.add(ScoreSheet(assignment_id=assignment.id, round_id=round_.id, marks={"innovation": "50"}))
    session.flush()
    assert queries.find_stored(view(round_)).fresh is True


def test_storing_twice_writes_once_and_replaces_what_was_there(session: Any) -> None:
    round_ = a_field()
    assert services.store_lines(round_id=round_.id) == 9
    assert services.store_lines(round_id=round_.id) == 0
    withdraw(session, round_)
    session.flush()
    assert services.store_lines(round_id=round_.id) == 8
    assert session.query(RankingLine).filter_by(round_id=round_.id).count() == 8
    assert session.query(RankingState).count() == 1


def test_a_decided_round_stores_nothing(session: Any) -> None:
    round_ = a_field(state=RoundState.DECIDED)
    assert services.store_lines(round_id=round_.id) == 0
    assert queries.rounds_to_rank() == []


def reading(signed_in: Any, person: Any) -> Any:
    browser = signed_in(person)
    browser.post("/language", data={"locale": "en"})
    return browser


def test_a_small_ranking_is_always_as_the_sheets_stand(session: Any, signed_in: Any) -> None:
    round_ = a_field()
    services.store_lines(round_id=round_.id)
    office = reading(signed_in, factories.a_user(Role.ORGANISER))
    assert "As the sheets stood then" in office.get(f"/rounds/{round_.id}/ranking").text
    change_sheet(session, round_)
    session.flush()
    page = office.get(f"/rounds/{round_.id}/ranking").text
    assert "As the sheets stood then" not in page


def test_a_large_ranking_says_when_it_was_computed_and_that_something_changed_since(
    session: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LIVE", 3)
    round_ = a_field()
    services.store_lines(round_id=round_.id)
    office = reading(signed_in, factories.a_user(Role.ORGANISER))
    changed = "Something has changed since."
    assert changed not in office.get(f"/rounds/{round_.id}/ranking").text
    change_sheet(session, round_)
    session.flush()
    page = office.get(f"/rounds/{round_.id}/ranking").text
    assert changed in page
    assert "As the sheets stood then" in page


def test_whoever_is_tied_reads_lines_computed_anew_and_not_when_others_were_stored(
    session: Any, signed_in: Any
) -> None:
    round_ = a_field()
    person = factories.a_user(Role.ORGANISER)
    season = session.get_one(Season, round_.season_id)
    factories.an_entry(factories.a_project(season, factories.a_team(person), submitted=True))
    services.store_lines(round_id=round_.id)
    page = reading(signed_in, person).get(f"/rounds/{round_.id}/ranking").text
    assert "As the sheets stood then" not in page
    assert "Green technology" in page
    assert "Life and health" not in page


def test_decisions_are_made_from_the_sheets_and_not_from_stored_lines(session: Any) -> None:
    round_ = a_field(state=RoundState.CLOSED)
    services.store_lines(round_id=round_.id)
    stored = queries.listed(view(round_), Reader(), Narrowing(), number=1, size=50).lines
    change_sheet(session, round_)
    row = session.query(ScoreSheet).filter_by(round_id=round_.id).first()
    row.total = row.total - 50
    session.flush()
    with pytest.raises(services.RankingChanged):
        services.decide(actor=SYSTEM, round_id=round_.id, previewed=services.fingerprint(list(stored)))
    fresh = services.fingerprint(queries.computed(view(round_)))
    services.decide(actor=SYSTEM, round_id=round_.id, previewed=fresh)
    assert services.fingerprint(queries.fixed(round_.id)) == fresh


@pytest.mark.parametrize("cut", sorted(CUTS))
def test_a_whole_ranking_is_the_same_read_or_computed_and_read_only_while_it_is_fresh(
    session: Any, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    round_ = a_field(cut, state=RoundState.CLOSED)
    office = factories.an_actor(Role.ORGANISER)
    anew = queries.computed(view(round_))
    services.store_lines(round_id=round_.id)
    computing: list[int] = []
    real = reading_queries.computed
    monkeypatch.setattr(reading_queries, "computed", lambda one: computing.append(1) or real(one))
    kept = queries.as_it_stands(view(round_))
    assert queries.in_order(kept) == queries.in_order(anew) == queries.ranking_for(office, view(round_))
    assert services.fingerprint(kept) == services.fingerprint(anew)
    assert computing == []
    change_sheet(session, round_)
    session.flush()
    assert queries.in_order(queries.as_it_stands(view(round_))) == queries.in_order(
        queries.computed(view(round_))
    )
    assert computing == [1]


def test_a_preview_reads_kept_lines_and_its_decision_computes_them(
    session: Any, signed_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = a_field(state=RoundState.CLOSED)
    services.store_lines(round_id=round_.id)
    expected = services.fingerprint(queries.computed(view(round_)))
    office = reading(signed_in, factories.a_user(Role.ORGANISER))
    with monkeypatch.context() as patch:
        patch.setattr(reading_queries, "computed", None)  # a call would fail
        assert expected in office.get(f"/rounds/{round_.id}/decide").text
        assert office.get(f"/rounds/{round_.id}/ranking.xlsx").status_code == 200
    office.post(f"/rounds/{round_.id}/decide", data={"previewed": expected})
    assert services.fingerprint(queries.fixed(round_.id)) == expected


def test_whoever_is_tied_has_a_whole_ranking_computed(
    session: Any, actor_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = a_field()
    person = factories.a_user(Role.ORGANISER)
    season = session.get_one(Season, round_.season_id)
    factories.an_entry(factories.a_project(season, factories.a_team(person), submitted=True))
    services.store_lines(round_id=round_.id)
    monkeypatch.setattr(reading_queries, "as_it_stands", None)  # a call would fail
    lines = queries.ranking_for(actor_of(person), view(round_))
    assert {line.entry.track_code for line in lines} == {"green"}


def test_vacancies_are_looked_for_only_where_somebody_left(session: Any) -> None:
    round_ = a_field(state=RoundState.CLOSED)
    preview = services.fingerprint(queries.computed(view(round_)))
    services.decide(actor=SYSTEM, round_id=round_.id, previewed=preview)
    assert queries.somebody_left(round_.id) is False
    first = next(line for line in queries.fixed(round_.id) if line.outcome is Outcome.ADVANCED)
    session.get_one(Entry, first.entry.id).state = EntryState.WITHDRAWN
    session.flush()
    assert queries.somebody_left(round_.id) is True
    assert services.vacancies(view(round_))


def test_a_page_takes_the_same_statements_whatever_it_is_read_from(
    session: Any, signed_in: Any, count_queries: Any
) -> None:
    season = factories.a_season()
    small = factories.a_round(season)
    factories.a_sheet(small, factories.an_entry(factories.a_project(season, submitted=True)), 80)
    large = a_field()
    for one in (small, large):
        services.store_lines(round_id=one.id)
    office = reading(signed_in, factories.a_user(Role.ORGANISER))
    few = count_queries(lambda: office.get(f"/rounds/{small.id}/ranking"))
    assert count_queries(lambda: office.get(f"/rounds/{large.id}/ranking")) == few


def test_lines_survive_being_kept(session: Any) -> None:
    round_ = a_field()
    line = queries.computed(view(round_))[0]
    kept = type("Kept", (), queries.figures_of(line))
    entry = session.get_one(Entry, line.entry.id)
    assert queries.line_of(kept, entry, line.tied, None) == replace(line)
