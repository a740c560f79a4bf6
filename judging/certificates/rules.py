"""Who may fetch a certificate on paper."""

from __future__ import annotations

from typing import Any

from contest.kernel.access import Actor
from judging.certificates.domain import CertificateKind


def of_own_team(actor: Actor, certificate: Any) -> bool:
    """Hold for members of the awarded team, for awards that hold; score sheets are for the office and auditors."""
    award = certificate.kind is CertificateKind.AWARD and certificate.holds
    return award and actor.user_id in certificate.member_ids
