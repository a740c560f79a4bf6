"""Drafting, editing, opening and closing rounds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from contest.kernel.access import SYSTEM
from contest.kernel.columns import LocalizedText
from contest.kernel.errors import Forbidden, Invalid, NotFound, StaleVersion
from contest.permissions import Role
from contest.seasons.domain import AdvanceRule, Criterion, Cut, StageCode, as_json
from contest.seasons.models import Stage, Zone
from judging.judges.models import RoundJudge
from judging.rounds import queries, services
from judging.rounds.domain import (
    GapCode,
    Resubmit,
    RoundClosed,
    RoundFrozen,
    RoundInUse,
    RoundNotOpen,
    RoundNotReady,
    RoundState,
    RoundStateRefused,
)
from tests import factories

RULE = AdvanceRule(
    cut=Cut(kind="top", value=Decimal(3)), reserves=2, min_sheets=3, tie_breaks=("criterion:team", "hold")
)
CRITERIA = [
    Criterion(code="innovation", name=LocalizedText("创新性", "Innovation"), weight=Decimal(60)),
    Criterion(
        code="team",
        name=LocalizedText("团队", "Team"),
        weight=Decimal(40),
        max=Decimal(10),
        step=Decimal("0.5"),
    ),
]


@pytest.fixture
def season(session):
    """A season whose second round has a rubric and an advance rule."""
    season = factories.a_season()
    stage = session.query(Stage).filter_by(season_id=season.id, code=StageCode.SECOND_ROUND).one()
    stage.rubric = [as_json(criterion) for criterion in CRITERIA]
    stage.advance = as_json(RULE)
    session.flush()
    return season


def draft(season, **more):
    return services.create_round(
        actor=more.pop("actor", SYSTEM), season_id=season.id, stage_code=StageCode.SECOND_ROUND, **more
    )


def test_a_round_copies_rubric_and_advance_rule_from_its_stage(season):
    made = draft(season)
    view = queries.get_round(SYSTEM, made.id)
    assert [(c.code, c.weight, c.max, c.step) for c in view.criteria] == [
        ("innovation", Decimal(60), Decimal(100), Decimal(1)),
        ("team", Decimal(40), Decimal(10), Decimal("0.5")),
    ]
    assert view.advance == {
        "cut": {"kind": "top", "value": "3"},
        "per_track": {},
        "per_group": {},
        "per_zone": {},
        "divided_by": ["track"],
        "spread_limit": None,
        "reserves": 2,
    }
    assert (view.method.value, view.min_for_trim, view.min_valid) == ("trimmed_mean", 5, 3)
    assert view.tie_breaks == ("criterion:team", "hold")
    assert view.judges_per_entry == 5  # what the trimmed mean needs
    assert view.state is RoundState.DRAFT
    assert view.name == LocalizedText("复赛", "Second round")


def test_a_stage_without_an_advance_rule_needs_one_from_the_office(season):
    with pytest.raises(Invalid) as refused:
        services.create_round(actor=SYSTEM, season_id=season.id, stage_code=StageCode.FINAL)
    assert [(e.field, e.code) for e in refused.value.errors] == [("advance", "required")]
    services.create_round(
        actor=SYSTEM,
        season_id=season.id,
        stage_code=StageCode.FINAL,
        values={"advance": as_json(RULE.model_copy(update={"tie_breaks": ()}))},
    )


def test_what_does_not_fit_together_is_named_field_by_field(season):
    now = datetime.now(UTC)
    values = {
        "opens_at": now,
        "closes_at": now,
        "min_load": 9,
        "max_load": 5,
        "judges_per_entry": 2,
        "track_codes": ("mining",),
        "advance": {
            **as_json(RULE),
            "per_track": {"mining": {"kind": "top", "value": "1"}},
            "tie_breaks": ["criterion:style"],
        },
    }
    with pytest.raises(Invalid) as refused:
        draft(season, values=values)
    assert {(e.field, e.code) for e in refused.value.errors} == {
        ("closes_at", "season_window_order"),
        ("max_load", "season_range_order"),
        ("advance.min_sheets", "sheets_above_judges"),
        ("track_codes", "season_track_unknown"),
        ("advance.per_track.mining", "season_track_unknown"),
        ("criterion", "season_tie_criterion"),
    }


def test_an_edit_changes_what_it_names_and_counts_the_version_up(season):
    made = draft(season)
    services.edit_round(
        actor=SYSTEM, round_id=made.id, version=1, values={"blind": True, "resubmit": "until_close"}
    )
    view = queries.get_round(SYSTEM, made.id)
    assert (view.blind, view.resubmit, view.version) == (True, Resubmit.UNTIL_CLOSE, 2)
    assert view.tie_breaks == ("criterion:team", "hold")
    with pytest.raises(StaleVersion) as refused:
        services.edit_round(actor=SYSTEM, round_id=made.id, version=1, values={"blind": False})
    assert refused.value.params == {"version": 2}


def test_the_rubric_of_a_draft_is_edited_criterion_by_criterion(season):
    made = draft(season)
    market = {
        "code": "market",
        "name": {"zh": "市场", "en": "Market"},
        "weight": "20",
        "max": "10",
        "step": "0.5",
    }
    services.save_criterion(actor=SYSTEM, round_id=made.id, version=1, values=market)
    services.save_criterion(
        actor=SYSTEM, round_id=made.id, version=2, values={"weight": "30"}, code="innovation"
    )
    services.move_criterion(actor=SYSTEM, round_id=made.id, version=3, code="market", by=-1)
    services.remove_criterion(actor=SYSTEM, round_id=made.id, version=4, code="team")
    view = queries.get_round(SYSTEM, made.id)
    assert [(c.code, c.weight) for c in view.criteria] == [
        ("innovation", Decimal(30)),
        ("market", Decimal(20)),
    ]
    assert view.tie_breaks == ("hold",)  # the tie rule on the removed criterion went with it


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"weight": "0"}, ("weight", "above_only")),
        ({"max": "10", "step": "3"}, ("", "season_step_misses_max")),
        ({"code": "team"}, ("code", "criterion_repeated")),
        ({"code": "Market!"}, ("code", "season_code_format")),
        ({"name": {"zh": "市场", "en": ""}}, ("name.en", "required")),
    ],
)
def test_a_criterion_that_cannot_be_is_refused(season, values, expected):
    made = draft(season)
    fine = {
        "code": "market",
        "name": {"zh": "市场", "en": "Market"},
        "weight": "20",
        "max": "10",
        "step": "0.5",
    }
    with pytest.raises(Invalid) as refused:
        services.save_criterion(actor=SYSTEM, round_id=made.id, version=1, values={**fine, **values})
    assert [(e.field, e.code) for e in refused.value.errors] == [expected]


def test_rubric_and_rules_are_frozen_once_the_round_opens(season):
    made = draft(season)
    made.state = RoundState.OPEN
    for change in (
        lambda: services.edit_round(actor=SYSTEM, round_id=made.id, version=None, values={"blind": True}),
        lambda: services.save_criterion(actor=SYSTEM, round_id=made.id, version=None, values={}, code="team"),
        lambda: services.remove_criterion(actor=SYSTEM, round_id=made.id, version=None, code="team"),
        lambda: services.discard_round(actor=SYSTEM, round_id=made.id, version=None),
    ):
        with pytest.raises(RoundFrozen):
            change()


def test_a_round_opens_only_when_nothing_is_missing(season):
    made = draft(season, values={"closes_at": datetime.now(UTC) + timedelta(days=30)})
    with pytest.raises(RoundNotReady) as refused:
        services.mark_open(
            actor=SYSTEM, round_id=made.id, version=None, missing=[GapCode.PANELS, GapCode.JUDGES]
        )
    assert refused.value.params == {"missing": ["panels", "judges"]}
    services.mark_open(actor=SYSTEM, round_id=made.id, version=None, missing=())
    assert queries.get_round(SYSTEM, made.id).state is RoundState.OPEN


def test_scores_are_taken_from_the_opening_up_to_the_close_by_the_databases_clock(session, season):
    now = datetime.now(UTC)
    opened = factories.a_round(season)
    services.ensure_scoring_open(opened)
    assert services.locked_for_scoring(opened.id) is opened
    ahead = factories.a_round(season, opens_at=now + timedelta(hours=1), closes_at=now + timedelta(days=1))
    with pytest.raises(RoundNotOpen):
        services.ensure_scoring_open(ahead)
    over = factories.a_round(season, opens_at=now - timedelta(days=2), closes_at=now - timedelta(seconds=1))
    with pytest.raises(RoundClosed) as refused:
        services.ensure_scoring_open(over)
    assert refused.value.code == "round_closed"
    services.close_round(actor=SYSTEM, round_id=opened.id)
    with pytest.raises(RoundClosed):
        services.locked_for_scoring(opened.id)
    with pytest.raises(RoundStateRefused):
        services.close_round(actor=SYSTEM, round_id=opened.id)


def test_an_open_round_is_prolonged_with_a_reason_and_never_into_the_past(season):
    opened = factories.a_round(season)
    later = datetime.now(UTC) + timedelta(days=5)
    with pytest.raises(Invalid) as refused:
        services.extend_round(
            actor=SYSTEM,
            round_id=opened.id,
            version=None,
            closes_at=datetime.now(UTC) - timedelta(hours=1),
            reason=" ",
        )
    assert [(e.field, e.code) for e in refused.value.errors] == [
        ("closes_at", "round_window_past"),
        ("reason", "required"),
    ]
    services.extend_round(actor=SYSTEM, round_id=opened.id, version=None, closes_at=later, reason="系统维护")
    assert queries.get_round(SYSTEM, opened.id).closes_at == later


def test_a_draft_is_thrown_away_unless_judges_were_asked(session, season):
    first, second = draft(season), draft(season)
    services.discard_round(actor=SYSTEM, round_id=first.id, version=1)
    with pytest.raises(NotFound):
        queries.get_round(SYSTEM, first.id)
    session.add(RoundJudge(round_id=second.id, judge_id=factories.a_judge().id))
    session.flush()
    with pytest.raises(RoundInUse):
        services.discard_round(actor=SYSTEM, round_id=second.id, version=1)


def test_a_zones_officer_runs_the_zones_own_heat_and_no_other_round(season, actor_of):
    officer = actor_of(factories.a_user(Role.OFFICER, district="310110"))
    stranger = actor_of(factories.a_user(Role.OFFICER, district="310115"))
    heat = draft(season, actor=officer, zone_code="yangpu")
    assert queries.get_round(officer, heat.id).zone_district == "310110"
    services.edit_round(actor=officer, round_id=heat.id, version=1, values={"blind": True})
    with pytest.raises(Forbidden):
        draft(season, actor=officer)
    with pytest.raises(Forbidden):
        draft(season, actor=stranger, zone_code="yangpu")
    city = draft(season)
    for actor, round_ in ((stranger, heat), (officer, city)):
        with pytest.raises(NotFound):
            services.edit_round(actor=actor, round_id=round_.id, version=None, values={"blind": True})


def test_a_zone_without_a_heat_of_its_own_gives_its_officer_no_round(session, season, actor_of):
    officer = actor_of(factories.a_user(Role.OFFICER, district="310110"))
    session.query(Zone).filter_by(season_id=season.id, code="yangpu").one().own_heat = False
    session.flush()
    with pytest.raises(Forbidden):
        draft(season, actor=officer, zone_code="yangpu")


def test_a_zones_heat_takes_its_entries_out_of_the_city_wide_round(season):
    city, zone = (
        factories.an_entry(factories.a_project(season, submitted=True, zone_code=code))
        for code in ("city", "yangpu")
    )
    whole = draft(season)
    assert {entry.id for entry in queries.entries_of_round(whole)} == {city.id, zone.id}
    heat = draft(season, zone_code="yangpu")
    assert {entry.id for entry in queries.entries_of_round(whole)} == {city.id}
    assert {entry.id for entry in queries.entries_of_round(heat)} == {zone.id}


def test_a_round_of_some_tracks_judges_only_their_entries(season):
    green, _life = (
        factories.an_entry(factories.a_project(season, submitted=True, track_code=code))
        for code in ("green", "life_health")
    )
    made = draft(season, values={"track_codes": ["green"]})
    assert [entry.id for entry in queries.entries_of_round(made)] == [green.id]
