"""Write consents down, beside the fact they allow."""

from __future__ import annotations

from uuid import UUID

from contest.consents.domain import Purpose, current
from contest.consents.models import Consent
from contest.consents.queries import find_latest
from contest.kernel.db import db


def record_consent(
    *, user_id: UUID, purpose: Purpose, given: bool, project_id: UUID | None = None, anew: bool = False
) -> bool:
    """Add a word of a person in today's wording; False when that is the last word already, unless said `anew`.

    Part of the writing that the consent allows or ends, which has its own line in the audit log.
    """
    wording = current(purpose)
    last = find_latest(user_id, purpose, project_id)
    if not anew and last is not None and (last.given, last.version) == (given, wording.version):
        return False
    db.session.add(
        Consent(
            user_id=user_id,
            project_id=project_id,
            purpose=purpose,
            given=given,
            version=wording.version,
            text_sha256=wording.digest,
        )
    )
    return True
