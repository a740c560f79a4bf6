"""The form as data: what a value may be, what is missing, what changed, receipts, documents."""

from __future__ import annotations

import hashlib
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.documents.domain import DOCX, PDF, PPTX, detect, safe_name
from contest.entry_forms.defaults import DEFAULT
from contest.entry_forms.domain import RequiredFor, visible
from contest.entry_forms.domain.values import empty, is_given, parse, shown
from contest.kernel.errors import Invalid
from contest.organisations.domain import credit_check_character
from contest.projects.domain import FileKind
from contest.projects.domain.completeness import changed, requirements, section_state, unmet
from contest.projects.domain.receipt import canonical, digest, numbered
from tests.factories import a_pdf, an_office_file

FORM, BY_CODE, locate = DEFAULT.stored, DEFAULT.by_code, DEFAULT.locate
ASKED = visible(DEFAULT, {})
SOLUTION = DEFAULT.sections[1]
fast = settings(max_examples=60, derandomize=True, deadline=None)


def read(code: str, raw: Any, choices: tuple[str, ...] = ()) -> Any:
    spec = BY_CODE[code]
    return parse(spec, spec.paths[0], raw, choices or spec.option_codes)


def refusal(code: str, raw: Any, choices: tuple[str, ...] = ()) -> tuple[str, str]:
    with pytest.raises(Invalid) as caught:
        read(code, raw, choices)
    error = caught.value.errors[0]
    return error.field, error.code


def complete() -> dict[str, Any]:
    values = {spec.code: empty(spec) for spec in FORM}
    for spec in FORM:
        if spec.required_for is not RequiredFor.NEVER and spec.code in ASKED:
            first = spec.option_codes[0] if spec.options else "x"
            values[spec.code] = (
                {"zh": "有", "en": ""} if spec.bilingual else True if spec.kind == "declaration" else first
            )
    return values


def test_every_step_has_fields_and_every_code_is_unique() -> None:
    assert len(BY_CODE) == len(DEFAULT.specs)
    assert len(DEFAULT.sections) == 6
    assert all(section.fields for section in DEFAULT.sections)


def test_no_field_asks_for_degrees_or_papers() -> None:
    assert not {code for code in BY_CODE if "degree" in code or "paper" in code or "school" in code}


def test_addresses_name_a_field_and_its_language() -> None:
    assert locate("problem.en") == (BY_CODE["problem"], "en")
    assert locate("track_code") == (BY_CODE["track_code"], None)
    for wrong in ("problem", "problem.fr", "track_code.zh", "state", ""):
        with pytest.raises(Invalid):
            locate(wrong)


def test_a_limit_counts_characters_not_bytes() -> None:
    assert read("name", "海" * 60) == "海" * 60
    assert refusal("name", "海" * 61) == ("name.zh", "too_long")
    assert len(read("name", "𠮷" * 60)) == 60


def test_line_ends_count_once_and_lines_of_a_name_become_blanks() -> None:
    assert read("problem", "一\r\n二\r三  \n\n") == "一\n二\n三"
    assert read("name", "  海聚 \n 项目 ") == "海聚 项目"
    assert read("problem", "a\x00b") == "ab"


@fast
@given(st.text(max_size=80))
def test_reading_a_text_twice_changes_nothing(raw: str) -> None:
    once = read("intro", raw)
    assert read("intro", once) == once


def test_a_choice_is_one_of_the_options_or_nothing() -> None:
    assert read("track_code", "green", ("green", "blue")) == "green"
    assert read("track_code", "", ("green",)) is None
    assert refusal("track_code", "red", ("green",)) == ("track_code", "not_a_choice")
    assert refusal("track_code", 7, ("green",))[1] == "not_accepted"


def test_several_choices_keep_the_order_of_the_options() -> None:
    assert read("needs", ["SPACE", "FIN"]) == ["FIN", "SPACE"]
    assert read("needs", []) == []
    assert refusal("needs", ["FIN", "NOPE"])[1] == "not_a_choice"


@pytest.mark.parametrize(
    ("raw", "cents"),
    [
        ("500", 500_000_000),
        ("0.01", 10_000),
        ("1,200", 1_200_000_000),
        ("1，200", 1_200_000_000),
        ("", None),
        (None, None),
        ("0", 0),
    ],
)
def test_money_is_written_in_wan_and_kept_in_cents(raw: Any, cents: int | None) -> None:
    assert read("amount_sought", raw) == cents


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("-1", "out_of_range"),
        ("1e12", "out_of_range"),
        ("many", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        (True, "not_a_number"),
    ],
)
def test_money_is_a_sensible_number(raw: Any, code: str) -> None:
    assert refusal("amount_sought", raw) == ("amount_sought", code)


@fast
@given(st.integers(0, 10**13))
def test_money_comes_back_from_its_control_as_it_went_in(cents: int) -> None:
    cents -= cents % 100
    assert read("amount_sought", shown(BY_CODE["amount_sought"], cents)) == cents


def test_dates_and_credit_codes_are_checked() -> None:
    assert read("company_founded", "2024-02-29") == "2024-02-29"
    assert refusal("company_founded", "2023-02-29") == ("company_founded", "not_a_date")
    assert read("credit_code", "") is None
    assert read(
        "credit_code", " 91310000 ma1fl00a1" + credit_check_character("91310000MA1FL00A1").lower()
    ) == ("91310000MA1FL00A1" + credit_check_character("91310000MA1FL00A1"))
    assert refusal("credit_code", "123")[1] == "credit_code_length"


def test_keywords_are_split_on_chinese_and_western_commas_and_counted() -> None:
    assert read("keywords", "固态电池，电解质、中试; pilot, 固态电池") == [
        "固态电池",
        "电解质",
        "中试",
        "pilot",
    ]
    assert refusal("keywords", "、".join(str(n) for n in range(9)))[1] == "too_many_tags"
    assert refusal("keywords", "长" * 21)[1] == "tag_too_long"


def test_an_unticked_box_is_not_given_and_zero_money_is() -> None:
    assert not is_given(BY_CODE["declaration_of_truth"], False)
    assert is_given(BY_CODE["amount_sought"], 0)
    assert is_given(BY_CODE["name"], {"zh": "", "en": "x"})
    assert not is_given(BY_CODE["name"], {"zh": "", "en": ""})


def test_one_language_is_enough_and_the_plan_is_needed() -> None:
    assert all(r.met for r in requirements(DEFAULT, complete(), {FileKind.PLAN}))
    assert [e.code for e in unmet(requirements(DEFAULT, complete(), set()))] == ["plan_required"]
    assert [e.code for e in unmet(requirements(DEFAULT, complete(), {FileKind.DECK}))] == ["plan_required"]


@fast
@given(
    st.sampled_from(
        [spec for spec in FORM if spec.required_for is not RequiredFor.NEVER and spec.code in ASKED]
    )
)
def test_leaving_out_any_required_field_is_noticed_by_name(spec: Any) -> None:
    values = {**complete(), spec.code: empty(spec)}
    assert [error.field for error in unmet(requirements(DEFAULT, values, {FileKind.PLAN}))] == [spec.code]


def test_a_step_is_todo_then_needs_attention_then_done() -> None:
    values = {spec.code: empty(spec) for spec in FORM}
    assert section_state(SOLUTION, None, requirements(DEFAULT, values, ()), values) == "todo"
    values["problem"] = {"zh": "难题", "en": ""}
    assert section_state(SOLUTION, None, requirements(DEFAULT, values, ()), values) == "attention"
    assert section_state(SOLUTION, None, requirements(DEFAULT, complete(), ()), complete()) == "done"
    assert section_state(SOLUTION, "solution", (), values) == "current"


def test_what_changed_names_fields_and_files() -> None:
    before = {"fields": complete(), "files": [{"kind": "plan", "sha256": "a"}]}
    after = {
        "fields": {**complete(), "market": {"zh": "更大", "en": ""}},
        "files": [{"kind": "plan", "sha256": "b"}],
    }
    assert changed(DEFAULT, before, before) == ()
    assert changed(DEFAULT, before, after) == ("market", "plan")


def test_a_digest_does_not_depend_on_the_order_of_keys_and_anyone_can_compute_it() -> None:
    content = {"b": {"zh": "海", "en": "sea"}, "a": [1, True, None]}
    turned = {"a": [1, True, None], "b": {"en": "sea", "zh": "海"}}
    assert digest(content) == digest(turned)
    assert (
        digest(content)
        == hashlib.sha256('{"a":[1,true,null],"b":{"en":"sea","zh":"海"}}'.encode()).hexdigest()
    )
    assert json.loads(canonical(content)) == content


def test_numbers_name_the_year() -> None:
    assert numbered(2026, 123) == "HJ26-000123"


def test_a_document_is_told_by_its_content() -> None:
    assert detect(a_pdf()) is PDF
    assert detect(an_office_file()) is DOCX
    assert detect(an_office_file("presentationml.presentation")) is PPTX


@pytest.mark.parametrize(
    "content",
    [
        io.BytesIO(b""),
        io.BytesIO(b"MZ\x90\x00 a program"),
        io.BytesIO(b"PK\x03\x04 broken"),
        io.BytesIO(b"<html>%PDF</html>"),
        an_office_file(types=False),
        an_office_file("spreadsheetml.sheet"),
        an_office_file(macros=True),
    ],
)
def test_anything_else_is_not_a_document(content: io.BytesIO) -> None:
    assert detect(content) is None


@fast
@given(st.binary(max_size=200))
def test_no_content_makes_detection_fail(content: bytes) -> None:
    stream = io.BytesIO(b"PK\x03\x04" + content)
    assert detect(stream) is None
    assert stream.tell() == 0


def test_a_kept_name_has_no_folder_and_the_true_extension() -> None:
    assert safe_name("C:\\plans\\..\\商业计划.exe", PDF) == "商业计划.pdf"
    assert safe_name("../../etc/passwd", DOCX) == "passwd.docx"
    assert safe_name("a\r\nSet-Cookie: x.pdf", PDF) == "aSet-Cookie: x.pdf"
    assert safe_name("...", PDF) == "document.pdf"
