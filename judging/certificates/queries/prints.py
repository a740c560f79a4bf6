"""The certificates that go into the document of all of a round."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from judging.certificates.domain import CertificateKind
from judging.certificates.queries.papers import CertificateView, certificates_of_round

AT_ONCE = 100  # certificates set in one call: a few seconds


def award_count(round_id: UUID) -> int:
    """Return how many awards of a round stand."""
    return certificates_of_round(round_id, kind=CertificateKind.AWARD, standing=True, size=1).total


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
