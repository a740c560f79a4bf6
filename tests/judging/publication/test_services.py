"""Publishing makes results public once, under a publicity period, and opens winners for matching."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.errors import Forbidden
from contest.permissions import Role
from contest.pool.queries import open_projects
from contest.seasons.domain import StageCode
from contest.standings.domain import Outcome
from contest.standings.queries import public_results
from judging.publication import queries, services
from judging.publication.services import NotPublishable
from judging.ranking.queries import computed, fixed
from judging.ranking.services import decide, fingerprint
from judging.rounds.domain import RoundState
from judging.rounds.queries import get_round
from tests import factories

ActorOf = Callable[..., Any]


def decided(actor_of: ActorOf, stage: StageCode, marks: tuple[int, ...], **project: Any) -> dict[str, Any]:
    season = factories.a_season()
    round_ = factories.a_round(season, stage, state=RoundState.CLOSED)
    entries = [
        factories.an_entry(factories.a_project(season, submitted=True, **project), stage) for _ in marks
    ]
    for entry, mark in zip(entries, marks, strict=True):
        factories.a_sheet(round_, entry, mark)
    organiser = actor_of(factories.a_user(Role.ORGANISER))
    lines = computed(get_round(organiser, round_.id))
    decide(actor=organiser, round_id=round_.id, previewed=fingerprint(lines))
    factories.a_seal(round_)
    return {
        "season": season,
        "round": round_,
        "entries": entries,
        "organiser": organiser,
        "confirmer": actor_of(factories.a_user(Role.CONFIRMER)),
    }


def test_results_become_public_and_those_who_advance_enter_the_next_stage(
    session: Any, actor_of: ActorOf
) -> None:
    world = decided(actor_of, StageCode.SECOND_ROUND, (90, 80, 70))
    season = world["season"]
    assert public_results(season.id, StageCode.SECOND_ROUND).total == 0
    services.publish(actor=world["confirmer"], round_id=world["round"].id)
    page = public_results(season.id, StageCode.SECOND_ROUND)
    assert [(r.rank, r.outcome) for r in page] == [(1, Outcome.ADVANCED), (2, Outcome.ADVANCED)]
    moved = session.execute(select(Entry.subject_id).where(Entry.stage_code == StageCode.SEMIFINAL)).scalars()
    assert set(moved) == {entry.subject_id for entry in world["entries"][:2]}
    with pytest.raises(NotPublishable):
        services.publish(actor=world["confirmer"], round_id=world["round"].id)


def test_winners_of_a_matchable_stage_with_consent_are_open_for_matching(actor_of: ActorOf) -> None:
    world = decided(actor_of, StageCode.FINAL, (90, 80, 70))
    services.publish(actor=world["confirmer"], round_id=world["round"].id)
    assert open_projects(world["season"].id) == [entry.subject_id for entry in world["entries"][:2]]
    silent = decided(actor_of, StageCode.FINAL, (90,), consent_matching=False)
    services.publish(actor=silent["confirmer"], round_id=silent["round"].id)
    assert open_projects(silent["season"].id) == []


def test_a_team_that_did_not_consent_appears_by_number_only(actor_of: ActorOf) -> None:
    world = decided(actor_of, StageCode.FINAL, (90,), consent_publication=False)
    services.publish(actor=world["confirmer"], round_id=world["round"].id)
    (result,) = public_results(world["season"].id, StageCode.FINAL)
    assert (result.name.zh, result.name.en, bool(result.number)) == ("", "", True)


def test_a_sample_looking_name_stands_in_the_way(session: Any, actor_of: ActorOf) -> None:
    leader = factories.a_user(name="张三", name_en="Zhang San")
    world = decided(actor_of, StageCode.FINAL, (90,), team_id=factories.a_team(leader).id)
    unmet = [
        check.code
        for check in queries.checklist(world["round"].id, fixed(world["round"].id))
        if not check.met
    ]
    assert unmet == ["no_sample_names"]
    with pytest.raises(NotPublishable) as refused:
        services.publish(actor=world["confirmer"], round_id=world["round"].id)
    assert refused.value.params["missing"] == ["no_sample_names"]


def test_the_publicity_period_counts_working_days_of_the_seasons_rules(actor_of: ActorOf) -> None:
    world = decided(actor_of, StageCode.FINAL, (90,))
    publication = services.publish(actor=world["confirmer"], round_id=world["round"].id)
    assert publication.working_days == 5
    days = (publication.ends_at.date() - datetime.now(UTC).date()).days
    assert days >= 5
    assert publication.ends_at > publication.starts_at
    assert date.today() <= publication.ends_at.date()


def test_a_withdrawal_after_publication_promotes_the_reserve_on_the_public_list(
    session: Any, actor_of: ActorOf
) -> None:
    world = decided(actor_of, StageCode.SECOND_ROUND, (90, 80, 70))
    services.publish(actor=world["confirmer"], round_id=world["round"].id)
    world["entries"][1].state = EntryState.WITHDRAWN
    session.flush()
    assert services.promote_after_publication(actor=world["organiser"], round_id=world["round"].id) == 2
    page = public_results(world["season"].id, StageCode.SECOND_ROUND)
    assert [(r.subject_id, r.outcome) for r in page] == [
        (world["entries"][0].subject_id, Outcome.ADVANCED),
        (world["entries"][2].subject_id, Outcome.PROMOTED),
    ]


def test_only_the_confirming_office_publishes(actor_of: ActorOf) -> None:
    world = decided(actor_of, StageCode.FINAL, (90,))
    with pytest.raises(Forbidden):
        services.publish(actor=world["organiser"], round_id=world["round"].id)
