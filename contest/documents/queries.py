"""Reads about uploads and texts. Who may read a project's files is asked by the caller, who knows the project."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import column, select, table

from contest.documents.domain import Language, ReadingState, Trouble
from contest.documents.models import DocumentFinding, DocumentPage, DocumentText, RefusedFinding, Upload
from contest.kernel.db import db
from contest.kernel.errors import NotFound

# Projects build on documents and may not be imported here; which files are in use takes no more than columns.
FILES = table(
    "project_files",
    column("id"),
    column("project_id"),
    column("kind"),
    column("sha256"),
    column("storage_key"),
    column("content_type"),
    column("replaced_at"),
    column("created_at"),
)


@dataclass(frozen=True, slots=True)
class UploadView:
    """An upload under way or just done. `size` and `received` in bytes; `file_id` once it is a file."""

    id: UUID
    project_id: UUID
    kind: str
    filename: str
    size: int
    received: int
    file_id: UUID | None
    updated_at: datetime

    @property
    def percent(self) -> int:
        return self.received * 100 // self.size


@dataclass(frozen=True, slots=True)
class ReadingView:
    """What reading a file came to."""

    sha256: str
    state: ReadingState
    trouble: Trouble | None
    limit: int | None
    language: Language | None
    page_count: int
    characters: int
    cut: bool


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value found in the file `sha256` for an address of the form; `page` from 1."""

    sha256: str
    path: str
    value: Any
    page: int


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of one file of a project; `pages` is empty while it waits or when reading failed."""

    kind: str
    sha256: str
    state: ReadingState
    language: Language | None
    pages: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)


@dataclass(frozen=True, slots=True)
class ProjectText:
    """The texts of a project's files in use, the plan first."""

    files: tuple[FileText, ...]

    @property
    def text(self) -> str:
        """Everything that could be read, file after file."""
        return "\n\n".join(file.text for file in self.files if file.pages)

    @property
    def complete(self) -> bool:
        """Say whether no file waits to be read any more."""
        return all(file.state is not ReadingState.WAITING for file in self.files)


def text_of(project_ids: Collection[UUID]) -> Mapping[UUID, ProjectText]:
    """Return what can be read in the files each project has in use; two statements. Every id asked for is there."""
    rows = db.session.execute(
        select(FILES.c.project_id, FILES.c.kind, DocumentText)
        .join(DocumentText, DocumentText.sha256 == FILES.c.sha256)
        .where(FILES.c.project_id.in_(project_ids), FILES.c.replaced_at.is_(None))
        .order_by(FILES.c.kind.desc(), FILES.c.created_at)
    ).all()
    pages = _pages({row.DocumentText.id for row in rows})
    found: dict[UUID, list[FileText]] = {project_id: [] for project_id in project_ids}
    for project_id, kind, text in rows:
        file = FileText(kind, text.sha256, text.state, text.language, pages.get(text.id, ()))
        found[project_id].append(file)
    return {project_id: ProjectText(tuple(files)) for project_id, files in found.items()}


def _pages(document_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    rows = db.session.execute(
        select(DocumentPage.document_id, DocumentPage.text)
        .where(DocumentPage.document_id.in_(document_ids))
        .order_by(DocumentPage.document_id, DocumentPage.number)
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for document_id, text in rows:
        found[document_id] = (*found.get(document_id, ()), text)
    return found


def pages_of(sha256: str) -> tuple[str, ...]:
    """Return the text of a file page by page, empty while there is none."""
    rows = db.session.execute(
        select(DocumentPage.text)
        .join(DocumentText, DocumentText.id == DocumentPage.document_id)
        .where(DocumentText.sha256 == sha256)
        .order_by(DocumentPage.number)
    ).scalars()
    return tuple(rows)


def readings_of(digests: Collection[str]) -> dict[str, ReadingView]:
    """Return how reading stands for files, by their SHA-256; those nobody asked to read are left out."""
    rows = db.session.execute(select(DocumentText).where(DocumentText.sha256.in_(digests))).scalars()
    return {
        row.sha256: ReadingView(
            sha256=row.sha256,
            state=row.state,
            trouble=row.trouble,
            limit=row.trouble_limit,
            language=row.language,
            page_count=row.page_count,
            characters=row.characters,
            cut=row.cut,
        )
        for row in rows
    }


def findings_of(digests: Iterable[str]) -> list[FoundValue]:
    """Return what was found in these files, in the order of the files given."""
    order = list(digests)
    rows = db.session.execute(
        select(DocumentText.sha256, DocumentFinding.path, DocumentFinding.value, DocumentFinding.page)
        .join(DocumentText, DocumentText.id == DocumentFinding.document_id)
        .where(DocumentText.sha256.in_(order))
    )
    return sorted(
        (FoundValue(*row) for row in rows), key=lambda found: (order.index(found.sha256), found.path)
    )


def refused_of(project_id: UUID) -> frozenset[tuple[str, str]]:
    """Return (address, digest of the value) of every proposal the team said no to."""
    rows = db.session.execute(
        select(RefusedFinding.path, RefusedFinding.digest).where(RefusedFinding.project_id == project_id)
    )
    return frozenset((row.path, row.digest) for row in rows)


def get_upload(project_id: UUID, upload_id: UUID) -> UploadView:
    """Return an upload of the project; raise NotFound."""
    row = db.session.execute(
        select(Upload).where(Upload.id == upload_id, Upload.project_id == project_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound(kind="upload")
    return view_of(row)


def under_way(project_id: UUID, user_id: UUID | None) -> dict[str, UploadView]:
    """Return somebody's uploads to a project that are not finished, by kind."""
    rows = db.session.execute(
        select(Upload).where(
            Upload.project_id == project_id, Upload.begun_by == user_id, Upload.file_id.is_(None)
        )
    ).scalars()
    return {row.kind: view_of(row) for row in rows}


def view_of(row: Upload) -> UploadView:
    """Return the read model of a loaded upload."""
    return UploadView(
        id=row.id,
        project_id=row.project_id,
        kind=row.kind,
        filename=row.filename,
        size=row.size,
        received=row.received,
        file_id=row.file_id,
        updated_at=row.updated_at,
    )
