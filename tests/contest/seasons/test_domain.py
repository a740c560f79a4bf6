"""The rulebook as validated data, windows, eligibility."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contest.kernel.clock import SHANGHAI
from contest.kernel.columns import LocalizedText
from contest.seasons.defaults import default_season
from contest.seasons.domain import (
    CheckState,
    Cut,
    CutKind,
    DeadlineState,
    EligibilityRule,
    Facts,
    GrowthStage,
    PartKind,
    Rules,
    Severity,
    TrackPart,
    WindowKind,
    WindowPart,
    as_invalid,
    deadline_state,
    effective_window,
    evaluate,
)
from contest.seasons.domain.completeness import GapCode, missing
from contest.seasons.domain.consistency import reference_errors, referring
from contest.seasons.domain.eligibility import (
    CompanyAge,
    Declarations,
    District,
    EquityRounds,
    Growth,
    IpCount,
    LeaderShare,
    PriorPrizes,
    Revenue,
    TeamShare,
    TeamSize,
)
from contest.seasons.domain.rulebook import Rulebook
from contest.seasons.domain.shifting import later, next_year_of
from contest.seasons.domain.vocabulary import SeasonState

NAME = LocalizedText("条件", "Rule")
TODAY = date(2026, 3, 1)
NAIVE = datetime.fromisoformat("2026-01-01T00:00")
moments = st.datetimes(NAIVE.replace(year=2020), NAIVE.replace(year=2030), timezones=st.just(UTC))
windows = st.builds(
    lambda start, minutes: WindowPart(
        kind=WindowKind.SUBMISSION, opens_at=start, closes_at=start + timedelta(minutes=minutes)
    ),
    moments,
    st.integers(1, 500_000),
)


def rule(params, **more):
    return EligibilityRule(code="rule", name=NAME, params=params, **more)


def answer(params, **facts):
    (check,) = evaluate([rule(params)], Facts(as_of=TODAY, **facts))
    return check.state


def complaints(kind, values):
    with pytest.raises(ValidationError) as caught:
        kind.model_validate(values)
    return {(error.field, error.code) for error in as_invalid(caught.value).errors}


# Windows


@settings(max_examples=100, derandomize=True)
@given(windows, moments)
def test_a_window_is_open_from_its_opening_up_to_but_not_at_its_closing(window, now):
    state = deadline_state(window, now)
    assert (state is DeadlineState.OPEN) == (window.opens_at <= now < window.closes_at)
    assert (state is DeadlineState.NOT_YET) == (now < window.opens_at)
    assert (state is DeadlineState.CLOSED) == (now >= window.closes_at)


@settings(max_examples=50, derandomize=True)
@given(windows)
def test_the_last_microsecond_is_inside_and_the_deadline_itself_is_not(window):
    assert deadline_state(window, window.opens_at) is DeadlineState.OPEN
    assert deadline_state(window, window.closes_at - timedelta(microseconds=1)) is DeadlineState.OPEN
    assert deadline_state(window, window.closes_at) is DeadlineState.CLOSED


def test_a_season_without_the_window_has_it_unscheduled():
    assert deadline_state(None, datetime.now(UTC)) is DeadlineState.UNSCHEDULED
    assert effective_window((), WindowKind.SUBMISSION, "city") is None


@settings(max_examples=50, derandomize=True)
@given(
    st.lists(st.sampled_from(["", "xuhui", "minhang"]), unique=True),
    st.sampled_from(["", "xuhui", "minhang"]),
)
def test_a_zones_own_window_holds_before_the_citys(zones, asked):
    made = tuple(
        WindowPart(
            kind=WindowKind.SUBMISSION,
            zone_code=zone,
            opens_at=datetime(2026, 1, 1, tzinfo=UTC),
            closes_at=datetime(2026, 2, 1, tzinfo=UTC),
        )
        for zone in zones
    )
    found = effective_window(made, WindowKind.SUBMISSION, asked)
    expected = asked if asked in zones else "" if "" in zones else None
    assert (found.zone_code if found else None) == expected
    assert effective_window(made, WindowKind.NOMINATION, asked) is None


def test_a_window_needs_moments_with_a_zone_and_an_order():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    assert complaints(WindowPart, {"kind": "submission", "opens_at": start, "closes_at": start}) == {
        ("", "season_window_order")
    }
    assert complaints(WindowPart, {"kind": "submission", "opens_at": NAIVE, "closes_at": start}) == {
        ("opens_at", "not_a_moment")
    }


# Validation


def test_every_complaint_names_its_field_and_language():
    assert complaints(TrackPart, {"code": "Sea", "name": {"zh": "  ", "en": "x" * 81}, "colour": "blue"}) == {
        ("code", "season_code_format"),
        ("name.zh", "required"),
        ("name.en", "too_long"),
        ("colour", "not_accepted"),
    }


def test_the_smallest_team_cannot_be_larger_than_the_largest():
    assert complaints(Rules, {"slot_year": 2026, "min_team_size": 5, "max_team_size": 3}) == {
        ("", "season_team_size_order")
    }


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("top", "2.5", "season_cut_top"),
        ("share", "1.01", "season_cut_share"),
        ("threshold", "101", "season_cut_threshold"),
    ],
)
def test_a_cut_has_a_value_its_kind_can_have(kind, value, code):
    assert complaints(Cut, {"kind": kind, "value": value}) == {("", code)}


def test_a_range_needs_a_bound_and_an_order():
    assert complaints(Revenue, {}) == {("", "season_range_empty")}
    assert complaints(CompanyAge, {"min_years": 5, "max_years": 3}) == {("", "season_range_order")}


# Eligibility

CASES = [
    (CompanyAge(max_years=5), {"company_founded": date(2021, 3, 1)}, {"company_founded": date(2021, 2, 28)}),
    (CompanyAge(min_years=5), {"company_founded": date(2021, 3, 1)}, {"company_founded": date(2021, 3, 2)}),
    (Revenue(max_cents=100), {"revenue_cents": 100}, {"revenue_cents": 101}),
    (TeamSize(min_people=3, max_people=15), {"team_size": 15}, {"team_size": 2}),
    (LeaderShare(min_percent=Decimal(30)), {"leader_share": Decimal(30)}, {"leader_share": Decimal("29.99")}),
    (TeamShare(min_percent=Decimal(50)), {"team_share": Decimal(50)}, {"team_share": Decimal(49)}),
    (District(any_of=("310110",)), {"district": "310110"}, {"district": "310104"}),
    (
        Growth(any_of=(GrowthStage.SEED,)),
        {"growth_stage": GrowthStage.SEED},
        {"growth_stage": GrowthStage.EARLY},
    ),
    (EquityRounds(max_rounds=1), {"equity_rounds": 1}, {"equity_rounds": 2}),
    (PriorPrizes(max_prizes=0), {"prior_prizes": 0}, {"prior_prizes": 1}),
    (IpCount(min_items=1), {"ip_count": 1}, {"ip_count": 0}),
    (Declarations(codes=("truth",)), {"declarations": {"truth": True}}, {"declarations": {"truth": False}}),
]


@pytest.mark.parametrize(
    ("params", "good", "bad"), CASES, ids=[case[0].kind + str(n) for n, case in enumerate(CASES)]
)
def test_every_kind_of_rule_is_satisfied_unmet_or_unknown(params, good, bad):
    assert answer(params, **good) is CheckState.SATISFIED
    assert answer(params, **bad) is CheckState.UNMET
    assert answer(params) is CheckState.UNKNOWN


@settings(max_examples=60, derandomize=True)
@given(st.sampled_from([case[0] for case in CASES]), st.sampled_from(list(Severity)))
def test_what_is_not_known_never_blocks(params, severity):
    (check,) = evaluate([rule(params, severity=severity)], Facts(as_of=TODAY))
    assert check.state is CheckState.UNKNOWN
    assert not check.blocks


@settings(max_examples=100, derandomize=True)
@given(
    st.dates(date(1990, 1, 1), date(2026, 3, 1)),
    st.integers(0, 30),
    st.dates(date(2026, 3, 1), date(2027, 3, 1)),
)
def test_a_company_grows_out_of_an_upper_age_once_and_for_good(founded, years, day):
    def state(on):
        (check,) = evaluate([rule(CompanyAge(max_years=years))], Facts(as_of=on, company_founded=founded))
        return check.state

    if state(day) is CheckState.UNMET:
        assert state(day + timedelta(days=1)) is CheckState.UNMET
    if state(day) is CheckState.SATISFIED:
        assert day.year - founded.year <= years


def test_a_company_founded_on_29_february_is_a_year_old_on_1_march():
    rules = [rule(CompanyAge(min_years=1))]
    born = date(2024, 2, 29)
    assert evaluate(rules, Facts(as_of=date(2025, 2, 28), company_founded=born))[0].state is CheckState.UNMET
    assert (
        evaluate(rules, Facts(as_of=date(2025, 3, 1), company_founded=born))[0].state is CheckState.SATISFIED
    )


@pytest.mark.parametrize(
    "params", [CompanyAge(max_years=5), Revenue(max_cents=1), LeaderShare(min_percent=Decimal(30))]
)
def test_rules_about_a_company_do_not_concern_a_team_without_one(params):
    assert answer(params, has_company=False) is CheckState.SATISFIED


def test_a_company_may_be_required():
    assert answer(CompanyAge(max_years=5, needs_company=True), has_company=False) is CheckState.UNMET


def test_one_declined_declaration_outweighs_a_missing_one():
    params = Declarations(codes=("truth", "rights"))
    assert answer(params, declarations={"truth": False}) is CheckState.UNMET
    assert answer(params, declarations={"truth": True}) is CheckState.UNKNOWN


def test_a_rule_for_a_group_concerns_that_group_only():
    rules = [rule(PriorPrizes(max_prizes=0), groups=("growth",))]
    assert evaluate(rules, Facts(as_of=TODAY, group_code="seed", prior_prizes=3)) == ()
    assert evaluate(rules, Facts(as_of=TODAY, prior_prizes=3)) == ()
    (check,) = evaluate(rules, Facts(as_of=TODAY, group_code="growth", prior_prizes=3))
    assert check.blocks


# The template


def book_of(draft, **changes):
    """Return a draft as if it had been written and read."""
    parts = {
        name: getattr(draft, name) for name in draft.__dataclass_fields__ if name not in ("basics", "rules")
    }
    return Rulebook(
        **{
            "season_id": None,
            "slug": draft.basics.slug,
            "name": draft.basics.name,
            "year": draft.basics.year,
            "state": SeasonState.DRAFT,
            "intro": draft.basics.intro,
            "version": 1,
            "rules": draft.rules,
            **parts,
            **changes,
        }
    )


def test_the_template_is_complete_and_consistent():
    draft = default_season(2026)
    assert missing(book_of(draft)) == ()
    assert [
        error for kind in PartKind for part in draft.of(kind) for error in reference_errors(part, draft)
    ] == []
    assert all(stage.weight_sum == 100 for stage in draft.stages)
    codes = [rule.code for rule in book_of(draft).checks()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"tracks": ()}, GapCode.TRACKS),
        ({"groups": ()}, GapCode.GROUPS),
        ({"zones": ()}, GapCode.ZONES),
        ({"channels": ()}, GapCode.CHANNELS),
        ({"windows": default_season(2026).windows[1:]}, GapCode.SUBMISSION_WINDOW),
        ({"windows": default_season(2026).windows[:1]}, GapCode.NOMINATION_WINDOW),
        ({"stages": default_season(2026).stages[:2]}, GapCode.DIRECT_STAGE),
    ],
)
def test_what_keeps_a_season_from_opening_is_named(changes, gap):
    assert missing(book_of(default_season(2026), **changes)) == (gap,)


def test_a_season_without_slots_needs_no_nomination_window():
    draft = default_season(2026)
    rules = draft.rules.model_copy(update={"slots_per_base": 0})
    assert missing(book_of(draft, rules=rules, windows=draft.windows[:1])) == ()


def test_rows_that_others_refer_to_are_known():
    draft = default_season(2026)
    assert referring(PartKind.ZONE, "minhang", draft) is PartKind.WINDOW
    assert referring(PartKind.GROUP, "growth", draft) is PartKind.ELIGIBILITY
    assert referring(PartKind.STAGE, "final", draft) is PartKind.BENEFIT
    assert referring(PartKind.TRACK, "green", draft) is None


def test_a_tie_rule_names_a_criterion_of_its_own_rubric():
    draft = default_season(2026)
    stage = draft.stages[0].model_copy(update={"rubric": draft.stages[0].rubric[1:]})
    assert [error.code for error in reference_errors(stage, draft)] == ["season_tie_criterion"]


def test_a_cut_for_a_track_that_does_not_exist_is_refused():
    draft = default_season(2026)
    advance = draft.stages[0].advance
    assert advance is not None
    cut = Cut(kind=CutKind.TOP, value=Decimal(1))
    stage = draft.stages[0].model_copy(
        update={"advance": advance.model_copy(update={"per_track": {"nope": cut}})}
    )
    assert [error.field for error in reference_errors(stage, draft)] == ["advance.per_track.nope"]


# A year later


@settings(max_examples=60, derandomize=True)
@given(windows, st.integers(-3, 3))
def test_a_window_moved_by_years_is_still_a_window(window, years):
    book = book_of(default_season(2024), windows=(window,))
    (moved,) = next_year_of(book, slug="x-1", year=2024 + years).windows
    assert moved.closes_at > moved.opens_at
    there, before = moved.opens_at.astimezone(SHANGHAI), window.opens_at.astimezone(SHANGHAI)
    assert there.year == before.year + years
    assert there.timetz() == before.timetz()


def test_a_clone_moves_dates_and_keeps_labels():
    book = book_of(default_season(2024))
    clone = next_year_of(book, slug="2025", year=2025)
    assert clone.basics.name == LocalizedText("2025 海聚英才全球创新创业大赛", "Haiju Global Contest 2025")
    assert clone.rules.slot_year == 2025
    assert [stage.name for stage in clone.stages] == [stage.name for stage in book.stages]
    assert clone.stages[0].starts_on == later(book.stages[0].starts_on, 1) == date(2025, 5, 6)
    assert clone.tracks == book.tracks


def test_29_february_becomes_the_28th_where_the_year_has_none():
    assert later(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert later(date(2024, 2, 29), 4) == date(2028, 2, 29)
