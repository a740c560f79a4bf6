from __future__ import annotations

from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from contest.imports.domain import FileMapping, Scope, exact_matches, read_table
from contest.imports.registry import kinds
from contest.imports.services import import_table
from contest.imports.template import template
from contest.kernel.access import SYSTEM
from tests import factories

KINDS = ("projects", "bases", "judges", "scores", "investors", "mentors", "investments")


def test_there_are_the_seven_kinds_of_the_contract(session: Any) -> None:
    assert {kind.name for kind in kinds()} == set(KINDS)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("name", KINDS)
def test_a_template_has_every_column_recognised_and_help_in_both_languages(
    session: Any, name: str, locale: str, tmp_path: Any
) -> None:
    factories.a_season()
    kind = next(one for one in kinds() if one.name == name)
    columns = kind.columns(Scope(SYSTEM))
    content = template(columns, locale)
    table = read_table(content)
    assert set(exact_matches(table.headers, columns)) == {
        column.code for column in columns if not column.family
    }
    (tmp_path / "t.xlsx").write_bytes(content)
    book = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx"))
    assert book.sheet_names[1:3] == ["说明", "Help"]
    for sheet in ("说明", "Help"):
        text = {str(cell) for row in book.get_sheet_by_name(sheet).to_python() for cell in row}
        assert {column.code for column in columns if not column.family} <= text


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(set(KINDS) - {"scores"}))
def test_the_example_row_of_a_template_can_be_imported_as_it_is(session: Any, name: str, locale: str) -> None:
    factories.a_season()
    kind = next(one for one in kinds() if one.name == name)
    table = read_table(template(kind.columns(Scope(SYSTEM)), locale))
    report = import_table(scope=Scope(SYSTEM), kind=kind, table=table, mapping=FileMapping(), sha256="")
    assert (report.errors, report.read, report.outcome.created, report.ignored) == ((), 1, 1, ())


def test_every_column_is_named_in_both_languages_and_by_one_name_only(session: Any) -> None:
    factories.a_season()
    for kind in kinds():
        columns = kind.columns(Scope(SYSTEM))
        for names in (
            [c.code for c in columns],
            [c.label.zh for c in columns],
            [c.label.en for c in columns],
        ):
            assert all(names)
            assert len(set(names)) == len(names), (kind.name, names)


def test_a_template_needs_no_season(session: Any) -> None:
    for kind in kinds():
        assert read_table(template(kind.columns(Scope(SYSTEM)), "zh")).headers
