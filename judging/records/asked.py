"""Records of a round, as files that are asked for.

Whoever is tied to an entry may ask too: what one is tied to is left out, and the file says so.
"""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from flask_babel import force_locale

from contest.exports.domain import Asked, Deeds, ExportKind, Made, Tell
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.web.books import write_book
from contest.web.i18n import label
from judging.permissions import Permission
from judging.records.domain import RecordBeyondRole, RecordKind, RecordOutdated
from judging.records.export import tables_of
from judging.records.queries import scope_of
from judging.rounds.queries import get_round


def kind_of(asked: Asked) -> RecordKind:
    """Return which record it is."""
    return RecordKind(asked.wanted["kind"])


def _check(actor: Actor, asked: Asked) -> None:
    round_ = get_round(actor, asked.about)
    authorise(actor, Permission.EXPORT_RECORDS, round_)
    if not asked.kept:
        return
    may = scope_of(actor, round_)
    if (asked.kept["named"] and not may.named) or (asked.kept["audited"] and not may.audited):
        raise RecordBeyondRole()
    if not may.left_out <= set(map(UUID, asked.kept["left_out"])):
        raise RecordOutdated()


def _build(actor: Actor, asked: Asked, file: BinaryIO, tell: Tell) -> Made:
    round_ = get_round(actor, asked.about)
    scope = scope_of(actor, round_)
    with force_locale(asked.locale):
        rows = write_book(file, tables_of(kind_of(asked), actor, round_, scope, tell))
    kept = {
        "left_out": sorted(map(str, scope.left_out)),
        "named": scope.named,
        "audited": scope.audited and kind_of(asked) is RecordKind.AUDIT,
    }
    return Made(rows, kept)


KIND = ExportKind(
    name="records",
    place="/records",
    ending="xlsx",
    deeds=Deeds(
        "round_record.requested", "round_record.made", "round_record.refused", "round_record.fetched"
    ),
    ready="judging.record_ready",
    check=_check,
    build=_build,
    told=lambda asked, rows: {"round": get_round(SYSTEM, asked.about).name.as_dict(), "rows": rows},
    title=lambda asked: label(kind_of(asked)),
)
