"""`flask judging calibrate-file`: a table of scores in, a table of calibrated ones out, without a database."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

import wsgi
from contest.kernel.settings import Settings
from tests.judging.simulated import panels

COLUMNS = ["item_id", "n", "mean", "trimmed", "calibrated", "stderr", "rank_mean", "rank_calibrated"]
KEYS = [
    "items",
    "judges",
    "connected",
    "severity_sd",
    "noise_sd",
    "item_sd",
    "recommended",
    "reason",
    "seconds",
]


@pytest.fixture(scope="module")
def runner() -> Any:
    """An app that knows of no database at all."""
    return wsgi.create_app(
        Settings(secret_key="test", database_url="postgresql+psycopg://nobody@localhost:1/none")
    ).test_cli_runner()


def call(runner: Any, *args: object) -> Result:
    found: Result = runner.invoke(args=["judging", "calibrate-file", *map(str, args)])
    return found


def written(path: Path, rows: list[tuple[object, ...]], header: str = "judge_id,item_id,score,track") -> Path:
    lines = [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_a_table_of_scores_becomes_a_table_of_items(runner: Any, tmp_path: Path) -> None:
    sheets = panels(2, items=60, judges=15).sheets
    source = written(tmp_path / "scores.csv", [(s.judge, s.item, s.score, "t") for s in sheets])
    out = tmp_path / "out.csv"
    done = call(runner, source, "--out", out, "--json")
    assert done.exit_code == 0
    figures = json.loads(done.stdout)
    assert list(figures) == KEYS
    assert (figures["items"], figures["judges"], figures["connected"]) == (60, 15, True)
    assert figures["recommended"] == "calibrated"
    assert figures["reason"].startswith("calibration_ranks_better: ")
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert list(rows[0]) == COLUMNS
    assert [int(row["rank_calibrated"]) for row in rows] == list(range(1, 61))
    own = sorted(s.score for s in sheets if s.item == rows[0]["item_id"])
    assert float(rows[0]["mean"]) == pytest.approx(sum(own) / 5, abs=1e-6)
    assert float(rows[0]["trimmed"]) == pytest.approx(sum(own[1:-1]) / 3, abs=1e-6)


def test_the_trimmed_mean_of_fewer_than_five_is_the_mean_and_equal_means_share_a_rank(
    runner: Any, tmp_path: Path
) -> None:
    marks = {"a": (80, 90, 70), "b": (70, 90, 80), "c": (60, 50, 90)}
    rows = [(judge, item, mark, "t") for item, own in marks.items() for judge, mark in enumerate(own)]
    done = call(runner, written(tmp_path / "scores.csv", rows))
    table = {row["item_id"]: row for row in csv.DictReader(done.stdout.splitlines())}
    assert [(table[i]["mean"], table[i]["trimmed"], table[i]["rank_mean"]) for i in "abc"] == [
        ("80.000000", "80.000000", "1"),
        ("80.000000", "80.000000", "1"),
        ("66.666667", "66.666667", "3"),
    ]
    assert "recommended: mean" in done.stderr


def test_parts_without_a_common_judge_fall_back_unless_they_are_groups(runner: Any, tmp_path: Path) -> None:
    sheets = panels(2, items=120, judges=24, tracks=2, grouped=True).sheets
    source = written(tmp_path / "scores.csv", [(s.judge, s.item, s.score, s.group) for s in sheets])
    alone, grouped = (
        json.loads(call(runner, source, *more, "--json").stdout) for more in ([], ["--group", "track"])
    )
    assert (alone["recommended"], alone["connected"]) == ("mean", False)
    assert alone["reason"].startswith("calibration_disconnected: ")
    assert grouped["recommended"] == "calibrated"


@pytest.mark.parametrize(
    ("lines", "code", "row"),
    [
        ("judge,item_id,score\nj,i,1", "score_file_columns", 1),
        ("judge_id,item_id,score", "score_file_empty", None),
        ("", "score_file_columns", 1),
        ("judge_id,item_id,score\nj,i,1\n\nj,k,good", "score_row_not_a_number", 4),
        ("judge_id,item_id,score\nj,i,NaN", "score_row_not_a_number", 2),
        ("judge_id,item_id,score\nj,i,1e999", "score_row_not_a_number", 2),
        ("judge_id,item_id,score\nj,,1", "score_row_blank", 2),
        ("judge_id,item_id,score\nj,i", "score_row_blank", 2),
        ("judge_id,item_id,score\nj,i,1\nk,i,2\nj,i,3", "score_row_repeated", 4),
        ('judge_id,item_id,score\nj,"i,1', "score_row_unreadable", 2),
    ],
)
def test_a_bad_row_ends_with_its_number_and_the_reason(
    runner: Any, tmp_path: Path, lines: str, code: str, row: int | None
) -> None:
    source = tmp_path / "scores.csv"
    source.write_text(lines, encoding="utf-8")
    done = call(runner, source, "--json")
    assert done.exit_code == 1
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error.get("row")) == (code, row)
    assert error["detail"] in done.stderr


def test_a_group_must_be_a_column_and_the_same_for_every_score_of_an_item(
    runner: Any, tmp_path: Path
) -> None:
    source = written(tmp_path / "scores.csv", [("j", "i", 1, "a"), ("k", "i", 2, "b")])
    assert json.loads(call(runner, source, "--group", "zone", "--json").stdout)["error"]["columns"] == "zone"
    error = json.loads(call(runner, source, "--group", "track", "--json").stdout)["error"]
    assert (error["code"], error["row"]) == ("score_row_group_differs", 3)


def test_a_file_that_is_not_utf_8_or_not_there_is_refused(runner: Any, tmp_path: Path) -> None:
    source = tmp_path / "scores.csv"
    source.write_bytes("judge_id,item_id,score\n评委,i,1".encode("gb18030"))
    assert json.loads(call(runner, source, "--json").stdout)["error"]["code"] == "score_file_encoding"
    assert call(runner, tmp_path / "none.csv", "--json").exit_code == 2
