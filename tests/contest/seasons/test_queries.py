"""What other features read about seasons."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from contest.kernel.access import ANONYMOUS
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.permissions import Role
from contest.seasons import queries
from contest.seasons.domain import SeasonState, StageCode, WindowKind
from contest.seasons.models import Season, Track
from tests import factories


def test_a_rulebook_holds_every_part_of_its_own_season_in_order(session):
    factories.a_season(year=2025)
    season = factories.a_season(year=2026)
    book = queries.rulebook(season.id)
    assert [track.code for track in book.tracks] == ["life_health", "green"]
    assert book.track("green").name == LocalizedText("绿色环保", "Green technology")
    assert [stage.code for stage in book.stages] == list(StageCode)
    assert [zone.code for zone in book.zones] == ["city", "yangpu"]
    assert book.rules.slot_year == 2026
    assert (book.season_id, book.slug, book.state) == (season.id, season.slug, SeasonState.OPEN)


def test_a_rulebook_is_found_by_slug_too(session):
    season = factories.a_season()
    assert queries.rulebook(season.slug) == queries.rulebook(season.id)


def test_a_rulebook_is_one_statement_however_many_rows_it_has(session, count_queries):
    season = factories.a_season()
    before = count_queries(lambda: queries.rulebook(season.id))
    for number in range(20):
        db.session.add(
            Track(
                season_id=season.id,
                code=f"t{number}",
                name=LocalizedText("赛", "T"),
                position=number,
                description=LocalizedText(),
            )
        )
    db.session.flush()
    assert count_queries(lambda: queries.rulebook(season.id)) == before == 1


def test_the_stage_after_the_second_round_is_the_semifinal_and_none_follows_the_final(session):
    book = queries.rulebook(factories.a_season().id)
    following = book.next_stage(StageCode.SECOND_ROUND)
    assert following is not None
    assert following.code is StageCode.SEMIFINAL
    assert book.next_stage(StageCode.FINAL) is None


def test_what_a_rulebook_does_not_hold_is_not_found(session):
    book = queries.rulebook(factories.a_season().id)
    with pytest.raises(NotFound):
        book.track("nope")
    with pytest.raises(NotFound):
        queries.rulebook("no-such-season")


def test_the_current_season_is_the_open_one_of_the_latest_year(session):
    assert queries.current_season() is None
    factories.a_season(year=2025)
    latest = factories.a_season(year=2026)
    factories.a_season(year=2027, state=SeasonState.DRAFT)
    factories.a_season(year=2028, state=SeasonState.CLOSED)
    current = queries.current_season()
    assert current is not None
    assert current.id == latest.id


def test_drafts_are_listed_for_the_office_only(session, actor_of):
    opened = factories.a_season(year=2026)
    draft = factories.a_season(year=2027, state=SeasonState.DRAFT)
    office = actor_of(factories.a_user(Role.ORGANISER))
    assert [season.id for season in queries.visible_seasons(office)] == [draft.id, opened.id]
    assert [season.id for season in queries.visible_seasons(ANONYMOUS)] == [opened.id]
    with pytest.raises(NotFound):
        queries.get_visible_season(ANONYMOUS, draft.slug)
    assert queries.get_visible_season(office, draft.slug).id == draft.id


def test_a_window_of_a_zone_overrides_the_citys(session):
    season = factories.a_season()
    book = queries.rulebook(season.id)
    city = book.window(WindowKind.SUBMISSION)
    assert city is not None
    assert book.window(WindowKind.SUBMISSION, "yangpu") == city
    factories.a_window(season, zone_code="yangpu")
    book = queries.rulebook(season.id)
    own = book.window(WindowKind.SUBMISSION, "yangpu")
    assert own is not None
    assert own.zone_code == "yangpu"
    assert book.window(WindowKind.SUBMISSION, "city") == city


def test_a_season_with_rules_the_code_does_not_know_is_refused_loudly(session):
    season = factories.a_season()
    session.execute(update(Season).where(Season.id == season.id).values(rules={"slot_year": 2026, "typo": 1}))
    with pytest.raises(ValueError, match="typo"):
        queries.rulebook(season.id)
