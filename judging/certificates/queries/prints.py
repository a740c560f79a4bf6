"""The printed documents that somebody asked for, and the certificates that go into one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from judging.certificates.domain import CertificateKind
from judging.certificates.models import Certificate, CertificatePrint
from judging.certificates.queries.papers import CertificateView, certificates_of_round

LATEST = 5
AT_ONCE = 100  # certificates set in one call: a few seconds


@dataclass(frozen=True, slots=True)
class PrintView:
    """One document. Without `storage_key` it is being made: `done` of `total` certificates, once that is known."""

    id: UUID
    round_id: UUID
    done: int
    total: int | None
    storage_key: str | None
    size: int | None
    created_at: datetime
    expires_at: datetime | None

    @property
    def ready(self) -> bool:
        return self.storage_key is not None


def prints_of(actor: Actor, round_id: UUID) -> list[PrintView]:
    """Return the actor's own documents of a round, the latest first."""
    query = (
        _own(actor)
        .where(CertificatePrint.round_id == round_id)
        .order_by(CertificatePrint.created_at.desc(), CertificatePrint.id.desc())
        .limit(LATEST)
    )
    return [_view(row) for row in db.session.execute(query).scalars()]


def get_print(actor: Actor, print_id: UUID) -> PrintView:
    """Return one of the actor's own documents; raise NotFound."""
    row = db.session.execute(_own(actor).where(CertificatePrint.id == print_id)).scalar_one_or_none()
    if row is None:
        raise NotFound(kind="export")
    return _view(row)


def award_count(round_id: UUID) -> int:
    """Return how many awards a round has."""
    awards = (Certificate.round_id == round_id, Certificate.kind == CertificateKind.AWARD)
    return db.session.execute(select(func.count()).select_from(Certificate).where(*awards)).scalar_one()


def award_batches(round_id: UUID) -> Iterator[list[CertificateView]]:
    """Give all awards of a round by number, so many at once as are set in one call."""
    number = 1
    while True:
        page = certificates_of_round(round_id, kind=CertificateKind.AWARD, page=number, size=AT_ONCE)
        if page.items:
            yield list(page.items)
        if number * AT_ONCE >= page.total:
            return
        number += 1


def _own(actor: Actor) -> Any:
    return select(CertificatePrint).where(CertificatePrint.asked_by == actor.user_id)


def _view(row: CertificatePrint) -> PrintView:
    return PrintView(
        id=row.id,
        round_id=row.round_id,
        done=row.done,
        total=row.total,
        storage_key=row.storage_key,
        size=row.size,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
