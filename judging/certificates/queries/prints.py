"""The certificates that go into the document of all of a round."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import and_, func, select

from contest.kernel.db import db
from judging.certificates.domain import CertificateKind
from judging.certificates.models import Certificate
from judging.certificates.queries.papers import WINNING, CertificateView, certificates_of_round
from judging.ranking.models import Decision

AT_ONCE = 100  # certificates set in one call: a few seconds


def award_count(round_id: UUID) -> int:
    """Return how many awards of a round stand."""
    return certificates_of_round(round_id, kind=CertificateKind.AWARD, standing=True, size=1).total


def all_stand(award_ids: Collection[UUID]) -> bool:
    """Say whether every one of some awards still stands."""
    decided = and_(Decision.round_id == Certificate.round_id, Decision.entry_id == Certificate.entry_id)
    query = select(func.count()).select_from(Certificate).join(Decision, decided)
    standing = query.where(Certificate.id.in_(award_ids), Decision.outcome.in_(WINNING))
    return db.session.execute(standing).scalar_one() == len(award_ids)


def award_batches(round_id: UUID) -> Iterator[list[CertificateView]]:
    """Give all awards of a round that stand by number, so many at once as are set in one call."""
    number = 1
    while True:
        page = certificates_of_round(
            round_id, kind=CertificateKind.AWARD, standing=True, page=number, size=AT_ONCE
        )
        if page.items:
            yield list(page.items)
        if number * AT_ONCE >= page.total:
            return
        number += 1
