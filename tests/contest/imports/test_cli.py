from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from contest.projects.models import Project
from matching.profiles.models import Company, Deal, MatchProfile
from tests import factories
from tests.contest.imports.sheets import a_csv, an_xlsx, project, project_sheet


@pytest.fixture
def call(app: Any, session: Any) -> Any:
    def run(*args: Any) -> Any:
        session.commit()
        return app.test_cli_runner().invoke(args=["import", *map(str, args)])

    return run


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "projects.csv"
    path.write_bytes(project_sheet(3))
    return path


def projects(session: Any) -> int:
    found: int = session.execute(select(func.count()).select_from(Project)).scalar_one()
    return found


def test_an_import_answers_with_its_counts_and_exit_status_0(call: Any, session: Any, sheet: Path) -> None:
    factories.a_season()
    result = call("projects", sheet, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {"read": 3, "created": 3, "updated": 0, "unchanged": 0, "rejected": []},
    )
    assert json.loads(call("projects", sheet, "--json").stdout)["unchanged"] == 3
    assert projects(session) == 3


def test_a_rejected_file_answers_with_the_same_object_and_an_error_and_exit_status_1(
    call: Any, session: Any, tmp_path: Path
) -> None:
    factories.a_season()
    path = tmp_path / "bad.csv"
    path.write_bytes(project_sheet(3, bad=[3]))
    result = call("projects", path, "--json", "--lang", "en")
    answer = json.loads(result.stdout)
    assert result.exit_code == 1
    assert answer == {
        "read": 3,
        "created": 0,
        "updated": 0,
        "unchanged": 0,
        "rejected": [{"row": 3, "column": "name_zh", "code": "required", "detail": "Please fill this in."}],
        "error": {"code": "rows_rejected", "detail": "1 of 3 rows cannot be imported, so nothing was."},
    }
    assert "name_zh" in result.stderr
    assert projects(session) == 0
    assert "请填写" in call("projects", path).stderr


def test_a_dry_run_counts_and_writes_nothing(call: Any, session: Any, sheet: Path) -> None:
    factories.a_season()
    result = call("projects", sheet, "--dry-run", "--json")
    assert (result.exit_code, json.loads(result.stdout)["created"], projects(session)) == (0, 3, 0)
    assert "新增 3" in call("projects", sheet, "--dry-run").stdout


@pytest.mark.parametrize(
    "args",
    [
        ("nothing", "{sheet}"),
        ("projects", "missing.csv"),
        ("projects",),
        ("projects", "{sheet}", "--size", "3"),
        ("template",),
    ],
)
def test_wrong_usage_ends_with_exit_status_2(
    call: Any, session: Any, sheet: Path, args: tuple[str, ...]
) -> None:
    assert call(*(arg.format(sheet=sheet) for arg in args)).exit_code == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_unreadable"),
        (b"%PDF-1.7\x00\xff\xfe\x00", "file_unreadable"),
        (b"external_id\n", "file_unreadable"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(
    call: Any, session: Any, tmp_path: Path, content: bytes, code: str
) -> None:
    factories.a_season()
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    result = call("projects", path, "--json")
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (1, code)


def test_without_a_season_and_for_a_season_that_is_not_there_the_answer_is_no(
    call: Any, session: Any, sheet: Path
) -> None:
    assert json.loads(call("projects", sheet, "--json").stdout)["error"]["code"] == "no_season"
    assert (
        json.loads(call("projects", sheet, "--season", "nowhere", "--json").stdout)["error"]["code"]
        == "not_found"
    )


def test_a_mapping_in_json_or_toml_reads_foreign_tables(call: Any, session: Any, tmp_path: Path) -> None:
    factories.a_season()
    table = tmp_path / "companies.csv"
    table.write_bytes(
        a_csv(("cid", "name", "founded"), [("1", "甲", "2011"), ("2", "乙", "2012-05")], "gb18030")
    )
    columns = {
        "external_id": "cid",
        "name_zh": "name",
        "company_founded": {"from": "founded", "date": "start"},
    }
    as_json = tmp_path / "map.json"
    as_json.write_text(json.dumps({"kinds": {"projects": {"columns": columns}}}))
    assert json.loads(call("projects", table, "--map", as_json, "--json").stdout)["created"] == 2
    as_toml = tmp_path / "map.toml"
    as_toml.write_text(
        '[columns]\nexternal_id = "cid"\nname_zh = "name"\ncompany_founded = { from = "founded", date = "start" }\n'
    )
    assert json.loads(call("projects", table, "--map", as_toml, "--json").stdout)["unchanged"] == 2


def test_deals_take_their_companies_from_a_second_file(call: Any, session: Any, tmp_path: Path) -> None:
    factories.a_season()
    (tmp_path / "companies.csv").write_bytes(
        a_csv(("cid", "name", "about"), [("1", "甲", "做机器人"), ("2", "乙", "")])
    )
    events = tmp_path / "events.csv"
    events.write_bytes(
        a_csv(
            ("cid", "date", "round", "investor"),
            [("1", "2015-01-02", "A轮", "某资本"), ("2", "", "B轮", "某资本"), ("2", "", "C轮", "")],
        )
    )
    mapping = {
        "kinds": {
            "investments": {
                "join": [{"file": "companies.csv", "on": "cid", "key": "cid", "prefix": "company."}],
                "skip": {"investor": [""]},
                "columns": {
                    "investor_name": "investor",
                    "company": "company.name",
                    "company_id": "cid",
                    "company_text": "company.about",
                },
            }
        }
    }
    path = tmp_path / "map.json"
    path.write_text(json.dumps(mapping))
    answer = json.loads(call("investments", events, "--map", path, "--json").stdout)
    assert (answer["read"], answer["created"]) == (2, 2)
    assert session.execute(select(Company.name, Company.text).order_by(Company.name)).all() == [
        ("乙", ""),
        ("甲", "做机器人"),
    ]
    assert [
        session.execute(select(func.count()).select_from(model)).scalar_one()
        for model in (MatchProfile, Deal)
    ] == [1, 2]
    mapping["kinds"]["investments"]["join"][0]["file"] = "elsewhere.csv"  # type: ignore[index]
    path.write_text(json.dumps(mapping))
    assert (
        json.loads(call("investments", events, "--map", path, "--json").stdout)["error"]["code"]
        == "mapping_invalid"
    )


@pytest.mark.parametrize(
    ("name", "text", "status"), [("m.json", "{", 2), ("m.toml", "=", 2), ("m.json", '{"x": 1}', 1)]
)
def test_a_mapping_that_cannot_be_read_is_wrong_usage_and_one_with_a_mistake_is_refused(
    call: Any, session: Any, sheet: Path, tmp_path: Path, name: str, text: str, status: int
) -> None:
    factories.a_season()
    (tmp_path / name).write_text(text)
    assert call("projects", sheet, "--map", tmp_path / name, "--json").exit_code == status


def test_columns_nobody_wants_are_told_and_not_in_the_way(call: Any, session: Any, tmp_path: Path) -> None:
    factories.a_season()
    path = tmp_path / "p.xlsx"
    path.write_bytes(an_xlsx(("external_id", "name_zh", "Farbe"), [("A", "甲", "rot")]))
    result = call("projects", path, "--json")
    assert (json.loads(result.stdout)["created"], "Farbe" in result.stderr) == (1, True)


def test_a_template_is_written_where_one_says(call: Any, session: Any, tmp_path: Path) -> None:
    season = factories.a_season()
    out = tmp_path / "t.xlsx"
    result = call("template", "projects", "--season", season.slug, "--out", out, "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"file": str(out)})
    assert json.loads(call("projects", out, "--json").stdout)["created"] == 1


def test_the_help_names_the_kinds_and_the_options(call: Any, session: Any) -> None:
    text = call("--help").stdout
    assert all(
        kind in text
        for kind in ("projects", "judges", "bases", "investors", "mentors", "investments", "scores")
    )
    options = call("projects", "x", "--help").stdout
    assert all(option in options for option in ("--season", "--map", "--dry-run", "--json", "--lang"))


def test_the_rows_of_a_file_are_numbered_as_its_program_shows_them(
    call: Any, session: Any, tmp_path: Path
) -> None:
    factories.a_season()
    row = project(1)
    path = tmp_path / "p.xlsx"
    path.write_bytes(an_xlsx(tuple(row), [[""] * len(row), [*row.values()], ["", *list(row.values())[1:]]]))
    answer = json.loads(call("projects", path, "--json").stdout)
    assert [(one["row"], one["column"]) for one in answer["rejected"]] == [(4, "external_id")]
