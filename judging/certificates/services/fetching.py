"""Score sheets on paper leave by name: every mark of an entry's judges stands on one."""

from __future__ import annotations

from uuid import UUID

from contest.kernel import audit
from contest.kernel.access import Actor
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from judging.certificates.domain import CertificateKind
from judging.certificates.models import Certificate
from judging.certificates.queries import CertificateView, get_certificate


def fetch_sheet(*, actor: Actor, certificate_id: UUID) -> CertificateView:
    """Note that an entry's score sheet leaves, and return it. Raises NotFound, TiedToEntry."""
    found = get_certificate(actor, certificate_id)
    if found.kind is not CertificateKind.SHEETS:
        raise NotFound(kind="certificate")
    audit.record(
        actor, "certificate.sheet_fetched", db.session.get_one(Certificate, found.id), of=found.round_id
    )
    return found
