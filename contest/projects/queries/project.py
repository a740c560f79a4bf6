"""One project with everything its pages show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from contest.documents.domain import PHOTOGRAPHS
from contest.entry_forms import queries as form_queries
from contest.entry_forms.domain import CORE, FieldSpec, Form, Section
from contest.entry_forms.domain.values import is_given
from contest.kernel import clock
from contest.kernel.access import Actor
from contest.kernel.columns import LocalizedText
from contest.kernel.db import db
from contest.kernel.errors import NotFound
from contest.kernel.paging import AnySelect
from contest.projects.domain import FileKind, ProjectState
from contest.projects.domain.completeness import Requirement, changed, handed_in_fields, requirements
from contest.projects.domain.editing import Basis, Editing, Permit
from contest.projects.domain.eligibility import facts_of
from contest.projects.models import Project, ProjectFile, Submission
from contest.projects.permits import permits
from contest.projects.queries.access import read_access, visible_to, with_access
from contest.projects.queries.content import answers_of, values_of
from contest.projects.queries.pooled import is_kept_for_pool
from contest.projects.queries.waivers import waived_rules
from contest.projects.rules import ProjectAccess
from contest.seasons.domain import (
    Check,
    DeadlineState,
    Rulebook,
    SeasonState,
    WindowKind,
    WindowPart,
    deadline_state,
    evaluate,
    waive,
)
from contest.teams.models import Team
from contest.teams.queries import MemberView, members_of


@dataclass(frozen=True, slots=True)
class FileView:
    """An uploaded file. `size` in bytes; `replaced_at` is set once a newer one took its place."""

    id: UUID
    project_id: UUID
    kind: str  # the code of the form's field it belongs to
    filename: str
    content_type: str
    size: int
    sha256: str
    storage_key: str
    created_at: datetime
    replaced_at: datetime | None

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"

    @property
    def is_photograph(self) -> bool:
        return self.content_type in {kind.content_type for kind in PHOTOGRAPHS}

    @property
    def is_shown(self) -> bool:
        """Say whether a page can show it; anything else is downloaded."""
        return self.is_pdf or self.is_photograph


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """What was handed in, frozen; `content` is what `digest` proves."""

    id: UUID
    project_id: UUID
    revision: int
    submitted_at: datetime
    digest: str
    content: dict[str, Any]
    basis: Basis = Basis.WINDOW


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project as it stands, its files in use and what was last handed in.

    `values` are those of `form`: the season's current one while something can be written, then the one it was
    written under. `retired` holds what the team wrote into fields that are not asked any more. `pooled`: it was never
    handed in and is kept for the project pool.
    """

    id: UUID
    season_id: UUID
    team_id: UUID
    team_name: LocalizedText
    state: ProjectState
    number: str | None
    version: int
    form: Form
    values: dict[str, Any]
    retired: tuple[tuple[FieldSpec, Any], ...]
    files: tuple[FileView, ...]
    members: tuple[MemberView, ...]
    submission: SubmissionView | None
    submitted_at: datetime | None
    withdrawn_at: datetime | None
    created_at: datetime
    access: ProjectAccess
    pooled: bool

    @property
    def name(self) -> LocalizedText:
        return LocalizedText.of(self.values["name"])

    @property
    def zone_code(self) -> str:
        return self.values.get("zone_code") or ""

    def file(self, kind: FileKind | str) -> FileView | None:
        return next((file for file in self.files if file.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Readiness:
    """Where a project stands before the deadline, by the database's clock (`now`)."""

    requirements: tuple[Requirement, ...]
    checks: tuple[Check, ...]
    window: WindowPart | None
    deadline: DeadlineState
    now: datetime
    changed: tuple[str, ...]
    withdrawn: bool
    editing: Editing

    @property
    def open(self) -> bool:
        """Say whether the form may still be written, if only parts of it."""
        return self.editing.open and not self.withdrawn

    @property
    def closes_at(self) -> datetime | None:
        """Return until when it may be written: the deadline, or that of a correction, late entry or update."""
        return self.editing.until

    @property
    def permit(self) -> Permit | None:
        """Return what lets the team write although the deadline has passed."""
        return None if self.withdrawn else self.editing.permit

    @property
    def missing(self) -> int:
        return sum(not item.met for item in self.requirements) + sum(check.blocks for check in self.checks)

    @property
    def total(self) -> int:
        return len(self.requirements) + len(self.checks)


# In the order of their read models; asked by every page about a project, so made once.
FILES: AnySelect = (
    select(
        ProjectFile.id,
        ProjectFile.project_id,
        ProjectFile.kind,
        ProjectFile.filename,
        ProjectFile.content_type,
        ProjectFile.size,
        ProjectFile.sha256,
        ProjectFile.storage_key,
        ProjectFile.created_at,
        ProjectFile.replaced_at,
    )
    .where(ProjectFile.project_id == bindparam("project_id"))
    .order_by(ProjectFile.kind.desc(), ProjectFile.created_at)
)
IN_USE: AnySelect = FILES.where(ProjectFile.replaced_at.is_(None))
SUBMISSIONS: AnySelect = (
    select(
        Submission.id,
        Submission.project_id,
        Submission.revision,
        Submission.submitted_at,
        Submission.digest,
        Submission.content,
        Submission.basis,
    )
    .where(Submission.project_id == bindparam("project_id"))
    .order_by(Submission.revision.desc())
)
LATEST: AnySelect = SUBMISSIONS.limit(1)


def get_project(actor: Actor, project_id: UUID) -> ProjectView:
    """Return a project the actor may know of; raise NotFound."""
    joined = visible_to(actor).join(Team, Team.id == Project.team_id)
    query = with_access(joined.add_columns(Team.name, is_kept_for_pool()))
    row = db.session.execute(query.where(Project.id == project_id)).one_or_none()
    if row is None:
        raise NotFound(kind="project")
    return _view(row[0], row[1], read_access(row), pooled=row[2])


def _view(project: Project, team_name: LocalizedText, access: ProjectAccess, *, pooled: bool) -> ProjectView:
    form = _form_of(project, access.season_state)
    answers = answers_of([project.id])[project.id]
    return ProjectView(
        id=project.id,
        season_id=project.season_id,
        team_id=project.team_id,
        team_name=team_name,
        state=project.state,
        number=project.number,
        version=project.version,
        form=form,
        values=values_of(form, project, answers),
        retired=_retired(project, form, answers),
        files=tuple(files_of(project.id)),
        members=members_of([project.team_id])[project.team_id],
        submission=find_submission(project.id),
        submitted_at=project.submitted_at,
        withdrawn_at=project.withdrawn_at,
        created_at=project.created_at,
        access=access,
        pooled=pooled,
    )


def _form_of(project: Project, state: SeasonState) -> Form:
    """Return what the team fills in while the season is on; afterwards the version it filled in last."""
    season_id = project.season_id
    if state in {SeasonState.DRAFT, SeasonState.OPEN}:
        return form_queries.current_form(season_id)
    return form_queries.form_of(season_id, project.form_version)


def _retired(project: Project, form: Form, answers: Mapping[str, Any]) -> tuple[tuple[FieldSpec, Any], ...]:
    """Return what is kept of fields that this version does not ask, as far as an earlier one did."""
    columns = {
        code for code, core in CORE.items() if code not in form.by_code and getattr(project, core.column)
    }
    codes = {code for code in answers if code not in form.by_code} | columns
    if not codes:
        return ()
    specs = form_queries.retired_fields(project.season_id, form, codes)
    known = Form.model_construct(sections=(Section.model_construct(fields=tuple(specs.values())),))
    values = values_of(known, project, answers)
    return tuple((spec, values[code]) for code, spec in specs.items() if is_given(spec, values[code]))


def readiness(project: ProjectView, book: Rulebook) -> Readiness:
    """Return what is missing, what the season's rules say, and how long there is."""
    now = clock.now()
    window = book.window(WindowKind.SUBMISSION, project.zone_code)
    deadline = deadline_state(window, now)
    if book.state is not SeasonState.OPEN:
        deadline = DeadlineState.NOT_YET if book.state is SeasonState.DRAFT else DeadlineState.CLOSED
    facts = facts_of(
        project.values, members=len(project.members), as_of=now.astimezone(clock.SHANGHAI).date()
    )
    held = permits.of(project.id) if deadline is not DeadlineState.OPEN else ()
    editing = Editing.at(
        now,
        window_open=deadline is DeadlineState.OPEN,
        closes_at=window.closes_at if window else None,
        permits=held if book.state is SeasonState.OPEN else (),
    )
    before = project.submission.content if project.submission else None
    return Readiness(
        requirements=requirements(
            project.form, project.values, {file.kind for file in project.files}, stage=editing.stage
        ),
        checks=waive(evaluate(book.checks(), facts), waived_rules(project.id)),
        window=window,
        deadline=deadline,
        now=now,
        changed=tuple(code for code in _changed(before, project) if not editing.open or editing.may(code)),
        withdrawn=project.state is ProjectState.WITHDRAWN,
        editing=editing,
    )


def _changed(before: dict[str, Any] | None, project: ProjectView) -> tuple[str, ...]:
    return changed(project.form, before, draft_content(project)) if before is not None else ()


def draft_content(project: ProjectView) -> dict[str, Any]:
    """Return the part of a submission's content that the team writes: fields and files."""
    return {
        "form_version": project.form.version,
        "fields": handed_in_fields(project.form, project.values),
        "files": [
            {"kind": str(file.kind), "filename": file.filename, "size": file.size, "sha256": file.sha256}
            for file in sorted(project.files, key=lambda file: (file.kind, file.sha256))
        ],
    }


def files_of(project_id: UUID) -> list[FileView]:
    """Return the files in use, the plan first."""
    return [FileView(*row) for row in db.session.execute(IN_USE, {"project_id": project_id})]


def get_file(project_id: UUID, file_id: UUID) -> FileView:
    """Return a file of the project, replaced ones included; raise NotFound. The caller asks who may have it."""
    query = FILES.where(ProjectFile.id == file_id)
    row = db.session.execute(query, {"project_id": project_id}).one_or_none()
    if row is None:
        raise NotFound(kind="file")
    return FileView(*row)


def submitted_files(submission: SubmissionView) -> list[FileView]:
    """Return the files that were handed in, by their digests: what judges read, whatever was uploaded since."""
    wanted = [(file["kind"], file["sha256"]) for file in submission.content.get("files", ())]
    files = [FileView(*row) for row in db.session.execute(FILES, {"project_id": submission.project_id})]
    found = {(file.kind, file.sha256): file for file in files}
    return [found[key] for key in wanted if key in found]


def find_submission(project_id: UUID, revision: int | None = None) -> SubmissionView | None:
    """Return a revision of what was handed in, by default the latest; None when there is none."""
    query = LATEST if revision is None else SUBMISSIONS.where(Submission.revision == revision)
    row = db.session.execute(query, {"project_id": project_id}).one_or_none()
    return SubmissionView(*row) if row else None


def get_submission(submission_id: UUID) -> SubmissionView:
    """Return what was handed in, by its key; raise NotFound. The caller asks who may read it."""
    row = db.session.get(Submission, submission_id)
    if row is None:
        raise NotFound(kind="submission")
    return _submission(row)


def revisions_of(project_id: UUID) -> list[SubmissionView]:
    """Return every submission of a project, the latest first."""
    return [SubmissionView(*row) for row in db.session.execute(SUBMISSIONS, {"project_id": project_id})]


def _submission(row: Submission) -> SubmissionView:
    return SubmissionView(
        row.id, row.project_id, row.revision, row.submitted_at, row.digest, row.content, row.basis
    )
