"""What a reader of the room may see: the ranking and the sheets behind it, never of what the reader is tied to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from contest.accounts.models import User
from contest.entries.domain import EntryState
from contest.entries.models import Entry
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from judging.conflicts.queries import conflicted_among, hidden_entries
from judging.judges.domain import Invitation
from judging.judges.models import Judge, RoundJudge
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.ranking.domain import AdvanceRule, CutKind
from judging.ranking.queries import Line, apart_from, ranking, rule_of
from judging.room.domain import around_cut
from judging.rounds.domain import RoundState
from judging.rounds.models import Round
from judging.rounds.queries import RoundView, entries_of_round
from judging.scoring.domain import loaded
from judging.scoring.models import ScoreSheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """One judge's sheet as the room shows it."""

    judge_id: UUID
    name: LocalizedText
    chief: bool
    total: Decimal
    marks: dict[str, Decimal]
    notes: dict[str, str]
    comment: str


@dataclass(frozen=True, slots=True)
class Discussed:
    """The entries of one section that its panel talks over; `inside` of the section stand above its cut."""

    section: str
    entries: int
    inside: int
    places: int | None
    lines: tuple[Line, ...]


def in_session(round_: RoundView | Round) -> bool:
    """Say whether the round is closed and nothing is decided: then panels talk and record.

    That its window is over is not enough: the office may still extend it, and whoever has read the sheets of others in
    the room would score after that.
    """
    return round_.state is RoundState.CLOSED


def tied_entries(actor: Actor, round_: RoundView) -> frozenset[UUID]:
    """Return the entries of which the actor sees nothing here: by the rule of readers, and by that of judges."""
    own = select(Judge.id).where(Judge.user_id == actor.user_id)
    judge_id = db.session.execute(own).scalar_one_or_none() if actor.user_id else None
    if judge_id is None:
        return frozenset() if round_.is_public else hidden_entries(actor, round_)
    entries = [entry.id for entry in entries_of_round(round_)]
    return hidden_entries(actor, round_) | frozenset(conflicted_among(judge_id, entries))


def room_lines(actor: Actor, round_: RoundView) -> list[Line]:
    """Return the ranking without the sections of what the actor is tied to."""
    return apart_from(ranking(round_), round_, tied_entries(actor, round_))


def discussed(round_: RoundView, lines: Sequence[Line]) -> list[Discussed]:
    """Return section by section what its panel talks over: what stands close to the cut, or was spoken on."""
    rule = rule_of(round_)
    found = []
    for section, members in groupby(lines, key=_section):
        own = list(members)
        inside = _inside(own, rule, section)
        near = {line.entry.id for line in around_cut(own, inside)}
        shown = tuple(line for line in own if line.entry.id in near or line.panel)
        if shown:
            found.append(Discussed(section, len(own), inside, own[0].places, shown))
    return found


def _section(line: Line) -> str:
    return line.section


def _inside(lines: Sequence[Line], rule: AdvanceRule, section: str) -> int:
    cut = rule.cut_of(section)
    if cut.kind is CutKind.THRESHOLD:
        return sum(line.score is not None and line.score >= cut.value for line in lines)
    places = lines[0].places or 0
    return sum(line.rank is not None and line.rank <= places for line in lines)


def sheets_on(round_id: UUID, entry_ids: Collection[UUID]) -> dict[UUID, list[Sheet]]:
    """Return entry -> the sheets that count, the highest first; one statement. The caller decides who may see them."""
    query = (
        select(
            Assignment.entry_id,
            Assignment.judge_id,
            User.name,
            User.name_en,
            RoundJudge.chief,
            ScoreSheet.total,
            ScoreSheet.marks,
            ScoreSheet.notes,
            ScoreSheet.comment,
        )
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(User, User.id == Judge.user_id)
        .outerjoin(
            RoundJudge,
            (RoundJudge.round_id == Assignment.round_id) & (RoundJudge.judge_id == Assignment.judge_id),
        )
        .where(
            Assignment.round_id == round_id,
            Assignment.entry_id.in_(entry_ids),
            Assignment.state == AssignmentState.ASSIGNED,
            Entry.state == EntryState.ACTIVE,
            ScoreSheet.submitted_at.is_not(None),
        )
        .order_by(Assignment.entry_id, ScoreSheet.total.desc(), Assignment.judge_id)
    )
    found: defaultdict[UUID, list[Sheet]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.entry_id].append(
            Sheet(
                judge_id=row.judge_id,
                name=LocalizedText(row.name, row.name_en or ""),
                chief=bool(row.chief),
                total=row.total,
                marks=loaded(row.marks),
                notes=dict(row.notes),
                comment=row.comment,
            )
        )
    return found


def members_of(round_id: UUID, entry_ids: Collection[UUID]) -> dict[UUID, LocalizedText]:
    """Return judge -> name of those who make up the panel of some entries: who was given one, and the chief judges."""
    seated = select(Assignment.judge_id).where(
        Assignment.round_id == round_id,
        Assignment.entry_id.in_(entry_ids),
        Assignment.state == AssignmentState.ASSIGNED,
    )
    query = (
        select(RoundJudge.judge_id, User.name, User.name_en)
        .join(Judge, Judge.id == RoundJudge.judge_id)
        .join(User, User.id == Judge.user_id)
        .where(
            RoundJudge.round_id == round_id,
            RoundJudge.invitation == Invitation.ACCEPTED,
            RoundJudge.chief | RoundJudge.judge_id.in_(seated),
        )
        .order_by(RoundJudge.chief.desc(), User.name, RoundJudge.judge_id)
    )
    return {row[0]: LocalizedText(row[1], row[2] or "") for row in db.session.execute(query)}


def named_judges(judge_ids: Collection[UUID]) -> dict[UUID, LocalizedText]:
    """Return judge -> name."""
    query = (
        select(Judge.id, User.name, User.name_en)
        .join(User, User.id == Judge.user_id)
        .where(Judge.id.in_(judge_ids))
    )
    return {row[0]: LocalizedText(row[1], row[2] or "") for row in db.session.execute(query)}
