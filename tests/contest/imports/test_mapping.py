from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from contest.imports.domain import CellKind, Column, MappingInvalid, Table, exact_matches, guess, mapping_from
from contest.imports.domain.mapping import applied, joined, mapped_rows
from contest.kernel.columns import LocalizedText

COLUMNS = (
    Column("external_id", LocalizedText("贵方系统中的编号", "Number in your own system"), required=True),
    Column("name_zh", LocalizedText("项目名称（中文）", "Project name (Chinese)")),
    Column("name_en", LocalizedText("项目名称（英文）", "Project name (English)")),
    Column("track", LocalizedText("赛道", "Track"), CellKind.CHOICE),
    Column("keywords", LocalizedText("关键词", "Keywords"), CellKind.LIST),
    Column("founded", LocalizedText("成立日期", "Founded"), CellKind.DATE),
    Column("score:", LocalizedText("分项得分", "Mark"), family=True),
)
LISTS = frozenset({"keywords"})


def rows_of(mapping: Any, headers: Sequence[str], *rows: Sequence[str]) -> list[dict[str, Any]]:
    table = Table(tuple(headers), [(number, tuple(row)) for number, row in enumerate(rows, 2)])
    read = mapping_from(mapping, "projects")
    return [row.cells for row in mapped_rows(table, read, applied(read, table.headers, COLUMNS), LISTS)]


def test_headers_are_recognised_by_code_and_by_name_in_either_language() -> None:
    headers = ("External_ID", "项目名称(中文)*", "project name (english)", " 赛 道 ", "Score:Team", "备注")
    assert exact_matches(headers, COLUMNS) == {
        "external_id": "External_ID",
        "name_zh": "项目名称(中文)*",
        "name_en": "project name (english)",
        "track": " 赛 道 ",
        "score:team": "Score:Team",
    }


def test_a_bilingual_field_without_a_language_is_the_chinese_one_unless_a_column_is_called_so() -> None:
    assert exact_matches(("项目名称", "Track"), COLUMNS) == {"name_zh": "项目名称", "track": "Track"}
    own = Column("name", LocalizedText("名字", "Own name"))
    assert exact_matches(("name",), (*COLUMNS, own)) == {"name": "name"}


def test_similar_headers_are_guessed_and_each_is_used_once() -> None:
    found = guess(("项目名称中文名", "关键词语", "成立时间", "完全无关的列"), COLUMNS)
    assert found == {"name_zh": "项目名称中文名", "keywords": "关键词语"}


def test_columns_come_from_headers_constants_and_translations() -> None:
    mapping = {
        "columns": {
            "external_id": "cid",
            "name_zh": {"from": ["brand", "product"], "join": " "},
            "track": {"from": "industry", "values": {"医疗": "life_health"}, "other": "green"},
            "keywords": {"value": "固定"},
        }
    }
    headers = ("cid", "brand", "product", "industry")
    assert rows_of(mapping, headers, ("1", "甲", "乙", "医疗"), ("2", "", "丙", "其他")) == [
        {"external_id": "1", "name_zh": "甲 乙", "track": "life_health", "keywords": "固定"},
        {"external_id": "2", "name_zh": "丙", "track": "green", "keywords": "固定"},
    ]


def test_of_several_headers_the_first_that_is_known_counts() -> None:
    mapping = {
        "columns": {
            "external_id": "cid",
            "track": {
                "from": ["fine", "coarse"],
                "take": "first",
                "values": {"x": "a", "y": "b"},
                "other": "c",
            },
        }
    }
    headers = ("cid", "fine", "coarse")
    rows = rows_of(mapping, headers, ("1", "x", "y"), ("2", "?", "y"), ("3", "", "?"))
    assert [row["track"] for row in rows] == ["a", "b", "c"]


def test_lists_are_split_by_their_own_separator_and_translated_piece_by_piece() -> None:
    source = {"from": ["tags", "more"], "separator": "/", "values": {"AI": "人工智能"}}
    mapping = {"columns": {"external_id": "cid", "keywords": source}}
    assert rows_of(mapping, ("cid", "tags", "more"), ("1", "AI/a, b", "c"))[0]["keywords"] == [
        "人工智能",
        "a, b",
        "c",
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2011", "2011-01-01"),
        ("2011-03", "2011-03-01"),
        ("2011年3月", "2011-03-01"),
        ("2011-03-05", "2011-03-05"),
    ],
)
def test_incomplete_dates_may_be_completed_to_their_first_day(written: str, day: str) -> None:
    mapping = {"columns": {"external_id": "cid", "founded": {"from": "year", "date": "start"}}}
    assert rows_of(mapping, ("cid", "year"), ("1", written))[0]["founded"] == day


def test_long_texts_may_be_cut() -> None:
    mapping = {"columns": {"external_id": "cid", "name_zh": {"from": "text", "cut": 4}}}
    assert [
        row["name_zh"] for row in rows_of(mapping, ("cid", "text"), ("1", "一二三四五"), ("2", "一二三四"))
    ] == [
        "一二三…",
        "一二三四",
    ]


def test_rows_can_be_skipped_and_repetitions_left_out() -> None:
    mapping = {"columns": {"external_id": "investor"}, "skip": {"investor": ["未透露", ""]}, "distinct": True}
    rows = rows_of(
        mapping, ("investor", "deal"), ("甲", "1"), ("未透露", "2"), ("甲", "3"), ("", "4"), ("乙", "5")
    )
    assert [row["external_id"] for row in rows] == ["甲", "乙"]


def test_exact_headers_are_taken_beside_the_mapping_unless_it_says_only() -> None:
    mapping = {"columns": {"external_id": "cid"}}
    assert rows_of(mapping, ("cid", "track"), ("1", "green")) == [{"external_id": "1", "track": "green"}]
    assert rows_of({**mapping, "only": True}, ("cid", "track"), ("1", "green")) == [{"external_id": "1"}]


def test_a_second_file_lends_its_cells() -> None:
    table = Table(("cid", "round"), [(2, ("1", "A")), (3, ("9", "B"))])
    other = Table(("id", "name"), [(2, ("1", "甲"))])
    mapping = mapping_from(
        {"join": [{"file": "c.csv", "on": "cid", "key": "id", "prefix": "c."}]}, "projects"
    )
    found = joined(table, [(mapping.join[0], other)])
    assert found.headers == ("cid", "round", "c.id", "c.name")
    assert list(found.rows) == [(2, ("1", "A", "1", "甲")), (3, ("9", "B", "", ""))]
    with pytest.raises(MappingInvalid):
        joined(Table(("x",), []), [(mapping.join[0], other)])


def test_one_file_may_hold_the_mappings_of_several_kinds() -> None:
    both = {"kinds": {"projects": {"columns": {"external_id": "a"}}, "judges": {"columns": {"email": "b"}}}}
    assert mapping_from(both, "judges").columns["email"].headers == ("b",)
    with pytest.raises(MappingInvalid):
        mapping_from(both, "bases")


@pytest.mark.parametrize(
    ("data", "where"),
    [
        ([], "–"),
        ({"unknown": 1}, "unknown"),
        ({"columns": {"a": {}}}, "columns.a"),
        ({"columns": {"a": {"from": "x", "value": "y"}}}, "columns.a"),
        ({"columns": {"a": {"from": "x", "take": "last"}}}, "columns.a.take"),
        ({"header": 0}, "header"),
        ({"kind": "judges"}, "kind"),
    ],
)
def test_a_mapping_with_a_mistake_names_the_place(data: Any, where: str) -> None:
    with pytest.raises(MappingInvalid) as caught:
        mapping_from(data, "projects")
    assert caught.value.params == {"where": where}


def test_headers_that_are_missing_ignored_or_strange_are_told() -> None:
    mapping = mapping_from({"columns": {"external_id": "cid", "nothing": "x"}}, "projects")
    found = applied(mapping, ("x", "extra"), COLUMNS)
    assert (found.unknown, found.ignored, found.strangers) == (("cid",), ("extra",), ("nothing",))
