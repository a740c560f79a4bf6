"""Certificates by code for everybody, by project for its team, by round for the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select

from contest.entries.models import Entry
from contest.entries.queries import get_entry
from contest.kernel.access import Actor, policy
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import AnySelect, Page, paginate
from contest.kernel.signing import PublicKey
from contest.projects.models import Project
from contest.standings.domain import Outcome
from contest.teams.queries import member_ids
from judging.certificates.domain import CertificateKind, Facts, spelled
from judging.certificates.models import Certificate
from judging.conflicts.queries import ensure_untied
from judging.panels.models import Assignment
from judging.panels.states import AssignmentState
from judging.permissions import Permission
from judging.ranking.models import Decision
from judging.rounds.queries import RoundView
from judging.scoring.domain import loaded
from judging.scoring.models import ScoreSheet

WINNING = frozenset({Outcome.ADVANCED, Outcome.PROMOTED})


@dataclass(frozen=True, slots=True)
class CertificateView:
    """One certificate. `title` is empty where the team does not consent to its name being public.

    `holds`: the signature fits, and the decision it rests on still stands.
    """

    id: UUID
    kind: CertificateKind
    code: str
    round_id: UUID
    entry_id: UUID
    number: str
    title: LocalizedText
    full_title: LocalizedText
    award: LocalizedText
    season: LocalizedText
    round_name: LocalizedText
    rank: int | None
    seal: str
    issued_at: datetime
    key: str
    signature: str
    holds: bool
    member_ids: frozenset[UUID]


def _query() -> AnySelect:
    members = member_ids(Project.team_id)
    query: AnySelect = (
        select(Certificate, Decision.outcome, Project.consent_publication, members.label("members"))
        .join(Entry, Entry.id == Certificate.entry_id)
        .outerjoin(
            Decision,
            (Decision.round_id == Certificate.round_id) & (Decision.entry_id == Certificate.entry_id),
        )
        .outerjoin(Project, Project.id == Entry.subject_id)
    )
    return query


def facts_of(row: Certificate) -> Facts:
    """Return what the signature of a row stands for."""
    return Facts(
        kind=row.kind,
        code=row.code,
        number=row.number,
        title=row.title,
        award=row.award,
        season=row.season,
        round=row.round_name,
        rank=row.rank,
        issued_at=row.issued_at,
        seal=row.seal,
    )


def _view(row: Any) -> CertificateView:
    one: Certificate = row[0]
    key = PublicKey.load(one.public_key.encode())
    signed = key.accepts(facts_of(one).message(), bytes.fromhex(one.signature))
    stands = row[1] in WINNING if one.kind is CertificateKind.AWARD else row[1] is not None
    return CertificateView(
        id=one.id,
        kind=one.kind,
        code=one.code,
        round_id=one.round_id,
        entry_id=one.entry_id,
        number=one.number,
        title=one.title if row[2] else LocalizedText(),
        full_title=one.title,
        award=one.award,
        season=one.season,
        round_name=one.round_name,
        rank=one.rank,
        seal=one.seal,
        issued_at=one.issued_at,
        key=key.fingerprint,
        signature=one.signature,
        holds=signed and stands,
        member_ids=frozenset(row[3] or ()),
    )


def find_by_code(raw: str) -> CertificateView | None:
    """Return what a code confirms, however it was typed."""
    code = spelled(raw)
    row = db.session.execute(_query().where(Certificate.code == code)).one_or_none() if code else None
    return None if row is None else _view(row)


def get_certificate(actor: Actor, certificate_id: UUID) -> CertificateView:
    """Return a certificate the actor may fetch on paper; raise NotFound.

    Raises TiedToEntry for the score sheet of an entry the actor is tied to: every mark of its judges stands on it.
    """
    row = db.session.execute(_query().where(Certificate.id == certificate_id)).one_or_none()
    found = _view(row) if row is not None else None
    if found is None or not policy.allows(actor, Permission.FETCH_CERTIFICATE, found):
        raise NotFound(kind="certificate")
    if found.kind is CertificateKind.SHEETS:
        ensure_untied(actor, get_entry(found.entry_id).subject_id)
    return found


def certificates_of_round(
    round_id: UUID, *, kind: CertificateKind, standing: bool = False, page: int = 1, size: int = 25
) -> Page[CertificateView]:
    """Return one page of a round's certificates of a kind, by number. The caller decides who may ask.

    `standing`: only those whose decision still stands.
    """
    query = _query().where(Certificate.round_id == round_id, Certificate.kind == kind)
    if standing:
        query = query.where(Decision.outcome.in_(WINNING))
    return paginate(query.order_by(Certificate.number, Certificate.id), _view, number=page, size=size)


def certificates_of_project(project_id: UUID) -> list[CertificateView]:
    """Return the awards of a project that hold, the newest first. The caller decides who may ask."""
    query = _query().where(Entry.subject_id == project_id, Certificate.kind == CertificateKind.AWARD)
    rows = db.session.execute(query.order_by(Certificate.issued_at.desc(), Certificate.id))
    return [view for view in map(_view, rows) if view.holds]


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The valid sheets of one entry: the criteria (name, highest mark), and by judge the marks and the total."""

    criteria: tuple[tuple[LocalizedText, Decimal], ...]
    sheets: tuple[tuple[tuple[Decimal | None, ...], Decimal], ...]
    mean: Decimal | None
    trimmed: Decimal | None
    score: Decimal | None


def sheet_table(round_: RoundView, entry_id: UUID) -> SheetTable:
    """Return the sheets an entry's result was made from, in no order that tells the judges. The caller decides."""
    entry = get_entry(entry_id)
    criteria = round_.criteria_for(entry.track_code, entry.group_code)
    query = (
        select(ScoreSheet.marks, ScoreSheet.total)
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .where(
            Assignment.round_id == round_.id,
            Assignment.entry_id == entry_id,
            Assignment.state == AssignmentState.ASSIGNED,
            ScoreSheet.total.is_not(None),
        )
        .order_by(func.md5(cast(Assignment.id, Text)))
    )
    decision = db.session.execute(
        select(Decision).where(Decision.round_id == round_.id, Decision.entry_id == entry_id)
    ).scalar_one_or_none()
    rows = [(loaded(row.marks), row.total) for row in db.session.execute(query)]
    return SheetTable(
        criteria=tuple((one.name, one.max) for one in criteria),
        sheets=tuple((tuple(marks.get(one.code) for one in criteria), total) for marks, total in rows),
        mean=decision.mean if decision else None,
        trimmed=decision.trimmed if decision else None,
        score=decision.score if decision else None,
    )
