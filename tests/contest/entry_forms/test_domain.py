"""Forms as data: what a valid form is, round trips, conditions, tables, numbers, edits, comparisons."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import (
    CORE,
    KEPT,
    FieldKept,
    FieldKind,
    FieldSpec,
    Form,
    Need,
    RequiredFor,
    SectionInUse,
    differences,
    editing,
    read_form,
    reshaped,
    visible,
    write_form,
)
from contest.entry_forms.domain.checking import problem_of
from contest.entry_forms.domain.fields import shape
from contest.entry_forms.domain.text import clean_text
from contest.entry_forms.domain.values import empty, is_given, parse, shown
from contest.kernel.errors import Invalid
from contest.seasons.domain import StageCode

fast = settings(max_examples=60, derandomize=True, deadline=None)
TEXT = {"zh": "名称", "en": "Label"}
BY_CODE = DEFAULT.by_code


def a_spec(kind: FieldKind, code: str = "extra", **more: Any) -> FieldSpec:
    """The plainest field of a kind."""
    own: dict[FieldKind, dict[str, Any]] = {
        FieldKind.LINE: {"limit": 40},
        FieldKind.TEXT: {"limit": 400},
        FieldKind.CHOICE: {"options": [{"code": "a", "label": TEXT}, {"code": "b", "label": TEXT}]},
        FieldKind.CHOICES: {"options": [{"code": "a", "label": TEXT}, {"code": "b", "label": TEXT}]},
        FieldKind.TABLE: {"columns": [{"code": "x", "kind": "line", "label": TEXT, "limit": 20}]},
        FieldKind.DECLARATION: {"statement": TEXT},
    }
    values = {"code": code, "kind": kind, "label": TEXT, **own.get(kind, {}), **more}
    return editing.make_field(values)


def refusal(**values: Any) -> str:
    with pytest.raises(Invalid) as caught:
        editing.make_field({"label": TEXT, **values})
    return caught.value.errors[0].code


codes = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
labels = st.fixed_dictionaries(
    {
        "zh": st.text("海聚项目", min_size=1, max_size=8),
        "en": st.text("abc ", min_size=1, max_size=8).filter(str.strip),
    }
)


@st.composite
def specs(draw: st.DrawFn) -> FieldSpec:
    kind = draw(st.sampled_from(list(FieldKind)))
    more: dict[str, Any] = {"label": draw(labels), "names": draw(st.booleans())}
    if kind in {FieldKind.LINE, FieldKind.TEXT}:
        more |= {"bilingual": draw(st.booleans()), "limit": draw(st.integers(1, 500))}
    if kind is FieldKind.NUMBER:
        more |= {
            "decimals": draw(st.integers(0, 4)),
            "minimum": draw(st.integers(-5, 5)),
            "unit": draw(labels),
        }
    more["required_for"] = draw(st.sampled_from(["never", "submit", "semifinal"]))
    return a_spec(kind, code="f_" + draw(codes), **more)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    found = draw(st.lists(specs(), max_size=6, unique_by=lambda spec: spec.code))
    form = DEFAULT
    for spec in found:
        form = editing.add_field(form, draw(st.sampled_from([s.code for s in form.sections])), spec)
    return form


@fast
@given(forms())
def test_what_is_written_of_a_form_reads_back_the_same(form: Form) -> None:
    content = json.loads(json.dumps(write_form(form)))
    assert read_form(content, form.version) == form


def test_the_default_form_covers_what_contests_ask_and_asks_no_degrees() -> None:
    asked = {*BY_CODE}
    assert {"ip_rights", "finances", "funding_rounds", "equity", "founder_on_leave", "landing_base"} <= asked
    assert not {code for code in asked if any(word in code for word in ("degree", "paper", "school"))}
    assert {*CORE} <= asked
    assert BY_CODE["needs"].option_codes == tuple(Need)
    personal = {"team_roles", "equity", "research_unit"}
    assert all(BY_CODE[code].purpose for code in personal)


def test_a_researcher_on_leave_is_asked_for_the_unit_and_its_consent() -> None:
    assert {"research_unit", "unit_consent"} & visible(DEFAULT, {}) == set()
    assert {"research_unit", "unit_consent"} <= visible(DEFAULT, {"founder_on_leave": True})


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "x", "kind": "line"}, "form_limit_missing"),
        ({"code": "x", "kind": "choice"}, "form_options_missing"),
        ({"code": "x", "kind": "table"}, "form_columns_missing"),
        ({"code": "x", "kind": "declaration"}, "form_statement_missing"),
        ({"code": "x", "kind": "date", "bilingual": True}, "form_not_for_kind"),
        ({"code": "x", "kind": "number", "minimum": 3, "maximum": 1}, "form_range_order"),
        ({"code": "x", "kind": "flag", "required_for": "draft"}, "form_draft_only_name"),
        ({"code": "company_name", "kind": "line", "limit": 40}, "form_core_fixed"),
        ({"code": "name", "kind": "line", "limit": 61, "bilingual": True}, "form_core_limit"),
        ({"code": "X", "kind": "flag"}, "season_code_format"),
        ({"code": "x", "kind": "nothing"}, "not_a_choice"),
    ],
)
def test_a_field_that_cannot_be_is_refused(values: dict[str, Any], code: str) -> None:
    assert refusal(**values) == code


def test_a_core_choice_offers_only_what_the_platform_knows() -> None:
    options = [{"code": "seed", "label": TEXT}, {"code": "giant", "label": TEXT}]
    assert refusal(code="growth_stage", kind="choice", options=options) == "form_core_option"


def test_codes_are_unique_and_name_and_track_stay() -> None:
    with pytest.raises(Invalid):
        editing.add_field(DEFAULT, "market", a_spec(FieldKind.LINE, "solution"))
    for code in KEPT:
        with pytest.raises(FieldKept):
            editing.remove_field(DEFAULT, code)
    with pytest.raises(Invalid):
        editing.change_field(
            DEFAULT,
            "track_code",
            BY_CODE["track_code"].model_copy(update={"required_for": RequiredFor.NEVER}),
        )


def test_a_condition_looks_back_at_an_earlier_field_and_its_answers() -> None:
    dependent = a_spec(FieldKind.LINE, condition={"field": "growth_stage", "values": ["seed"]})
    form = editing.add_field(DEFAULT, "project", dependent)
    assert "extra" in visible(form, {"growth_stage": "seed"})
    assert "extra" not in visible(form, {"growth_stage": "growth"})
    assert "extra" not in visible(form, {})
    for condition in (
        {"field": "growth_stage", "values": ["giant"]},
        {"field": "name", "values": ["a"]},
        {"field": "nowhere"},
        {"field": "plan"},
        {"field": "extra"},
    ):
        with pytest.raises(Invalid):
            editing.add_field(DEFAULT, "plan", a_spec(FieldKind.LINE, condition=condition))
    with pytest.raises(Invalid):
        editing.remove_field(form, "growth_stage")
    with pytest.raises(Invalid):
        editing.place_field(form, "growth_stage", "plan")


def test_what_is_hidden_hides_what_depends_on_it() -> None:
    form = editing.add_field(
        DEFAULT, "plan", a_spec(FieldKind.FLAG, "inner", condition={"field": "research_unit"})
    )
    unit = {"research_unit": {"zh": "研究所", "en": ""}}
    assert "inner" in visible(form, {**unit, "founder_on_leave": True})
    assert "inner" not in visible(form, unit)


@fast
@given(st.permutations([s.code for s in DEFAULT.specs]).map(lambda order: order[:12]), st.data())
def test_moving_fields_never_loses_one(order: list[str], data: st.DataObject) -> None:
    form = DEFAULT
    for code in order:
        try:
            form = editing.move_field(form, code, data.draw(st.sampled_from([-1, 1])))
        except Invalid:
            continue
    assert sorted(form.by_code) == sorted(DEFAULT.by_code)


def test_moving_up_from_the_top_of_a_section_leads_into_the_one_before() -> None:
    moved = editing.move_field(DEFAULT, "problem", -1)
    assert moved.section_of("problem").code == "project"
    assert moved.sections[0].fields[-1].code == "problem"
    assert editing.move_field(moved, "problem", 1) == DEFAULT


def test_sections_are_added_reworded_moved_and_removed_when_empty() -> None:
    form = editing.add_section(DEFAULT, editing.make_section({"code": "extra", "label": TEXT}))
    form = editing.move_section(form, "extra", -1)
    assert [section.code for section in form.sections][-2:] == ["extra", "plan"]
    form = editing.change_section(form, "extra", {"label": {"zh": "补充", "en": "More"}})
    assert form.section("extra").label.zh == "补充"  # type: ignore[union-attr]
    with pytest.raises(SectionInUse):
        editing.remove_section(form, "market")
    assert editing.remove_section(form, "extra") == DEFAULT


def test_differences_name_what_is_new_gone_stricter_and_moved() -> None:
    form = editing.remove_field(DEFAULT, "awards")
    form = editing.add_field(form, "market", a_spec(FieldKind.LINE, required_for="submit"))
    traction = BY_CODE["traction"].model_copy(update={"required_for": RequiredFor.SUBMIT})
    form = editing.change_field(form, "traction", traction)
    form = editing.move_field(form, "competitors", -1)
    found = differences(DEFAULT, form)
    assert [spec.code for spec in found.added] == ["extra"]
    assert [spec.code for spec in found.removed] == ["awards"]
    assert [(change.after.code, change.parts) for change in found.changed] == [
        ("traction", ("required_for",))
    ]
    assert {spec.code for spec in found.newly_required} == {"extra", "traction"}
    assert len(found.moved) == 1
    assert not differences(DEFAULT, DEFAULT)


def test_a_field_keeps_its_kind_but_a_table_may_get_more_columns() -> None:
    other = a_spec(FieldKind.NUMBER, "traction")
    form = editing.add_field(editing.remove_field(DEFAULT, "traction"), "market", other)
    assert reshaped(form, DEFAULT) == "traction"
    table = BY_CODE["equity"]
    more = table.model_copy(update={"columns": (*table.columns, a_spec(FieldKind.TABLE).columns[0])})
    assert reshaped(editing.change_field(DEFAULT, "equity", more), DEFAULT) is None
    assert shape(BY_CODE["declaration_of_truth"]) == shape(BY_CODE["consent_bases"])


def read(spec: FieldSpec, raw: Any) -> Any:
    return parse(spec, spec.paths[0], raw, spec.option_codes)


def problems(spec: FieldSpec, raw: Any) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        read(spec, raw)
    return [(error.field, error.code) for error in caught.value.errors]


def test_rows_are_read_cell_by_cell_and_empty_ones_are_dropped() -> None:
    equity = BY_CODE["equity"]
    rows = [
        {"holder": " 江 ", "role": "leader", "share": "51.50"},
        {"holder": "", "role": "", "share": ""},
        {"holder": "平台", "role": "staff_pool", "share": "10"},
    ]
    stored = read(equity, rows)
    assert stored == [
        {"holder": "江", "role": "leader", "share": "51.5"},
        {"holder": "平台", "role": "staff_pool", "share": "10"},
    ]
    assert read(equity, json.dumps(rows)) == stored
    assert read(equity, shown(equity, stored)) == stored
    assert shown(equity, []) == ""
    assert read(equity, "") == []


def test_what_is_wrong_with_a_table_names_the_cell() -> None:
    equity = BY_CODE["equity"]
    assert problems(equity, [{"holder": "a" * 81, "role": "king", "share": "101"}]) == [
        ("equity.0.holder", "too_long"),
        ("equity.0.role", "not_a_choice"),
        ("equity.0.share", "out_of_range"),
    ]
    assert problems(equity, [{"share": "1.234"}]) == [("equity.0.share", "too_many_decimals")]
    assert problems(equity, [{"degree": "PhD"}]) == [("equity.0.degree", "unknown_field")]
    assert problems(equity, [{"holder": "x"}] * 21) == [("equity", "too_many_rows")]
    wrong: list[Any] = ["{", "[1]", 7, {"a": 1}, "[[]]"]
    for junk in wrong:
        assert problems(equity, junk) == [("equity", "not_accepted")]


def test_a_table_is_checked_as_a_whole_before_it_is_handed_in() -> None:
    equity = BY_CODE["equity"]

    def problem(*rows: dict[str, Any]) -> str | None:
        error = problem_of(equity, list(rows), required=False)
        return error.code if error else None

    leader = {"holder": "江", "role": "leader", "share": "60"}
    assert problem() is None
    assert problem(leader) is None
    assert problem({**leader, "share": None}) == "row_incomplete"
    assert problem(leader, {**leader, "share": "40.01"}) == "total_too_high"
    assert problem(leader, {**leader, "share": "40"}) is None


def test_numbers_are_whole_or_decimal_strings() -> None:
    staff, share = BY_CODE["insured_staff"], BY_CODE["equity"].columns[2]
    assert read(staff, "1,200") == 1200
    assert read(staff, 7) == 7
    assert read(staff, 0) == 0
    assert is_given(staff, 0)
    assert problems(staff, "1.5") == [("insured_staff", "not_a_whole_number")]
    assert problems(staff, "-1") == [("insured_staff", "out_of_range")]
    wrong: list[Any] = ["NaN", "1e99", True, [], "viele"]
    for junk in wrong:
        assert problems(staff, junk)[0][1] in {"not_a_number", "out_of_range"}
    assert share.decimals == 2


def test_a_loss_is_negative_where_the_form_allows_it() -> None:
    rows = read(BY_CODE["finances"], [{"year": "2025", "revenue": "0", "profit": "-12.5"}])
    assert rows == [{"year": 2025, "revenue": 0, "profit": -12_500_000, "rd_spend": None, "staff": None}]
    assert problems(BY_CODE["finances"], [{"year": "2025", "revenue": "-1"}]) == [
        ("finances.0.revenue", "out_of_range")
    ]


def test_a_lower_limit_or_a_lost_option_is_noticed_before_handing_in() -> None:
    line = a_spec(FieldKind.LINE, limit=3)
    error = problem_of(line, "四个汉字", required=False)
    assert error is not None
    assert error.code == "too_long"
    gone = problem_of(a_spec(FieldKind.CHOICE), "z", required=False)
    assert gone is not None
    assert gone.code == "not_a_choice"


@fast
@given(st.text(max_size=60))
def test_cleaning_a_text_twice_changes_nothing(raw: str) -> None:
    for lines in (True, False):
        once = clean_text(raw, lines=lines)
        assert clean_text(once, lines=lines) == once


def test_a_file_is_not_written_and_a_later_stage_may_ask_more() -> None:
    with pytest.raises(Invalid):
        parse(BY_CODE["plan"], "plan", "x", ())
    with pytest.raises(Invalid):
        DEFAULT.locate("plan")
    assert a_spec(FieldKind.FLAG, required_for="semifinal").required_for is StageCode.SEMIFINAL


@fast
@given(specs())
def test_an_empty_value_of_any_kind_is_not_given_and_is_accepted(spec: FieldSpec) -> None:
    assert not is_given(spec, empty(spec))
    if not spec.is_file:
        for path in spec.paths:
            part = empty(spec)[path.partition(".")[2]] if spec.bilingual else empty(spec)
            assert parse(spec, path, shown(spec, part), spec.option_codes) == part
