"""The texts gaps and offers are compared by, and how alike those of the two are."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from contest.embeddings.models import TextVector
from contest.kernel.db import db
from contest.projects.models import Project
from matching.retrieval.domain import likeness, terms
from matching.team_gaps.domain import GAP, OFFER, GapRole, passages
from matching.team_gaps.models import TalentOffer, TeamGap
from matching.team_gaps.queries.gaps import is_sought
from matching.team_gaps.queries.offers import shown

TextKey = tuple[UUID, str]
KINDS = {GAP: OFFER, OFFER: GAP}


def gap_texts(gap_ids: Select[UUID] | None = None) -> dict[TextKey, str]:
    """Return (gap, language) -> passage of every gap that people are sought for: the gap and what is public of it."""
    wanted = select(TeamGap.id).join(Project, Project.id == TeamGap.project_id).where(is_sought())
    query = (
        select(TeamGap.id, TeamGap.role, TeamGap.text, Project.intro)
        .join(Project, Project.id == TeamGap.project_id)
        .where(TeamGap.id.in_(wanted if gap_ids is None else gap_ids))
    )
    return {
        (row.id, language): passage
        for row in db.session.execute(query)
        for language, passage in passages([row.role], [row.text, row.intro]).items()
    }


def offer_texts(offer_ids: Select[UUID] | None = None) -> dict[TextKey, str]:
    """Return (offer, language) -> passage of every offer that is shown."""
    wanted = select(TalentOffer.id).where(shown())
    query = select(TalentOffer.id, TalentOffer.roles, TalentOffer.headline, TalentOffer.text).where(
        TalentOffer.id.in_(wanted if offer_ids is None else offer_ids)
    )
    return {
        (row.id, language): passage
        for row in db.session.execute(query)
        for language, passage in passages(
            [GapRole(code) for code in row.roles], [row.headline, row.text]
        ).items()
    }


def similarities(kind: str, subject_id: UUID, others: Select[UUID]) -> dict[UUID, float]:
    """Return how alike each of `others` is to a gap (`kind` GAP: offers) or to an offer (OFFER: gaps).

    By meaning where the worker has embedded both, by shared words while it has not embedded the one that asks.
    """
    own, other = aliased(TextVector), aliased(TextVector)
    distance = func.min(own.embedding.cosine_distance(other.embedding))
    query = (
        select(other.subject_id, distance.label("distance"))
        .join(own, own.model == other.model)
        .where(
            own.kind == kind,
            own.subject_id == subject_id,
            other.kind == KINDS[kind],
            other.subject_id.in_(others),
        )
        .group_by(other.subject_id)
    )
    found = {row.subject_id: 1.0 - row.distance for row in db.session.execute(query)}
    return found or _by_words(kind, subject_id, others)


def _by_words(kind: str, subject_id: UUID, others: Select[UUID]) -> dict[UUID, float]:
    gap, offer = select(TeamGap.id).where(TeamGap.id == subject_id), select(TalentOffer.id)
    offer = offer.where(TalentOffer.id == subject_id)
    asking = gap_texts(gap) if kind == GAP else offer_texts(offer)
    answering = offer_texts(others) if kind == GAP else gap_texts(others)
    mine = [terms(passage) for passage in asking.values()]
    best: dict[UUID, float] = {}
    for (other_id, _), passage in answering.items():
        alike = max((likeness(one, terms(passage)) for one in mine), default=0.0)
        best[other_id] = max(alike, best.get(other_id, 0.0))
    return best
