"""The queue of the formal check."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contest.kernel.access import Actor
from contest.screening import queries, services
from contest.screening.domain import (
    DecisionKind,
    Order,
    Stand,
)
from contest.screening.queries import QueueFilter
from contest.seasons.models import Season
from tests.contest.screening.cases import (
    an_entry,
    decide,
)


def test_the_queue_counts_and_filters(season: Season, office: Actor) -> None:
    entries = [an_entry(season), an_entry(season), an_entry(season, zone="city")]
    decide(office, entries[0], DecisionKind.RETURN)
    counts = queries.counts(office, season.id)
    assert (counts.by_stand[Stand.RETURNED], counts.by_stand[Stand.WAITING]) == (1, 2)
    assert counts.by_zone["city"][Stand.WAITING] == 1
    kept = queries.list_cases(office, QueueFilter(season.id, stand="waiting", zone="yangpu"))
    assert [line.entry_id for line in kept] == [entries[1].id]


def test_neighbours_follow_the_filter(season: Season, office: Actor) -> None:
    entries = sorted([an_entry(season) for _ in range(3)], key=lambda entry: entry.number)
    decide(office, entries[1], DecisionKind.RETURN)
    around = queries.neighbours(office, QueueFilter(season.id, stand="waiting"), entries[1].id)
    assert (around.previous, around.following, around.total) == (entries[0].id, entries[2].id, 2)


def test_the_queue_needs_the_same_statements_for_one_and_for_three(
    season: Season, office: Actor, count_queries: Any
) -> None:
    entry = an_entry(season)
    one = count_queries(lambda: queries.list_cases(office, QueueFilter(season.id)))
    more: list[UUID] = [an_entry(season).id for _ in range(2)]
    assert count_queries(lambda: queries.list_cases(office, QueueFilter(season.id))) == one == 2
    order = Order(DecisionKind.PASS)

    def preview(ids: list[UUID]) -> int:
        counted: int = count_queries(
            lambda: services.preview_batch(actor=office, season_id=season.id, entry_ids=ids, order=order)
        )
        return counted

    assert preview([entry.id]) == preview([entry.id, *more])
