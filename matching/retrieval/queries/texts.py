"""The texts that are compared and searched, as they stand now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from contest.documents.queries import text_of
from contest.embeddings.domain import WordText
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.projects.domain import FileKind
from contest.projects.models import Project
from contest.projects.queries import answers_of
from matching.profiles.domain import Industry
from matching.profiles.models import Company, MatchProfile
from matching.retrieval.domain import (
    PlanFile,
    WinnerText,
    company_passages,
    plan_passages,
    profile_passages,
    public_passages,
    winner_passages,
)

BATCH = 500  # projects whose plans are read at once
TextKey = tuple[UUID, str]


def winner_texts(project_ids: Sequence[UUID]) -> dict[TextKey, str]:
    """Return (project, language) -> the lead of its plan, in two statements."""
    return _parts(_written(project_ids), winner_passages)


def public_texts(project_ids: Sequence[UUID]) -> dict[TextKey, str]:
    """Return (project, language) -> what everybody may read who may find the winner."""
    return _parts(_public(project_ids), public_passages)


def plan_texts(project_ids: Sequence[UUID]) -> dict[TextKey, str]:
    """Return (project, part) -> passage of the whole plan: four statements for every BATCH projects."""
    found: dict[TextKey, str] = {}
    for start in range(0, len(project_ids), BATCH):
        some = project_ids[start : start + BATCH]
        files = _plan_files(some)
        for project_id, text in _written(some).items():
            parts = plan_passages(text, files.get(project_id, ()))
            found |= {(project_id, part): passage for part, passage in parts.items()}
    return found


def _parts(
    texts: Mapping[UUID, WinnerText], cut: Callable[[WinnerText], Mapping[str, str]]
) -> dict[TextKey, str]:
    return {
        (project_id, part): passage
        for project_id, text in texts.items()
        for part, passage in cut(text).items()
    }


def _public(project_ids: Sequence[UUID]) -> dict[UUID, WinnerText]:
    query = select(Project.id, Project.name, Project.intro, Project.keywords).where(
        Project.id.in_(project_ids)
    )
    return {row.id: WinnerText(row.name, row.intro, row.keywords, {}) for row in db.session.execute(query)}


def _written(project_ids: Sequence[UUID]) -> dict[UUID, WinnerText]:
    answers = answers_of(list(project_ids))
    return {key: replace(text, answers=answers[key]) for key, text in _public(project_ids).items()}


def _plan_files(project_ids: Sequence[UUID]) -> dict[UUID, list[PlanFile]]:
    """Return the plans that were handed in as files, as far as they could be read."""
    return {
        project_id: [
            PlanFile(str(file.language or ""), file.text)
            for file in text.files
            if file.kind == FileKind.PLAN and file.pages
        ]
        for project_id, text in text_of(project_ids).items()
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
    """Return (profile, part) -> passage of everything that may be matched, or of the public directory's parks."""
    query = select(MatchProfile.id, MatchProfile.name, MatchProfile.text, MatchProfile.industries).where(
        MatchProfile.reference_only.is_(reference)
    )
    if profile_ids is not None:
        query = query.where(MatchProfile.id.in_(profile_ids))
    known = {item.value for item in Industry}
    return {
        (row.id, part): passage
        for row in db.session.execute(query)
        for part, passage in profile_passages(row.name, row.text, _topics(row.industries, known)).items()
    }


def _topics(industries: Iterable[str], known: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return the names of industries a model understands; codes read well enough in English only."""
    given = list(industries)
    free = [name for name in given if name not in known]
    return {"zh": free, "en": [*free, *(name.replace("_", " ") for name in given if name in known)]}


def company_texts() -> dict[TextKey, str]:
    """Return (company, part) -> passage."""
    query = select(Company.id, Company.name, Company.text, Company.industries)
    return {
        (row.id, part): passage
        for row in db.session.execute(query)
        for part, passage in company_passages(row.name, row.text, row.industries).items()
    }
