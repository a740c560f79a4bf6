"""What an auditor asks for beside the sheets, one sheet of the workbook each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence

from flask_babel import gettext as _

from contest.kernel.access import Actor
from contest.seasons.queries import rulebook
from contest.web.books import Table
from contest.web.i18n import l10n, label
from contest.web.sheets import Cell
from judging.panels.states import AssignmentState
from judging.ranking.presentation import because
from judging.ranking.queries import ranking_for
from judging.records.export.sheets import (
    Naming,
    Places,
    Standing,
    conflict_of,
    recusal_of,
    sheets_table,
    state_of,
)
from judging.records.queries import (
    Scope,
    coverage_rows,
    event_rows,
    reopening_rows,
    request_rows,
    sheet_rows,
    waiver_rows,
)
from judging.rounds.domain import RoundState
from judging.rounds.queries import RoundView


def audit_tables(
    actor: Actor,
    round_: RoundView,
    scope: Scope,
    naming: Naming,
    known: Standing,
    tell: Callable[[int, int], None],
) -> Iterator[Table]:
    """Give entries, sheets, assignments, conflicts, recusals, reopenings, decisions and the log, in this order."""
    places = Places(rulebook(round_.season_id))
    yield _entries(round_, scope, places)
    yield sheets_table(round_, scope, naming, known, tell)
    yield _assignments(round_, scope, naming, known)
    yield _waivers(round_, scope, naming)
    yield _recusals(round_, scope, naming)
    yield _requests(round_, scope)
    yield _reopenings(round_, scope, naming)
    yield _decisions(actor, round_, places)
    if scope.audited:
        yield _events(actor, round_, scope)


def _entries(round_: RoundView, scope: Scope, places: Places) -> Table:
    columns = [
        *(_("Number"), _("Project"), _("Track"), _("Group"), _("Zone"), _("How it came in")),
        *(_("Judges assigned"), _("Sheets handed in"), _("Judges required"), _("Missing")),
    ]
    needed = round_.judges_per_entry
    rows = (
        (
            one.number,
            l10n(one.title),
            *places.of(one.track_code, one.group_code, one.zone_code),
            label(one.source),
            one.assigned,
            one.submitted,
            needed,
            max(0, needed - one.assigned),
        )
        for one in coverage_rows(round_, scope)
    )
    return Table(_("Entries"), columns, rows, (14, 30, 20, 16, 14))


def _assignments(round_: RoundView, scope: Scope, naming: Naming, known: Standing) -> Table:
    columns = [
        *(_("Number"), _("Judge"), _("State"), _("Sheet"), _("Affinity")),
        *(_("Assigned (Asia/Shanghai)"), _("Stepped back (Asia/Shanghai)"), _("Recusal")),
        _("Conflict of interest"),
    ]
    rows = (
        (
            row.number,
            naming.of(row.judge_id, row.judge_name),
            label(row.assignment_state),
            state_of(row),
            round(row.affinity, 3) if row.affinity is not None else None,
            row.assigned_at,
            row.recused_at,
            recusal_of(row),
            conflict_of(row.judge_id, row.entry_id, known),
        )
        for row in sheet_rows(round_.id, scope)
    )
    return Table(_("Assignments"), columns, rows, (14, 20))


def _waivers(round_: RoundView, scope: Scope, naming: Naming) -> Table:
    columns = [
        *(_("Number"), _("Judge"), _("Ties"), _("Reason"), _("Proposed by")),
        *(_("Proposed (Asia/Shanghai)"), _("Confirmed by"), _("Confirmed (Asia/Shanghai)")),
        _("Ended (Asia/Shanghai)"),
    ]
    rows = (
        (
            one.number,
            naming.of(one.judge_id, one.judge_name),
            " · ".join(label(kind) for kind in one.kinds),
            one.reason,
            one.proposed_by,
            one.proposed_at,
            one.confirmed_by,
            one.confirmed_at,
            one.ended_at,
        )
        for one in waiver_rows(round_.id, scope)
    )
    return Table(_("Waivers of conflicts"), columns, rows, (14, 20, 26, 40))


def _recusals(round_: RoundView, scope: Scope, naming: Naming) -> Table:
    columns = [_("Number"), _("Judge"), _("Stepped back (Asia/Shanghai)"), _("Reason")]
    rows = (
        (row.number, naming.of(row.judge_id, row.judge_name), row.recused_at, row.recusal_reason)
        for row in sheet_rows(round_.id, scope)
        if row.assignment_state is AssignmentState.RECUSED
    )
    return Table(_("Recusals"), columns, rows, (14, 20, 28, 60))


def _requests(round_: RoundView, scope: Scope) -> Table:
    columns = [
        *(_("Number"), _("About"), _("Named by the team"), _("Reason"), _("State")),
        *(_("Asked (Asia/Shanghai)"), _("Answer"), _("Decided (Asia/Shanghai)")),
    ]
    rows = (
        (
            *(one.number, label(one.about), one.name if scope.named else "", one.reason, label(one.state)),
            *(one.asked_at, one.answer, one.decided_at),
        )
        for one in request_rows(round_, scope)
    )
    return Table(_("Requests of teams"), columns, rows, (14, 24, 24, 50))


def _reopenings(round_: RoundView, scope: Scope, naming: Naming) -> Table:
    columns = [
        *(_("Number"), _("Judge"), _("Reason"), _("State"), _("Asked (Asia/Shanghai)")),
        *(_("Decided by"), _("Decided (Asia/Shanghai)"), _("Answer")),
    ]
    rows = (
        (
            *(one.number, naming.of(one.judge_id, one.judge_name), one.reason, label(one.state)),
            *(one.asked_at, one.decided_by, one.decided_at, one.answer),
        )
        for one in reopening_rows(round_.id, scope)
    )
    return Table(_("Reopened sheets"), columns, rows, (14, 20, 50))


def _decisions(actor: Actor, round_: RoundView, places: Places) -> Table:
    """Return the decisions, or while nothing is decided the ranking as it stands: the sheet's name tells which."""
    columns = [
        *(_("Number"), _("Project"), _("Track"), _("Group"), _("Zone"), _("Rank"), _("Valid sheets")),
        *(_("Mean"), _("Trimmed mean"), _("Calibrated"), _("Standard error"), _("Spread")),
        *(_("Final score"), _("Outcome"), _("Why"), _("How the score came about")),
    ]

    def rows() -> Iterator[Sequence[Cell]]:
        for line in ranking_for(actor, round_):
            entry = line.entry
            yield (
                *(entry.number, l10n(entry.title)),
                *places.of(entry.track_code, entry.group_code, entry.zone_code),
                *(line.rank, line.sheets, line.mean, line.trimmed, line.calibrated, line.stderr),
                *(line.spread, line.score, label(line.outcome), because(line.because)),
                because(line.basis) if line.basis else "",
            )

    settled = round_.state in {RoundState.DECIDED, RoundState.PUBLISHED}
    name = _("Decisions") if settled else _("Ranking, nothing decided")
    return Table(name, columns, rows(), (14, 30, 20, 16, 14))


def _events(actor: Actor, round_: RoundView, scope: Scope) -> Table:
    columns = [
        *(_("Time (Asia/Shanghai)"), _("Person"), _("Role"), _("Action")),
        *(_("Kind of object"), _("Key of object"), _("Details")),
    ]
    rows = (
        (
            *(one.at, one.actor_name, one.actor_role, one.action, one.subject_kind),
            str(one.subject_id or ""),
            json.dumps(one.facts, ensure_ascii=False, sort_keys=True),
        )
        for one in event_rows(actor, round_.id, scope)
    )
    return Table(_("Audit log"), columns, rows, (20, 18, 16, 28, 18, 38, 60))
