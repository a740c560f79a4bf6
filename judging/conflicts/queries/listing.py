"""Conflicts as the office reads them: who, with what, by which relation, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.bases.models import HaijuBase
from contest.entries.queries import EntryView, find_entries
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.locking import get_locked
from contest.organisations.models import Organisation
from contest.projects.models import Project
from contest.teams.models import Team
from judging.conflicts.domain import NEVER_WAIVED, Conflict, DeclaredTie, Relation
from judging.conflicts.models import DeclaredConflict, RecusalRequest
from judging.conflicts.queries.found import ties_of_round
from judging.conflicts.queries.reader import hidden_entries
from judging.conflicts.queries.waivers import WaiverView, waivers_of_round
from judging.judges.models import Judge
from judging.judges.queries import JudgeRow, judges_by_id
from judging.permissions import Permission
from judging.rounds.queries import get_round

DECLARED = (Relation.SELF_DECLARED, Relation.KINSHIP)
NAMED: tuple[tuple[tuple[Relation, ...], Any], ...] = (
    ((Relation.SAME_ORGANISATION, Relation.PAST_ORGANISATION, Relation.INVESTMENT), Organisation),
    ((Relation.SAME_BASE,), HaijuBase),
    ((Relation.PAST_TEAM,), Team),
)


@dataclass(frozen=True, slots=True)
class ConflictRow:
    """One reason. `shared` names what both have in common, or gives the reason that was declared.

    `waivable`: no tie of the pair is of a kind that nobody may waive. A contact that is not `proved` bars all the
    same, and shows that somebody only claims it. `declared_id` is set for declared ones, `by_office` says that the
    office noted it for the judge.
    """

    judge: JudgeRow
    entry: EntryView
    kind: Relation
    shared: LocalizedText
    declared_id: UUID | None = None
    by_office: bool = False
    proved: bool = True
    tie: DeclaredTie | None = None
    since: date | None = None
    waiver: WaiverView | None = None
    waivable: bool = True

    @property
    def waived(self) -> bool:
        """Return whether two people have signed that this tie does not bar."""
        return self.waiver is not None and bool(self.waiver.confirmed_at) and self.kind in self.waiver.kinds


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """A declaration with the project it is about."""

    id: UUID
    number: str
    title: LocalizedText
    reason: str
    by_office: bool
    created_at: datetime
    tie: DeclaredTie


def conflict_rows(actor: Actor, round_id: UUID) -> list[ConflictRow]:
    """Return every conflict of a round but with entries the actor is tied to, by judge and entry number."""
    round_ = get_round(actor, round_id)
    authorise(actor, Permission.VIEW_CONFLICTS, round_)
    hidden = hidden_entries(actor, round_)
    found = [
        one
        for (_judge, entry_id), reasons in ties_of_round(round_).items()
        if entry_id not in hidden
        for one in reasons
    ]
    judges = judges_by_id({one.judge_id for one in found})
    entries = find_entries(list({one.item_id for one in found}))
    names = _names(found)
    declared, waivers = _declared(found), waivers_of_round(round_id)
    never = {(one.judge_id, one.item_id) for one in found if one.kind in NEVER_WAIVED}
    rows = [
        replace(
            _row(one, judges[one.judge_id], entries[one.item_id], names, declared),
            waiver=waivers.get((one.judge_id, one.item_id)),
            waivable=(one.judge_id, one.item_id) not in never,
            since=one.since,
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: (row.judge.name, str(row.judge.id), row.entry.number, row.kind))


def _row(
    one: Conflict,
    judge: JudgeRow,
    entry: EntryView,
    names: dict[str, LocalizedText],
    declared: dict[tuple[UUID, UUID], DeclaredConflict],
) -> ConflictRow:
    if one.kind in DECLARED:
        row = declared[(one.judge_id, entry.subject_id)]
        shared, by_office = LocalizedText(row.reason, row.reason), row.declared_by != judge.user_id
        return ConflictRow(judge, entry, one.kind, shared, row.id, by_office, tie=row.tie)
    if one.kind is Relation.TEAM_MEMBER:
        return ConflictRow(judge, entry, one.kind, LocalizedText())
    shared = names.get(one.source, LocalizedText(one.source, one.source))
    return ConflictRow(judge, entry, one.kind, shared, proved=one.proved)


def _names(found: list[Conflict]) -> dict[str, LocalizedText]:
    names: dict[str, LocalizedText] = {}
    for kinds, table in NAMED:
        wanted = {UUID(one.source) for one in found if one.kind in kinds and one.source}
        if wanted:
            rows: Any = db.session.execute(select(table.id, table.name).where(table.id.in_(wanted)))
            names |= {str(key): name for key, name in rows}
    asked = {UUID(one.source) for one in found if one.kind is Relation.REQUESTED}
    if asked:
        reasons: Any = db.session.execute(
            select(RecusalRequest.id, RecusalRequest.reason).where(RecusalRequest.id.in_(asked))
        )
        names |= {str(key): LocalizedText(reason, reason) for key, reason in reasons}
    return names


def _declared(found: list[Conflict]) -> dict[tuple[UUID, UUID], DeclaredConflict]:
    judges = {one.judge_id for one in found if one.kind in DECLARED}
    rows = db.session.execute(select(DeclaredConflict).where(DeclaredConflict.judge_id.in_(judges))).scalars()
    return {(row.judge_id, row.subject_id): row for row in rows}


def declared_by_judge(judge_id: UUID) -> list[DeclaredRow]:
    """Return what was declared of one judge, the latest first. The caller decides who may ask."""
    rows = db.session.execute(
        select(DeclaredConflict, Project.number, Project.name, Judge.user_id)
        .join(Judge, Judge.id == DeclaredConflict.judge_id)
        .join(Project, Project.id == DeclaredConflict.subject_id)
        .where(DeclaredConflict.judge_id == judge_id)
        .order_by(DeclaredConflict.created_at.desc(), DeclaredConflict.id.desc())
    )
    return [
        DeclaredRow(
            row.id, number or "", title, row.reason, row.declared_by != user_id, row.created_at, row.tie
        )
        for row, number, title, user_id in rows
    ]


def get_declared(conflict_id: UUID) -> DeclaredConflict:
    """Return a declaration with its row locked; raise NotFound."""
    return get_locked(select(DeclaredConflict).where(DeclaredConflict.id == conflict_id), kind="conflict")
