"""The cockpit of a round counts what is there, leaves out what its reader is tied to, and reminds once a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from contest.kernel import clock
from contest.kernel.audit import AuditEvent
from contest.notices.models import Notice
from contest.permissions import Role
from contest.seasons.models import Season
from judging.cockpit import domain, queries, services
from judging.cockpit.domain import Group, NobodyToRemind, NotBeingScored
from judging.panels.states import AssignmentState
from judging.ranking.queries import Reader, rivals_of
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.rounds.queries import entries_of_round, get_round
from judging.scoring.models import ScoreSheet
from tests import factories


@pytest.mark.parametrize(
    ("counts", "labels", "values"),
    [
        ({}, (), ()),
        ({16: 2, 18: 1}, ("80–85", "85–90", "90–95"), (2, 0, 1)),
        ({19: 1, 20: 3}, ("95–100",), (4,)),
        ({0: 1}, ("0–5",), (1,)),
    ],
)
def test_a_distribution_has_every_column_between_its_ends(
    counts: dict[int, int], labels: tuple[str, ...], values: tuple[int, ...]
) -> None:
    assert domain.distribution(counts) == domain.Columns(labels, values)


def test_coverage_counts_entries_from_none_to_the_most_sheets() -> None:
    assert domain.coverage({3: 5, 1: 2}) == domain.Columns(("0", "1", "2", "3"), (0, 2, 0, 5))
    assert domain.share(999, 1000) == 99


def a_field(entries: int = 3, **more: Any) -> tuple[Round, list[Any]]:
    """A round: each entry has one sheet handed in by the same judge and one not begun by another, both given."""
    season = factories.a_season()
    round_ = factories.a_round(season, **more)
    done, waiting = factories.a_judge(round_), factories.a_judge(round_)
    for place in range(entries):
        track = "green" if place == 0 else "life_health"
        project = factories.a_project(
            season, submitted=True, track_code=track, zone_code=round_.zone_code or "city"
        )
        entry = factories.an_entry(project)
        factories.a_sheet(round_, entry, 81 + 5 * place, done)
        factories.an_assignment(round_, waiting, entry)
    return round_, [done, waiting]


def view(round_: Round, actor: Any) -> Any:
    return get_round(actor, round_.id)


def test_progress_coverage_and_scores_are_those_of_the_sheets(session: Any, actor_of: Any) -> None:
    round_, _judges = a_field(3)
    bare = factories.an_entry(
        factories.a_project(session.get_one(Season, round_.season_id), submitted=True, track_code="green")
    )
    gone = factories.an_assignment(round_, factories.a_judge(round_), bare, state=AssignmentState.REMOVED)
    assert gone.state is AssignmentState.REMOVED
    now = view(round_, actor_of(factories.a_user(Role.ORGANISER)))
    found = queries.progress_of(now, frozenset())
    assert (found.assigned, found.submitted, found.begun) == (6, 3, 0)
    assert [(one.code, one.assigned, one.submitted) for one in found.tracks] == [
        ("green", 2, 1),
        ("life_health", 4, 2),
    ]
    assert [(one.code, one.assigned) for one in found.zones] == [("city", 6)]
    covered = queries.coverage_of(now, frozenset())
    assert (covered.entries, covered.by_sheets, covered.short, covered.complete) == (4, {0: 1, 1: 3}, 4, 0)
    assert covered.entries == len(entries_of_round(now))
    assert queries.scores_of(now, frozenset(), frozenset()) == {16: 1, 17: 1, 18: 1}
    judges = queries.judges_left(round_.id, frozenset())
    assert [(one.left, one.submitted) for one in judges.lines] == [(3, 0), (0, 3)]
    assert (judges.finished, judges.untouched) == (1, 1)


@pytest.mark.parametrize("zone", ["", "yangpu"])
@pytest.mark.parametrize("awaiting", [False, True])
def test_the_entries_counted_are_those_the_round_judges(
    session: Any, actor_of: Any, zone: str, awaiting: bool
) -> None:
    season = factories.a_season()
    round_ = factories.a_round(season, zone_code=zone, track_codes=["life_health"])
    factories.a_round(season, zone_code="yangpu")
    for track in ("life_health", "green"):
        for place in ("city", "yangpu"):
            project = factories.a_project(season, submitted=True, track_code=track, zone_code=place)
            factories.an_entry(project, awaits_check=awaiting and place == "city")
    now = view(round_, actor_of(factories.a_user(Role.ORGANISER)))
    assert queries.coverage_of(now, frozenset()).entries == len(entries_of_round(now))


def test_whoever_is_tied_counts_nothing_of_the_own_entry_and_no_scores_of_its_track(
    session: Any, actor_of: Any, signed_in: Any
) -> None:
    person = factories.a_user(Role.ORGANISER)
    round_, judges = a_field(3)
    season = session.get_one(Season, round_.season_id)
    own = factories.an_entry(factories.a_project(season, factories.a_team(person), submitted=True))
    sheet = factories.a_sheet(round_, own, 55, judges[0])
    browser = signed_in(person)
    browser.post("/language", data={"locale": "en"})
    before = browser.get(f"/rounds/{round_.id}/cockpit").text
    assert "3 of 6 score sheets" in before
    assert "80–85" in before, "the other track's"
    assert "85–90" not in before, "the own track's"
    session.delete(sheet)
    session.flush()
    after = browser.get(f"/rounds/{round_.id}/cockpit").text
    assert "3 of 6 score sheets" in after
    assert rivals_of(view(round_, actor_of(person)), {own.id}) >= {own.id}


def test_the_page_links_to_where_one_acts_and_htmx_gets_the_figures_alone(
    session: Any, signed_in: Any
) -> None:
    round_, _judges = a_field(3)
    browser = signed_in(factories.a_user(Role.ORGANISER))
    browser.post("/language", data={"locale": "en"})
    place = f"/rounds/{round_.id}"
    page = browser.get(f"{place}/cockpit").text
    for target in ("progress", "panels?state=missing", "reopenings", "reminder"):
        assert f"{place}/{target}" in page, target
    assert "Distribution of scores" in page
    figures = browser.get(f"{place}/cockpit", headers={"HX-Request": "true"}).text
    assert figures.lstrip().startswith("<div id=")
    assert "Distribution of scores" not in figures
    assert "Judges with most left" in figures


def test_a_round_without_panels_says_what_to_do(session: Any, signed_in: Any) -> None:
    round_ = factories.a_round(factories.a_season())
    browser = signed_in(factories.a_user(Role.AUDITOR))
    browser.post("/language", data={"locale": "en"})
    assert "Nothing to watch yet" in browser.get(f"/rounds/{round_.id}/cockpit").text


def test_a_judge_is_reminded_once_a_day_and_who_is_done_never(
    session: Any, actor_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_, (done, waiting) = a_field(2)
    actor = actor_of(factories.a_user(Role.ORGANISER))

    def remind() -> int:
        return services.remind(
            actor=actor, round_id=round_.id, group=Group.LEFT, previewed={done.id, waiting.id}
        )

    assert remind() == 1
    told = session.execute(select(Notice).where(Notice.code == "judging.reminded")).scalars().all()
    assert [one.user_id for one in told] == [waiting.user_id]
    assert "count" not in told[0].params
    with pytest.raises(NobodyToRemind):
        remind()
    told[0].created_at = clock.now() - timedelta(hours=25)
    session.flush()
    assert remind() == 1
    events = session.query(AuditEvent).filter_by(action="round.judges_reminded").all()
    assert [event.facts["judges"] for event in events] == [1, 1]


def test_only_previewed_judges_with_sheets_left_are_reminded(session: Any, actor_of: Any) -> None:
    round_, (_done, waiting) = a_field(1)
    actor = actor_of(factories.a_user(Role.ORGANISER))
    with pytest.raises(NobodyToRemind):
        services.remind(actor=actor, round_id=round_.id, group=Group.LEFT, previewed=set())
    sheet = session.query(ScoreSheet).filter_by(round_id=round_.id).one()
    sheet.submitted_at = sheet.total = None
    session.flush()
    begun, lately = services.to_remind(actor, view(round_, actor), Group.UNTOUCHED)
    assert ([one.judge_id for one in begun], lately) == ([waiting.id], [])
    everybody, _lately = services.to_remind(actor, view(round_, actor), Group.LEFT)
    assert len(everybody) == 2
    assert [one.left for one in queries.judges_left(round_.id, frozenset()).of(Group("left"))] == [1, 1]


@pytest.mark.parametrize("state", [RoundState.CLOSED, RoundState.PUBLISHED])
def test_nobody_is_reminded_of_a_round_that_is_over(session: Any, actor_of: Any, state: RoundState) -> None:
    round_, judges = a_field(1, state=state)
    with pytest.raises(NotBeingScored):
        services.remind(
            actor=actor_of(factories.a_user(Role.ORGANISER)),
            round_id=round_.id,
            group=Group.LEFT,
            previewed={judge.id for judge in judges},
        )


def test_the_reminder_is_previewed_then_sent(session: Any, signed_in: Any) -> None:
    round_, (_done, waiting) = a_field(1)
    browser = signed_in(factories.a_user(Role.ORGANISER))
    browser.post("/language", data={"locale": "en"})
    place = f"/rounds/{round_.id}/reminder"
    assert "1 judge is reminded" in browser.get(place).text
    sent = browser.post(place, data={"group": "left", "judges": str(waiting.id)}, follow_redirects=True)
    assert "1 judge was reminded." in sent.text
    assert "Nobody to remind" in browser.get(place).text
    again = browser.post(place, data={"group": "left", "judges": str(waiting.id)}, follow_redirects=True)
    assert "There is nobody to remind" in again.text
    assert browser.post(place, data={"group": "nonsense"}).status_code == 422
    auditor = signed_in(factories.a_user(Role.AUDITOR))
    assert auditor.get(place).status_code == 403


def test_stored_lines_and_computed_ones_name_the_same_entries(session: Any, actor_of: Any) -> None:
    from judging.ranking import services as ranking

    season = factories.a_season()
    advance = {"cut": {"kind": "top", "value": "2"}, "per_track": {}, "spread_limit": "5"}
    round_ = factories.a_round(season, advance=advance)
    for place in range(4):
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        for step in (0, 4 * place):
            factories.a_sheet(round_, entry, 90 - place - step)
    actor = actor_of(factories.a_user(Role.ORGANISER))
    now = view(round_, actor)
    computed = queries.watch_of(actor, now, Reader())
    ranking.store_lines(round_id=round_.id)
    stored = queries.watch_of(actor, now, Reader())
    assert (computed.made_at, stored.made_at is not None) == (None, True)
    assert (stored.spread, stored.wide) == (computed.spread, computed.wide)
    assert [line.spread for line in stored.spread] == sorted(
        (line.spread for line in stored.spread), reverse=True
    )
    assert stored.wide == 2


def test_the_page_takes_the_same_statements_for_one_entry_and_for_three(
    session: Any, signed_in: Any, count_queries: Callable[..., int]
) -> None:
    one, three = a_field(1)[0], a_field(3)[0]
    browser = signed_in(factories.a_user(Role.ORGANISER))
    for round_ in (one, three):  # from now on its season's rulebook is kept
        browser.get(f"/rounds/{round_.id}/cockpit")
    few = count_queries(lambda: browser.get(f"/rounds/{one.id}/cockpit"))
    assert count_queries(lambda: browser.get(f"/rounds/{three.id}/cockpit")) == few
