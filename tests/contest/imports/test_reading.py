from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.imports.domain import FileUnreadable, Limits, Table, read_table
from tests.contest.imports.sheets import a_csv, an_xlsx

HEADERS, ROW = ("编号", "名称"), ("1", "示例项目")


def why(content: bytes, **more: Any) -> str:
    with pytest.raises(FileUnreadable) as caught:
        read_table(content, **more)
    return caught.value.errors[0].code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_csv_is_read_in_the_encodings_of_excel_and_wps(encoding: str) -> None:
    table = read_table(a_csv(HEADERS, [ROW], encoding))
    assert (table.headers, list(table.rows)) == (HEADERS, [(2, ROW)])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_found_even_beside_commas_in_cells(delimiter: str) -> None:
    table = read_table(a_csv(("a", "b", "c"), [("1,5", "2,5", "x, y"), ("3", "4", "5")], delimiter=delimiter))
    assert (table.headers, table.rows[0]) == (("a", "b", "c"), (2, ("1,5", "2,5", "x, y")))


def test_rows_have_the_numbers_a_spreadsheet_shows_whatever_is_empty_or_runs_over_lines() -> None:
    content = b'a,b\n1,"two\nlines"\n\n , \n3,4\n'
    assert list(read_table(content).rows) == [(2, ("1", "two\nlines")), (5, ("3", "4"))]


def test_the_header_may_stand_lower_and_short_rows_are_filled_up() -> None:
    table = read_table(b"Export of today\n\na,b,c\n1\n1,2,3,4\n", header=3, delimiter=",")
    assert (table.headers, list(table.rows)) == (("a", "b", "c"), [(4, ("1", "", "")), (5, ("1", "2", "3"))])


def test_a_workbook_gives_numbers_days_and_truth_as_people_write_them() -> None:
    cells = (1, 2.5, 1e6, True, date(2024, 5, 1), "文字", None)
    table = read_table(an_xlsx(tuple("abcdefg"), [cells]))
    assert table.rows[0] == (2, ("1", "2.5", "1000000", "true", "2024-05-01", "文字", ""))
    assert table.sheet == "数据"


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    table = read_table(an_xlsx(("a", "b"), [("=1+1", "=cmd|' /C calc'!A0")]))
    assert table.rows[0] == (2, ("=1+1", "=cmd|' /C calc'!A0"))


def test_leading_empty_rows_and_columns_of_a_sheet_count() -> None:
    content = an_xlsx(("", "a"), [("", ""), ("", "x")])
    assert list(read_table(content).rows) == [(3, ("", "x"))]


def test_a_sheet_is_chosen_by_name_or_number() -> None:
    content = an_xlsx(("a",), [("x",)], sheet="Tabelle")
    assert read_table(content, sheet="Tabelle") == read_table(content, sheet="1") == read_table(content)
    assert why(content, sheet="2") == "table_no_such_sheet"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "table_empty_file"),
        (b" \n ", "table_empty_file"),
        (b"\n\n", "table_empty_file"),
        (b",,\n1,2,3\n", "table_no_header"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "table_old_excel"),
        (b"PK\x03\x04 this is no archive", "table_not_a_table"),
        (b"%PDF-1.7\n\x00\xff\xfe\x00", "table_encoding_unknown"),
        (b"a,b\n\x00,1\n", "table_encoding_unknown"),
        (b'a,b\n"' + b"x" * 200_000 + b'",1\n', "table_csv_broken"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert why(content) == code


def test_an_archive_without_a_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no sheet")
    assert why(buffer.getvalue()) == "table_not_a_table"


def test_rows_columns_cells_and_characters_are_bounded() -> None:
    small = Limits(rows=2, columns=3, cells=10, characters=5)
    assert why(a_csv("ab", [("1", "2")] * 3), limits=small) == "table_too_many_rows"
    assert why(a_csv("abcd", []), limits=small) == "table_too_many_columns"
    assert why(a_csv("abc", [("1", "2", "3")] * 5), limits=small) == "table_too_many_cells"
    assert why(a_csv("ab", [("123456", "2")]), limits=small) == "table_cell_too_long"


def test_a_workbook_that_spans_a_monstrous_rectangle_is_refused_before_it_is_opened() -> None:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "a")
        sheet.write_string(1_048_575, 16_383, "far away")
    assert why(buffer.getvalue()) == "table_too_many_cells"


def test_a_workbook_that_unpacks_beyond_the_bound_is_refused() -> None:
    content = an_xlsx(("a",), [("x" * 1000,)] * 100)
    assert why(content, limits=Limits(unpacked_bytes=1000)) == "table_too_large_unpacked"


@settings(max_examples=60, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"a,b\n"):
        with suppress(FileUnreadable):
            assert isinstance(read_table(head + content), Table)


CELLS = st.text(st.characters(codec="gb18030", exclude_characters="\r\x00"), max_size=12)


@settings(max_examples=60, derandomize=True)
@given(st.lists(st.tuples(CELLS, CELLS), max_size=5), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_whatever_is_written_is_read_back(rows: list[tuple[str, str]], encoding: str) -> None:
    table = read_table(a_csv(("a", "b"), rows, encoding), delimiter=",")
    filled = [
        (number, row)
        for number, row in enumerate(rows, 2)
        if any(cell and not cell.isspace() for cell in row)
    ]
    assert list(table.rows) == filled


def test_a_day_in_a_workbook_is_a_day() -> None:
    assert read_table(an_xlsx(("d",), [(date(2023, 2, 28),)])).rows[0] == (2, ("2023-02-28",))
