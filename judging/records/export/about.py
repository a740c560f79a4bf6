"""The first sheet: what the file is, of when, and what is not in it."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from contest.kernel import clock
from contest.web.books import Table
from contest.web.i18n import l10n, label, localtime
from judging.records.domain import RecordKind
from judging.records.queries import Scope
from judging.rounds.queries import RoundView


def about(kind: RecordKind, round_: RoundView, scope: Scope) -> Table:
    """Return the sheet that tells what the file is."""
    rows = [
        (_("File"), label(kind)),
        (_("Round"), l10n(round_.name)),
        (_("State of the round"), label(round_.state)),
        (_("As of"), localtime(clock.now(), "second")),
        (_("Times"), _("Asia/Shanghai, UTC+8")),
        (_("Judges"), _("By name") if scope.named else _("By a pseudonym that differs from file to file")),
        (_("Drafts"), _("Marks and comments stand here once a sheet is handed in, not before.")),
    ]
    if scope.left_out:
        missing = ngettext(
            "%(num)d entry is left out, with everything about its judging: you have a conflict of interest in it or, "
            "until the results are public, in something it competes with.",
            "%(num)d entries are left out, with everything about their judging: you have a conflict of interest in "
            "them or, until the results are public, in something they compete with.",
            len(scope.left_out),
        )
        rows += [(_("Left out"), missing)]
        rows += [(_("Left out"), _("Calibration: severities of judges tell of every sheet."))]
    if kind is RecordKind.AUDIT and not scope.audited:
        rows += [(_("Left out"), _("The audit log: your role does not read it."))]
    return Table(_("About this file"), (_("Item"), _("Details")), rows, (24, 100))
