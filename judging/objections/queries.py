"""Objections as whoever raised one, the office and an auditor read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from contest.accounts.models import User
from contest.documents.domain.types import PDF
from contest.entries.models import Entry
from contest.entries.queries import not_about
from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.locking import get_locked
from contest.kernel.paging import AnySelect
from contest.kernel.ties import Veil, veils
from judging.objections.domain import DECIDED, OPEN, Consequence, ObjectionState
from judging.objections.models import Objection, ObjectionFile
from judging.permissions import Permission
from judging.rounds.models import Round


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of evidence."""

    id: UUID
    filename: str
    content_type: str
    size: int
    sha256: str
    storage_key: str

    @property
    def is_shown(self) -> bool:
        """Say whether a page can show it; anything else is downloaded."""
        return self.content_type == PDF.content_type


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """One objection with everything said."""

    id: UUID
    round_id: UUID
    round_name: LocalizedText
    number: int
    entry_id: UUID
    subject_id: UUID
    entry_number: str
    entry_title: LocalizedText
    objector_id: UUID
    state: ObjectionState
    name: str
    contact: str
    grounds: str
    digest: str
    filed_at: datetime
    handler_id: UUID | None
    handler: LocalizedText
    finding: str
    advises_upheld: bool | None
    advised: Consequence
    decided_at: datetime | None
    decider: LocalizedText
    consequence: Consequence
    reply: str
    version: int
    files: tuple[FileView, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED


_handler, _decider = aliased(User), aliased(User)


def _query() -> AnySelect:
    query: AnySelect = (
        select(
            Objection,
            Round.name,
            Entry.subject_id,
            Entry.number,
            Entry.title,
            _handler.name,
            _handler.name_en,
            _decider.name,
            _decider.name_en,
        )
        .join(Round, Round.id == Objection.round_id)
        .join(Entry, Entry.id == Objection.entry_id)
        .outerjoin(_handler, _handler.id == Objection.handler_id)
        .outerjoin(_decider, _decider.id == Objection.decided_by)
    )
    return query


def _view(row: Any, files: Sequence[FileView] = ()) -> ObjectionView:
    one: Objection = row[0]
    return ObjectionView(
        id=one.id,
        round_id=one.round_id,
        round_name=row[1],
        number=one.number,
        entry_id=one.entry_id,
        subject_id=row[2],
        entry_number=row[3],
        entry_title=row[4],
        objector_id=one.objector_id,
        state=one.state,
        name=one.name,
        contact=one.contact,
        grounds=one.grounds,
        digest=one.digest,
        filed_at=one.filed_at,
        handler_id=one.handler_id,
        handler=LocalizedText(row[5] or "", row[6] or ""),
        finding=one.finding,
        advises_upheld=one.advises_upheld,
        advised=one.advised,
        decided_at=one.decided_at,
        decider=LocalizedText(row[7] or "", row[8] or ""),
        consequence=one.consequence,
        reply=one.reply,
        version=one.version,
        files=tuple(files),
    )


def get_objection(actor: Actor, objection_id: UUID) -> ObjectionView:
    """Return an objection the actor may read; raise NotFound as for one that does not exist.

    Whoever is tied to the entry, of the office or not, learns neither who objects nor that somebody does.
    """
    row = db.session.execute(_query().where(Objection.id == objection_id)).one_or_none()
    if row is None:
        raise NotFound(kind="objection")
    found = _view(row, files_of(objection_id))
    tied = found.objector_id != actor.user_id and found.subject_id in veils.subjects(actor)
    if tied or not policy.allows(actor, Permission.VIEW_OBJECTION, found):
        raise NotFound(kind="objection")
    return found


def files_of(objection_id: UUID) -> list[FileView]:
    """Return the evidence of an objection, in the order it was handed in."""
    query = select(ObjectionFile).where(ObjectionFile.objection_id == objection_id).order_by(ObjectionFile.id)
    return [
        FileView(one.id, one.filename, one.content_type, one.size, one.sha256, one.storage_key)
        for one in db.session.execute(query).scalars()
    ]


def objections_of(actor: Actor, round_id: UUID) -> list[ObjectionView]:
    """Return the objections of a round by number, without their files; none to what the actor is tied to.

    The caller decides who may ask.
    """
    query = _query().where(
        Objection.round_id == round_id, not_about(Objection.entry_id, veils.subjects(actor))
    )
    rows = db.session.execute(query.order_by(Objection.number))
    return [_view(row) for row in rows]


def own_objections(actor: Actor) -> list[ObjectionView]:
    """Return what the actor raised, the newest first."""
    if actor.user_id is None:
        return []
    rows = db.session.execute(
        _query().where(Objection.objector_id == actor.user_id).order_by(Objection.filed_at.desc())
    )
    return [_view(row) for row in rows]


def raised_by(person_id: UUID, round_id: UUID) -> int:
    """Return how many objections somebody raised to a round's publication, whatever became of them."""
    query = select(func.count()).where(Objection.objector_id == person_id, Objection.round_id == round_id)
    return int(db.session.execute(query).scalar_one())


def hidden_objects(actor: Actor) -> frozenset[UUID]:
    """Return the objections whose history the actor may not read: it names who raised them."""
    tied = veils.subjects(actor)
    if not tied:
        return frozenset()
    query = select(Objection.id).join(Entry, Entry.id == Objection.entry_id)
    return frozenset(db.session.execute(query.where(Entry.subject_id.in_(tied))).scalars())


VEIL = Veil(subjects=lambda _actor: frozenset(), objects=hidden_objects)


def open_count(round_id: UUID) -> int:
    """Return how many objections of a round wait for a decision."""
    query = (
        select(func.count())
        .select_from(Objection)
        .where(Objection.round_id == round_id, Objection.state.in_(OPEN))
    )
    return int(db.session.execute(query).scalar_one())


def locked(objection_id: UUID) -> Objection:
    """Return an objection with its row locked; raise NotFound."""
    return get_locked(select(Objection).where(Objection.id == objection_id), kind="objection")
