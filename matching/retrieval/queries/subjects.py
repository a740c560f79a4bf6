"""Who is compared, and who is no longer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from contest.bases.domain import TitleState
from contest.bases.models import BaseTitle
from contest.embeddings.models import SearchText, TextVector
from contest.kernel import clock
from contest.kernel.db import db
from matching.profiles.domain import ProfileKind
from matching.profiles.models import MatchProfile
from matching.profiles.queries import takes_part


def stray_subjects(kind: str, kept: Collection[UUID]) -> list[UUID]:
    """Return the subjects that have vectors or words of `kind` and should have none any more."""
    vectors = select(TextVector.subject_id).where(TextVector.kind == kind)
    words = select(SearchText.subject_id).where(SearchText.kind == kind)
    stored = db.session.execute(vectors.union(words)).scalars()
    return sorted(set(stored) - set(kept))


def eligible(kind: ProfileKind) -> Select[Any]:
    """Select what may be recommended: what takes part and has free places unless not stated.

    No directory entry, no delisted base.
    """
    today = clock.today()
    delisted = (
        select(BaseTitle.id)
        .where(
            BaseTitle.base_id == MatchProfile.base_id,
            BaseTitle.valid_from <= today,
            BaseTitle.valid_to >= today,
            BaseTitle.state == TitleState.DELISTED,
        )
        .exists()
    )
    return select(MatchProfile).where(
        MatchProfile.kind == kind,
        takes_part(),
        ~MatchProfile.reference_only,
        or_(MatchProfile.capacity.is_(None), MatchProfile.capacity > 0),
        ~and_(MatchProfile.base_id.is_not(None), delisted),
    )
