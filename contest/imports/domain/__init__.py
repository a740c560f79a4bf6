"""Pure rules of imports: columns and what a cell may hold, reading files, mapping, results."""

from contest.imports.domain.cells import read_cell
from contest.imports.domain.columns import CellError, CellKind, Column, MoneyUnit
from contest.imports.domain.guessing import exact_matches, guess
from contest.imports.domain.kinds import (
    ImportContext,
    ImportKind,
    Outcome,
    Plan,
    Progress,
    Row,
    Rows,
    Scope,
    SeasonChoice,
)
from contest.imports.domain.mapping import FileMapping, Join, MappedRow, MappingInvalid, Source, mapping_from
from contest.imports.domain.reading import FileUnreadable, Limits, Table, read_table
from contest.imports.domain.results import ImportClash, RowError, RowsRejected, RunState

__all__ = [
    "CellError",
    "CellKind",
    "Column",
    "FileMapping",
    "FileUnreadable",
    "ImportClash",
    "ImportContext",
    "ImportKind",
    "Join",
    "Limits",
    "MappedRow",
    "MappingInvalid",
    "MoneyUnit",
    "Outcome",
    "Plan",
    "Progress",
    "Row",
    "RowError",
    "Rows",
    "RowsRejected",
    "RunState",
    "Scope",
    "SeasonChoice",
    "Source",
    "Table",
    "exact_matches",
    "guess",
    "mapping_from",
    "read_cell",
    "read_table",
]
