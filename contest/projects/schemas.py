"""API shapes of projects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from contest.entry_forms.domain import FieldKind, FieldSpec, Form
from contest.entry_forms.domain.values import CENTS_PER_WAN
from contest.kernel.clock import SHANGHAI
from contest.projects.models import Submission
from contest.projects.queries import ProjectLine, ProjectView, Readiness
from contest.web.api import Schema

ID = "019a3c1e-7d4b-7b3e-9a51-2f6f0c1d2e3f"
FIELDS_EXAMPLE: dict[str, Any] = {
    "name": {"zh": "固态电解质中试线", "en": "Solid electrolyte pilot line"},
    "track_code": "green",
    "amount_sought": 50000000000,
    "needs": ["PILOT", "FIN"],
}
FILE_EXAMPLE: dict[str, Any] = {
    "kind": "plan",
    "filename": "plan.pdf",
    "size": 1048576,
    "sha256": "9f86d081…",
}


class Text(Schema):
    """One text in two languages."""

    zh: str = ""
    en: str = ""


class ProjectIn(Schema):
    """What a project begins with; one language of the name is enough."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"season_id": ID, "team_id": ID, "name": FIELDS_EXAMPLE["name"]}}
    )

    season_id: UUID
    team_id: UUID
    name: Text


class ProjectPatch(Schema):
    """Fields of the season's form to change. `version` is the project's as last read; money is in cents.

    Tables are lists of rows {column: value}, numbers with decimals are strings. `GET /projects/{id}` answers alike.
    """

    model_config = ConfigDict(json_schema_extra={"example": {"version": 7, "fields": FIELDS_EXAMPLE}})

    version: int
    fields: dict[str, Any] = Field(
        ..., description="field code -> value; texts in two languages are {zh, en}, either may be left out"
    )

    def values(self, form: Form) -> dict[str, Any]:
        """Return address -> value as the service takes them."""
        found: dict[str, Any] = {}
        for code, value in self.fields.items():
            spec = form.by_code.get(code)
            if spec is not None and spec.bilingual and isinstance(value, Mapping):
                found |= {f"{code}.{language}": text for language, text in value.items()}
            else:
                found[code] = _written(spec, value) if spec is not None else value
        return found


def _written(spec: FieldSpec, value: Any) -> Any:
    """Return a value the way a person would write it: money, which the API gives in cents, in 万元."""
    if spec.kind is FieldKind.TABLE and isinstance(value, list):
        money = {column.code for column in spec.columns if column.kind is FieldKind.AMOUNT}
        return [
            {key: _wan(cell) if key in money else cell for key, cell in row.items()}
            if isinstance(row, Mapping)
            else row
            for row in value
        ]
    return _wan(value) if spec.kind is FieldKind.AMOUNT else value


def _wan(cents: Any) -> Any:
    whole = isinstance(cents, int) and not isinstance(cents, bool)
    return str(Decimal(cents) / CENTS_PER_WAN) if whole else cents


class FileOut(Schema):
    """An uploaded file."""

    model_config = ConfigDict(json_schema_extra={"example": FILE_EXAMPLE})

    kind: str
    filename: str
    size: int
    sha256: str


class ProjectOut(Schema):
    """A project. `missing` names the fields and files handing in still needs; null for readers outside the team."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": ID,
                "season_id": ID,
                "team_id": ID,
                "number": "HJ26-000123",
                "state": "submitted",
                "version": 7,
                "fields": FIELDS_EXAMPLE,
                "files": [FILE_EXAMPLE],
                "missing": [],
                "submitted_at": "2026-06-30T23:59:58.123456+08:00",
                "revision": 2,
            }
        }
    )

    id: UUID
    season_id: UUID
    team_id: UUID
    number: str | None
    state: str
    version: int
    fields: dict[str, Any]
    files: list[FileOut]
    missing: list[str] | None
    submitted_at: datetime | None
    revision: int | None


class ProjectSummary(Schema):
    """A project in a list."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": ID,
                "season_id": ID,
                "team_id": ID,
                "number": "HJ26-000123",
                "name": FIELDS_EXAMPLE["name"],
                "track_code": "green",
                "zone_code": "city",
                "state": "submitted",
                "version": 7,
                "submitted_at": "2026-06-30T23:59:58.123456+08:00",
            }
        }
    )

    id: UUID
    season_id: UUID
    team_id: UUID
    number: str | None
    name: Text
    track_code: str | None
    zone_code: str | None
    state: str
    version: int
    submitted_at: datetime | None


class ProjectList(Schema):
    """A part of a list; `next` is the cursor of the following part, or null."""

    items: list[ProjectSummary]
    next: UUID | None


class ProjectQuery(Schema):
    """Which part of the list: of a season, after a cursor."""

    season_id: UUID | None = None
    cursor: UUID | None = None
    limit: int = Field(50, ge=1, le=200)


class ReceiptOut(Schema):
    """The receipt of a submission. `digest` is the SHA-256 of the canonical JSON of the content."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "project_id": ID,
                "number": "HJ26-000123",
                "revision": 2,
                "submitted_at": "2026-06-30T23:59:58.123456+08:00",
                "digest": "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
                "files": [FILE_EXAMPLE],
            }
        }
    )

    project_id: UUID
    number: str
    revision: int
    submitted_at: datetime
    digest: str
    files: list[FileOut]


def summary(line: ProjectLine) -> ProjectSummary:
    """Return the API shape of a line."""
    return ProjectSummary(
        id=line.id,
        season_id=line.season_id,
        team_id=line.team_id,
        number=line.number,
        name=Text(**line.name.as_dict()),
        track_code=line.track_code,
        zone_code=line.zone_code,
        state=line.state,
        version=line.version,
        submitted_at=line.submitted_at.astimezone(SHANGHAI) if line.submitted_at else None,
    )


def project_out(project: ProjectView, ready: Readiness | None) -> ProjectOut:
    """Return the API shape of a project: its team's draft, or (`ready` None) what was handed in and no files."""
    handed_in = project.submission.content.get("fields") if project.submission else None
    missing = [item.code for item in ready.requirements if not item.met] if ready else None
    files = project.files if ready else ()
    return ProjectOut(
        id=project.id,
        season_id=project.season_id,
        team_id=project.team_id,
        number=project.number,
        state=project.state,
        version=project.version,
        fields=project.values if ready else handed_in or project.values,
        files=[FileOut(kind=f.kind, filename=f.filename, size=f.size, sha256=f.sha256) for f in files],
        missing=missing,
        submitted_at=project.submitted_at.astimezone(SHANGHAI) if project.submitted_at else None,
        revision=project.submission.revision if project.submission else None,
    )


def receipt_out(submission: Submission, number: str) -> ReceiptOut:
    """Return the API shape of a receipt."""
    return ReceiptOut(
        project_id=submission.project_id,
        number=number,
        revision=submission.revision,
        submitted_at=submission.submitted_at.astimezone(SHANGHAI),
        digest=submission.digest,
        files=[FileOut(**file) for file in submission.content.get("files", ())],
    )
