"""`flask judging assign-file`: what it answers, what it refuses, and that it needs no database."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask

import wsgi
from tests import database

GOOD: dict[str, Any] = {
    "scores": np.array([[0.9, 0.8, 0.1], [0.2, 0.7, 0.6], [0.5, 0.1, 0.4]]),
    "conflicts": np.array([[0, 0, 0], [1, 0, 0], [0, 0, 0]]),
    "covs": np.array([1, 1, 1]),
    "loads": np.array([2, 2, 2]),
    "loads_lb": np.array([0, 0, 1]),
}


@pytest.fixture(scope="module")
def app() -> Flask:
    return wsgi.create_app(database.settings_for("postgresql://127.0.0.1:1/none"))


def invoke(app: Flask, tmp_path: Path, arrays: dict[str, Any], *options: str) -> Any:
    path = tmp_path / "scores.npz"
    np.savez(path, **arrays)
    return app.test_cli_runner().invoke(args=["judging", "assign-file", str(path), *options])


def test_it_answers_with_figures_and_bounds_and_writes_the_pairs(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    result = invoke(app, tmp_path, GOOD, "--objective", "total", "--out", str(out), "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["total"] == pytest.approx(0.9 + 0.8 + 0.4)
    assert found["bound_total"] == pytest.approx(found["total"])
    assert (found["worst"], found["loads"], found["violations"]) == (pytest.approx(0.4), [0, 2], 0)
    assert found["bound_worst"] >= found["worst"]
    with out.open() as file:
        assert list(csv.reader(file)) == [["judge", "item"], ["0", "0"], ["0", "1"], ["2", "2"]]


def test_without_a_word_it_is_fair(app: Flask, tmp_path: Path) -> None:
    found = json.loads(invoke(app, tmp_path, GOOD, "--json").stdout)
    assert (found["objective"], found["worst"], found["total"]) == (
        "fair",
        pytest.approx(0.5),
        pytest.approx(0.5 + 0.8 + 0.6),
    )
    assert found["bound_worst"] == pytest.approx(0.5)


def test_floors_dearer_than_a_quarter_are_left_aside_aloud(app: Flask, tmp_path: Path) -> None:
    dear = GOOD | {"scores": np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]])}
    found = invoke(app, tmp_path, dear, "--json")
    assert json.loads(found.stdout)["floors"] == "left aside"
    assert (json.loads(found.stdout)["below_floor"], json.loads(found.stdout)["total"]) == (1, 3.0)
    assert "--floors keep" in found.stderr
    kept = json.loads(invoke(app, tmp_path, dear, "--floors", "keep", "--json").stdout)
    assert (kept["floors"], kept["below_floor"], kept["total"]) == ("kept", 0, 2.0)


def test_a_random_part_is_recorded_and_bounded(app: Flask, tmp_path: Path) -> None:
    found = json.loads(invoke(app, tmp_path, GOOD, "--random", "0.2", "--seed", "7", "--json").stdout)
    assert (found["random_share"], found["seed"], found["violations"]) == (0.2, 7, 0)
    assert found["bound_worst"] >= 0.5 - 1e-9
    assert found["worst"] >= 0.8 * 0.5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scores": np.array([[0.9, np.nan, 0.1]] * 3)}, "matrix_not_numbers"),
        ({"scores": np.array(["a", "b"])}, "matrix_not_numbers"),
        ({"scores": np.ones(3)}, "matrix_shape"),
        ({"conflicts": np.zeros((2, 3))}, "matrix_shape"),
        ({"covs": np.array([1, 1])}, "matrix_shape"),
        ({"covs": np.array([1.5, 1, 1])}, "matrix_not_numbers"),
        ({"loads": np.array([-1, 1, 1])}, "matrix_not_numbers"),
        ({"covs": np.array([3, 1, 1])}, "assignment_too_few_eligible"),
        ({"loads_lb": np.array([3, 0, 0])}, "assignment_floor_above_cap"),
        ({"loads": np.array([1, 1, 0]), "loads_lb": np.zeros(3)}, "assignment_capacity_short"),
        ({"scores": np.array([object()], dtype=object)}, "matrices_unreadable"),
    ],
)
def test_bad_files_are_refused_with_the_reason(
    app: Flask, tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    result = invoke(app, tmp_path, GOOD | change, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == code
    assert result.stderr.strip()


def test_a_file_without_an_array_or_that_is_no_archive_is_refused(app: Flask, tmp_path: Path) -> None:
    result = invoke(app, tmp_path, {name: GOOD[name] for name in ("scores", "covs")}, "--json")
    assert json.loads(result.stdout)["error"]["names"] == "conflicts, loads, loads_lb"
    for content in (b"", b"not an archive", b"PK\x03\x04 broken"):
        (tmp_path / "bad.npz").write_bytes(content)
        result = app.test_cli_runner().invoke(args=["judging", "assign-file", str(tmp_path / "bad.npz")])
        assert (result.exit_code, result.stdout) == (1, "")


def test_wrong_usage_is_told_apart(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["judging", "assign-file"]).exit_code == 2
    assert runner.invoke(args=["judging", "assign-file", str(tmp_path / "nowhere.npz")]).exit_code == 2
    assert invoke(app, tmp_path, GOOD, "--objective", "best").exit_code == 2
