"""All certificates of a round as one document that is asked for."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from flask import current_app

from contest.exports.domain import Asked, Deeds, ExportKind, Made, Tell
from contest.kernel.access import SYSTEM, Actor, authorise
from contest.kernel.errors import NotFound
from contest.web.typesetting import typeset
from judging.certificates.domain import PrintOutdated
from judging.certificates.printing import award_paper, confirm_address
from judging.certificates.queries import all_stand, award_batches, award_count
from judging.permissions import Permission
from judging.rounds.queries import get_round


def _check(actor: Actor, asked: Asked) -> None:
    authorise(actor, Permission.LIST_CERTIFICATES, get_round(actor, asked.about))
    if not award_count(asked.about):
        raise NotFound(kind="certificate")
    if not all_stand(list(map(UUID, asked.kept.get("awards", ())))):
        raise PrintOutdated()


def _build(_actor: Actor, asked: Asked, file: BinaryIO, tell: Tell) -> Made:
    from pypdf import PdfWriter  # noqa: PLC0415 - the manifest is read by web processes too

    total, whole = award_count(asked.about), PdfWriter()
    printed: list[str] = []
    tell(0, total)
    address = confirm_address(current_app.extensions["settings"].public_url)
    for papers in award_batches(asked.about):
        whole.append(BytesIO(typeset("certificate", award_paper(papers, address))))
        printed += [str(one.id) for one in papers]
        tell(len(printed), total)
    # Every part brings the same pictures of letters: they are kept once.
    whole.compress_identical_objects()
    whole.write(file)
    return Made(len(printed), {"awards": printed})


KIND = ExportKind(
    name="certificates",
    place="/certificate-prints",
    ending="pdf",
    deeds=Deeds(
        "certificate_print.requested",
        "certificate_print.made",
        "certificate_print.refused",
        "certificate_print.fetched",
    ),
    ready="certificate.print_ready",
    check=_check,
    build=_build,
    told=lambda asked, papers: {"round": get_round(SYSTEM, asked.about).name.as_dict(), "papers": papers},
    title=lambda _asked: "certificates",
)
