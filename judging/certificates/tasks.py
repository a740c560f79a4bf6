"""The jobs that print all certificates of a round, and that remove what was printed long enough ago."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from flask import current_app

from contest.accounts.queries import find_account
from contest.kernel.access import ANONYMOUS, authorise
from contest.web.typesetting import typeset
from judging.certificates import services
from judging.certificates.models import CertificatePrint
from judging.certificates.printing import award_paper, confirm_address
from judging.certificates.queries import award_batches, award_count
from judging.permissions import Permission
from judging.rounds.queries import get_round


def print_certificates(print_id: str) -> None:
    """Print all certificates of a round for whoever asked, with the rights they have now."""
    services.print_all(print_id=UUID(print_id), storage=current_app.extensions["storage"], build=_printed)


def _printed(row: CertificatePrint, file: BinaryIO) -> int:
    from pypdf import PdfWriter  # noqa: PLC0415 - the manifest is read by web processes too

    account = find_account(row.asked_by)
    actor = account.actor if account is not None else ANONYMOUS
    authorise(actor, Permission.LIST_CERTIFICATES, get_round(actor, row.round_id))
    total, done, whole = award_count(row.round_id), 0, PdfWriter()
    services.tell(print_id=row.id, done=0, total=total)
    address = confirm_address(current_app.extensions["settings"].public_url)
    for papers in award_batches(row.round_id):
        whole.append(BytesIO(typeset("certificate", award_paper(papers, address))))
        done += len(papers)
        services.tell(print_id=row.id, done=done, total=total)
    # Every part brings the same pictures of letters: they are kept once.
    whole.compress_identical_objects()
    whole.write(file)
    return done


def end_prints() -> None:
    """Remove what was kept long enough."""
    services.end_prints(storage=current_app.extensions["storage"])
