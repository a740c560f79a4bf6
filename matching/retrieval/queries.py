"""Reads of texts and of who lies near whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select

from contest.bases.domain import TitleState
from contest.bases.models import BaseTitle
from contest.embeddings import queries as embeddings
from contest.embeddings.domain import WordText
from contest.embeddings.models import SearchText, TextVector
from contest.kernel import clock
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.models import Project
from contest.projects.queries import answers_of
from matching.profiles.domain import Industry, ProfileKind
from matching.profiles.models import Company, MatchProfile
from matching.profiles.queries import takes_part
from matching.retrieval.domain import (
    COMPANY,
    DIRECTORY,
    PROFILE,
    WINNER,
    WinnerText,
    company_passage,
    likeness,
    profile_passages,
    terms,
    winner_passages,
)

LEXICAL = "lexical"  # the "model" of comparisons made without one
TextKey = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Near:
    """One thing near a winner, by cosine (or by likeness of words)."""

    subject_id: UUID
    similarity: float


def winner_texts(project_ids: Sequence[UUID]) -> dict[TextKey, str]:
    """Return (project, language) -> passage, in two statements."""
    query = select(Project.id, Project.name, Project.intro, Project.keywords).where(
        Project.id.in_(project_ids)
    )
    answers = answers_of(list(project_ids))
    return {
        (row.id, language): passage
        for row in db.session.execute(query)
        for language, passage in winner_passages(
            WinnerText(row.name, row.intro, row.keywords, answers[row.id])
        ).items()
    }


def winner_words(project_ids: Sequence[UUID]) -> dict[UUID, WordText]:
    """Return what winners are found by: what whoever searches may read of them, and so nothing of their plans."""
    query = select(Project.id, Project.name, Project.intro, Project.keywords).where(
        Project.id.in_(project_ids)
    )
    return {
        row.id: WordText(_both(row.name), " ".join(row.keywords), _both(row.intro))
        for row in db.session.execute(query)
    }


def profile_words(*, reference: bool = False) -> dict[UUID, WordText]:
    """Return what profiles, or the parks of the public directory, are found by."""
    query = select(
        MatchProfile.id,
        MatchProfile.name,
        MatchProfile.text,
        MatchProfile.industries,
        MatchProfile.districts,
        MatchProfile.regions,
    ).where(MatchProfile.reference_only.is_(reference))
    return {
        row.id: WordText(
            _both(row.name), " ".join([*row.industries, *row.districts, *row.regions]), _both(row.text)
        )
        for row in db.session.execute(query)
    }


def _both(said: LocalizedText) -> str:
    return "\n".join(written for written in said.as_dict().values() if written)


def profile_texts(
    profile_ids: Collection[UUID] | None = None, *, reference: bool = False
) -> dict[TextKey, str]:
    """Return (profile, language) -> passage of everything that may be matched, or of the public directory's parks."""
    query = select(MatchProfile.id, MatchProfile.name, MatchProfile.text, MatchProfile.industries).where(
        MatchProfile.reference_only.is_(reference)
    )
    if profile_ids is not None:
        query = query.where(MatchProfile.id.in_(profile_ids))
    known = {item.value for item in Industry}
    return {
        (row.id, language): passage
        for row in db.session.execute(query)
        for language, passage in profile_passages(row.name, row.text, _topics(row.industries, known)).items()
    }


def _topics(industries: Iterable[str], known: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return the names of industries a model understands; codes read well enough in English only."""
    given = list(industries)
    free = [name for name in given if name not in known]
    return {"zh": free, "en": [*free, *(name.replace("_", " ") for name in given if name in known)]}


def company_texts() -> dict[TextKey, str]:
    """Return (company, "") -> passage."""
    query = select(Company.id, Company.name, Company.text, Company.industries)
    return {
        (row.id, ""): company_passage(row.name, row.text, row.industries) for row in db.session.execute(query)
    }


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


class Meaning:
    """Who lies near a winner in meaning, by stored vectors of one model."""

    def __init__(self, model: str, project_ids: Collection[UUID]) -> None:
        self.model = model
        self._vectors = embeddings.vectors_of(WINNER, project_ids, model=model)

    def knows(self, project_id: UUID) -> bool:
        """Say whether the winner has vectors."""
        return project_id in self._vectors

    def profiles(self, project_id: UUID, among: Collection[UUID], limit: int) -> list[Near]:
        """Return the nearest of the given profiles, best first; both languages of both sides count."""
        return self._nearest(PROFILE, project_id, limit, among)

    def companies(self, project_id: UUID, limit: int) -> list[Near]:
        """Return the nearest companies that somebody invested in, best first."""
        return self._nearest(COMPANY, project_id, limit, None)

    def _nearest(self, kind: str, project_id: UUID, limit: int, among: Collection[UUID] | None) -> list[Near]:
        best: dict[UUID, float] = {}
        for vector in self._vectors[project_id].values():
            for subject, cosine in embeddings.nearest(
                kind, vector, model=self.model, limit=limit, subject_ids=among
            ):
                best[subject] = max(cosine, best.get(subject, -1.0))
        ordered = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [Near(subject, cosine) for subject, cosine in ordered[:limit]]


class Words:
    """Who lies near a winner by shared words: what is left when there are no vectors."""

    model = LEXICAL

    def __init__(self, project_ids: Sequence[UUID]) -> None:
        self._winners = _by_subject(winner_texts(project_ids))
        self._profiles = _by_subject(profile_texts())
        self._companies = _by_subject(company_texts())

    def knows(self, project_id: UUID) -> bool:
        """Say whether the winner has a text."""
        return project_id in self._winners

    def profiles(self, project_id: UUID, among: Collection[UUID], limit: int) -> list[Near]:
        """Return the given profiles that share words with the winner, best first."""
        wanted = {key: value for key, value in self._profiles.items() if key in set(among)}
        return _alike(self._winners[project_id], wanted, limit)

    def companies(self, project_id: UUID, limit: int) -> list[Near]:
        """Return the companies that share words with the winner, best first."""
        return _alike(self._winners[project_id], self._companies, limit)


def _by_subject(texts: Mapping[TextKey, str]) -> dict[UUID, list[Mapping[str, int]]]:
    found: dict[UUID, list[Mapping[str, int]]] = {}
    for (subject_id, _), passage in texts.items():
        found.setdefault(subject_id, []).append(terms(passage))
    return found


def _alike(
    own: Sequence[Mapping[str, int]], others: Mapping[UUID, Sequence[Mapping[str, int]]], limit: int
) -> list[Near]:
    found = [
        Near(subject, max(likeness(one, other) for one in own for other in texts))
        for subject, texts in others.items()
    ]
    return sorted(
        (near for near in found if near.similarity > 0), key=lambda n: (-n.similarity, n.subject_id)
    )[:limit]


def find_model() -> str | None:
    """Return the model that serves now, None while nothing is embedded."""
    return embeddings.find_model(PROFILE)


def changeover() -> embeddings.Changeover | None:
    """Return how far a new model is with the texts of matching; None while none is on its way."""
    return embeddings.changeover((WINNER, PROFILE, DIRECTORY, COMPANY))
