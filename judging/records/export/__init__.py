"""Records as sheets of a workbook, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from contest.kernel.access import Actor
from contest.web.books import Table
from judging.records.domain import RecordKind
from judging.records.export.about import about
from judging.records.export.auditing import audit_tables
from judging.records.export.sheets import Naming, sheets_table, standing_of
from judging.records.queries import Scope
from judging.rounds.queries import RoundView

Tell = Callable[[int, int], None]


def tables_of(kind: RecordKind, actor: Actor, round_: RoundView, scope: Scope, tell: Tell) -> Iterator[Table]:
    """Give the sheets of a record: what it is and what is missing first, then what was asked for."""
    naming = Naming(named=scope.named)
    yield about(kind, round_, scope)
    known = standing_of(round_, scope)
    if kind is RecordKind.SHEETS:
        yield sheets_table(round_, scope, naming, known, tell)
    else:
        yield from audit_tables(actor, round_, scope, naming, known, tell)
