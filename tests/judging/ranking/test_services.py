"""What the office previews is what is fixed, and vacancies are filled in rank order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from contest.entries.domain import EntryState
from contest.kernel.errors import Forbidden
from contest.permissions import Role
from contest.standings.domain import Outcome
from judging.ranking import queries, services
from judging.ranking.services import NotDecidable, RankingChanged
from judging.rounds.domain import Method, RoundState
from judging.rounds.queries import get_round
from tests import factories

ActorOf = Callable[..., Any]


@pytest.fixture
def field(session: Any) -> dict[str, Any]:
    """A closed round over five entries of one track with marks 90, 80, 70, 60 and no sheet."""
    season = factories.a_season()
    round_ = factories.a_round(season, state=RoundState.CLOSED)
    entries = []
    for mark in (90, 80, 70, 60, None):
        entry = factories.an_entry(factories.a_project(season, submitted=True))
        entries.append(entry)
        if mark is not None:
            factories.a_sheet(round_, entry, mark)
    return {"season": season, "round": round_, "entries": entries, "office": factories.a_user(Role.ORGANISER)}


def lines_of(field: dict[str, Any], actor: Any) -> list[queries.Line]:
    return queries.ranking(get_round(actor, field["round"].id))


def test_the_ranking_shows_ranks_outcomes_and_the_unscored_apart(
    field: dict[str, Any], actor_of: ActorOf
) -> None:
    lines = {line.entry.id: line for line in lines_of(field, actor_of(field["office"]))}
    outcomes = [(lines[e.id].rank, lines[e.id].outcome) for e in field["entries"]]
    assert outcomes == [
        (1, Outcome.ADVANCED),
        (2, Outcome.ADVANCED),
        (3, Outcome.RESERVE),
        (4, Outcome.NOT_ADVANCED),
        (None, Outcome.UNSCORED),
    ]


def test_five_sheets_lose_their_highest_and_lowest_under_the_trimmed_mean(
    session: Any, field: dict[str, Any], actor_of: ActorOf
) -> None:
    field["round"].method = Method.TRIMMED_MEAN
    session.flush()
    best = field["entries"][0]
    for mark in (10, 20, 30, 100):
        factories.a_sheet(field["round"], best, mark)
    line = next(line for line in lines_of(field, actor_of(field["office"])) if line.entry.id == best.id)
    assert (line.sheets, line.mean, line.score) == (
        5,
        Decimal(50),
        (Decimal(140) / 3).quantize(line.score or 0),
    )


def test_what_was_previewed_is_what_is_fixed(session: Any, field: dict[str, Any], actor_of: ActorOf) -> None:
    actor = actor_of(field["office"])
    before = lines_of(field, actor)
    made = services.decide(actor=actor, round_id=field["round"].id, previewed=services.fingerprint(before))
    assert made == 5
    after = lines_of(field, actor)
    assert [(a.entry.id, a.rank, a.outcome, a.score) for a in after] == [
        (b.entry.id, b.rank, b.outcome, b.score) for b in before
    ]
    with pytest.raises(NotDecidable):
        services.decide(actor=actor, round_id=field["round"].id, previewed=services.fingerprint(before))


def test_a_sheet_that_arrives_after_the_preview_refuses_the_decision(
    field: dict[str, Any], actor_of: ActorOf
) -> None:
    actor = actor_of(field["office"])
    previewed = services.fingerprint(lines_of(field, actor))
    factories.a_sheet(field["round"], field["entries"][4], 95)
    with pytest.raises(RankingChanged):
        services.decide(actor=actor, round_id=field["round"].id, previewed=previewed)


def test_an_open_round_cannot_be_decided(session: Any, field: dict[str, Any], actor_of: ActorOf) -> None:
    field["round"].state = RoundState.OPEN
    session.flush()
    actor = actor_of(field["office"])
    with pytest.raises(NotDecidable):
        services.decide(
            actor=actor, round_id=field["round"].id, previewed=services.fingerprint(lines_of(field, actor))
        )


def test_only_the_organiser_decides(field: dict[str, Any], actor_of: ActorOf) -> None:
    for role in (Role.CONFIRMER, Role.AUDITOR):
        with pytest.raises(Forbidden):
            services.decide(actor=actor_of(factories.a_user(role)), round_id=field["round"].id, previewed="")


def test_a_withdrawal_moves_the_next_in_rank_up_with_a_trace(
    session: Any, field: dict[str, Any], actor_of: ActorOf
) -> None:
    actor = actor_of(field["office"])
    services.decide(
        actor=actor, round_id=field["round"].id, previewed=services.fingerprint(lines_of(field, actor))
    )
    field["entries"][0].state = EntryState.WITHDRAWN
    session.flush()
    round_ = get_round(actor, field["round"].id)
    previewed = [(change.id, change.after.value) for change in services.vacancies(round_)]
    assert previewed == [(field["entries"][0].id, "withdrawn"), (field["entries"][2].id, "advances")]
    services.fill_vacancies(actor=actor, round_id=field["round"].id)
    outcomes = {line.entry.id: (line.outcome, line.because.code) for line in queries.fixed(field["round"].id)}
    assert outcomes[field["entries"][0].id] == (Outcome.WITHDRAWN, "withdrawn")
    assert outcomes[field["entries"][2].id] == (Outcome.PROMOTED, "fills_vacancy")
    assert services.vacancies(round_) == []


def test_decisions_can_be_taken_back_before_publication(field: dict[str, Any], actor_of: ActorOf) -> None:
    actor = actor_of(field["office"])
    previewed = services.fingerprint(lines_of(field, actor))
    services.decide(actor=actor, round_id=field["round"].id, previewed=previewed)
    services.reopen(actor=actor, round_id=field["round"].id)
    assert queries.fixed(field["round"].id) == []
    assert services.decide(actor=actor, round_id=field["round"].id, previewed=previewed) == 5


def test_the_ranking_sends_the_same_number_of_queries_for_more_entries(
    field: dict[str, Any], actor_of: ActorOf, count_queries: Callable[..., int]
) -> None:
    round_ = get_round(actor_of(field["office"]), field["round"].id)
    few = count_queries(lambda: queries.ranking(round_))
    for _ in range(3):
        entry = factories.an_entry(factories.a_project(field["season"], submitted=True))
        factories.a_sheet(field["round"], entry, 50)
    assert count_queries(lambda: queries.ranking(round_)) == few
