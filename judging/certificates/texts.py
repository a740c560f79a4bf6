"""Words of certificates."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from contest.kernel.notices import Category, NoticeKind
from judging.certificates.domain import CertificateKind

ERRORS = {
    "certificates_not_final": _l("Certificates are issued once the list is final."),
    "certificate_print_outdated": _l(
        "Since this document was made, the decision behind an award in it fell. Please ask for a new one."
    ),
    "certificate_tier_order": _l("Ranks must rise from award to award; only the last award has none."),
}

LABELS: dict[Any, dict[Any, Any]] = {
    CertificateKind: {
        CertificateKind.AWARD: _l("Certificate of an award"),
        CertificateKind.SHEETS: _l("Score sheet"),
    },
}

NOTICES = {
    "certificate.issued": NoticeKind(
        Category.DECISION,
        _l("The certificate of “%(project)s” in %(round)s is there"),
        _l("Fetch it from the page of your project. The code on it confirms it to anybody."),
    ),
    "certificate.print_ready": NoticeKind(
        Category.JUDGING,
        _l("The certificates of “%(round)s” are ready to print"),
        _l("The document holds %(papers)s certificates and can be fetched until %(until_at)s."),
    ),
}
