"""Every sheet with each criterion, total and comment."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from flask_babel import gettext as _

from contest.kernel.columns import LocalizedText
from contest.seasons.domain import Rulebook
from contest.seasons.queries import rulebook
from contest.web.books import Table
from contest.web.i18n import l10n, label
from contest.web.sheets import Cell
from judging.conflicts.domain import Relation
from judging.conflicts.queries import Pair, ties_between, waivers_of_round
from judging.panels.queries import pairs_of_round
from judging.panels.states import AssignmentState
from judging.records.queries import Scope, SheetRow, severities, sheet_count, sheet_rows
from judging.rounds.queries import CriterionView, RoundView
from judging.scoring.domain import SheetState

AT_ONCE = 2000


class Naming:
    """What judges are called in one file: by name, or by a number that says nothing outside it."""

    def __init__(self, *, named: bool) -> None:
        self._named = named
        self._known: dict[UUID, str] = {}

    def of(self, judge_id: UUID, name: LocalizedText) -> str:
        """Return the name, or the pseudonym this file uses for the judge throughout."""
        if self._named:
            return l10n(name)
        if judge_id not in self._known:
            # At random: in the order of the rows it would tell who judges the first entry.
            self._known[judge_id] = _("Judge %(code)s", code=secrets.token_hex(3).upper())
        return self._known[judge_id]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of pairs and judges beside their sheets."""

    ties: Mapping[Pair, tuple[Relation, ...]] = field(default_factory=dict)
    waived: frozenset[Pair] = frozenset()
    severity: Mapping[UUID, float] = field(default_factory=dict)


def standing_of(round_: RoundView, scope: Scope) -> Standing:
    """Return the ties of judges with what they were given, waivers and severities, in a fixed number of statements."""
    pairs = {pair for pair in pairs_of_round(round_.id) if pair[1] not in scope.left_out}
    found = ties_between({judge for judge, _entry in pairs}, sorted({entry for _judge, entry in pairs}))
    waivers = waivers_of_round(round_.id)
    return Standing(
        ties={
            pair: tuple(dict.fromkeys(one.kind for one in reasons))
            for pair, reasons in found.items()
            if pair in pairs
        },
        waived=frozenset(pair for pair, one in waivers.items() if one.confirmed_at is not None),
        severity=severities(round_.id, scope),
    )


def criteria_of(round_: RoundView) -> list[CriterionView]:
    """Return every criterion some entry of the round is judged by, each code once."""
    each = [*round_.criteria, *(one for variant in round_.variants for one in variant.criteria)]
    return list({one.code: one for one in reversed(each)}.values())[::-1]


def sheets_table(
    round_: RoundView, scope: Scope, naming: Naming, known: Standing, tell: Callable[[int, int], None]
) -> Table:
    """Return the sheet of all score sheets; `tell` hears how far the writing is."""
    book, criteria = rulebook(round_.season_id), criteria_of(round_)
    names = [l10n(one.name) for one in criteria]
    columns = [
        *(_("Number"), _("Project"), _("Track"), _("Group"), _("Zone"), _("Judge"), _("State")),
        *(f"{name} ({_('mark')})" for name in names),
        *(_("Weighted total"), _("Comment")),
        *(f"{name} ({_('comment')})" for name in names),
        *(_("Handed in (Asia/Shanghai)"), _("Version"), _("Conflict of interest"), _("Recusal")),
        _("Calibration: points added for severity"),
    ]
    widths = (14, 30, 20, 16, 14, 18, 16)
    total = sheet_count(round_.id, scope)

    def rows() -> Iterator[Sequence[Cell]]:
        places = Places(book)
        for done, row in enumerate(sheet_rows(round_.id, scope)):
            if done % AT_ONCE == 0:
                tell(done, total)
            yield _cells(row, criteria, naming, known, places)

    return Table(_("Score sheets"), columns, rows(), widths)


class Places:
    """Names of tracks, groups and zones, looked up once each."""

    def __init__(self, book: Rulebook) -> None:
        self._named = {
            kind: {row.code: l10n(row.name) for row in getattr(book, kind)}
            for kind in ("tracks", "groups", "zones")
        }

    def of(self, track: str, group: str, zone: str) -> tuple[str, str, str]:
        """Return the three names; a code nobody knows stays a code."""
        named = self._named
        return (
            named["tracks"].get(track, track),
            named["groups"].get(group, group),
            named["zones"].get(zone, zone),
        )


def _cells(
    row: SheetRow, criteria: Sequence[CriterionView], naming: Naming, known: Standing, places: Places
) -> list[Cell]:
    severity = known.severity.get(row.judge_id) if row.submitted_at else None
    marks, notes = row.marks, row.notes
    return [
        row.number,
        l10n(row.title),
        *places.of(row.track_code, row.group_code, row.zone_code),
        naming.of(row.judge_id, row.judge_name),
        state_of(row),
        *(Decimal(marks[one.code]) if one.code in marks else None for one in criteria),
        row.total,
        row.comment,
        *(notes.get(one.code) for one in criteria),
        row.submitted_at,
        row.version or None,
        conflict_of(row.judge_id, row.entry_id, known),
        recusal_of(row),
        round(severity, 2) if severity is not None else None,
    ]


def state_of(row: SheetRow) -> str:
    """Return how far a sheet is, or why it does not count."""
    if row.assignment_state is not AssignmentState.ASSIGNED:
        return label(row.assignment_state)
    if row.submitted_at is not None:
        return label(SheetState.SUBMITTED)
    return label(SheetState.DRAFT if row.begun else SheetState.TODO)


def conflict_of(judge_id: UUID, entry_id: UUID, known: Standing) -> str:
    """Return the ties of a pair by kind, and whether two people waived them."""
    kinds = known.ties.get((judge_id, entry_id), ())
    words = " · ".join(label(kind) for kind in kinds)
    return f"{words} ({_('waived')})" if kinds and (judge_id, entry_id) in known.waived else words


def recusal_of(row: SheetRow) -> str:
    """Return why a judge stepped back; empty where none did."""
    if row.assignment_state is not AssignmentState.RECUSED:
        return ""
    return row.recusal_reason or label(row.assignment_state)
