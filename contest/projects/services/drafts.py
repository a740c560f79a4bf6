"""Write a project: begin it, save its fields one by one, attach its files."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import func, select, update

from contest.kernel import audit
from contest.kernel.access import Actor, authorise
from contest.kernel.columns import LocalizedText, new_id
from contest.kernel.db import db
from contest.kernel.errors import DomainError, FieldError, Invalid, NotFound, StaleVersion
from contest.kernel.storage import Storage
from contest.organisations.domain import District
from contest.permissions import Permission
from contest.projects import queries
from contest.projects.domain import FieldConflict, FileKind, FileRefused, NotEditable, ProjectState
from contest.projects.domain.documents import detect, safe_name
from contest.projects.domain.form import BY_CODE, FieldSpec, RequiredFor, locate
from contest.projects.domain.values import empty, is_given, parse, shown
from contest.projects.models import Answer, Project, ProjectFile
from contest.seasons import queries as season_queries
from contest.seasons.domain import ChannelKind, Rulebook, WindowKind
from contest.seasons.services import ensure_open
from contest.teams import queries as team_queries


def create_project(*, actor: Actor, season_id: UUID, team_id: UUID, name: LocalizedText) -> Project:
    """Begin a project of a team in a season whose submissions are open somewhere.

    Raises NotFound for a foreign team, WindowClosed or WindowNotOpen, Invalid for a missing or long name.
    """
    authorise(actor, Permission.CREATE_PROJECT, team_queries.get_team(actor, team_id))
    book = season_queries.rulebook(season_id)
    _ensure_open_somewhere(book)
    project = Project(
        id=new_id(),
        season_id=season_id,
        team_id=team_id,
        state=ProjectState.DRAFT,
        name=LocalizedText(),
        intro=LocalizedText(),
        company_name=LocalizedText(),
        # The source of an open entry; other channels are chosen in the form or come with an import.
        channel_code=next((c.code for c in book.channels if c.kind is ChannelKind.OPEN), None),
        zone_code=book.zones[0].code if len(book.zones) == 1 else None,
        version=1,
        field_versions={},
        created_by=actor.user_id,
    )
    given = {f"name.{language}": text for language, text in name.as_dict().items()}
    _write(project, {}, _changes(given, {}, {}), actor)
    if not project.name:
        raise Invalid(FieldError("name.zh", "required"))
    db.session.add(project)
    db.session.flush()
    audit.record(actor, "project.created", project, season=season_id, team=team_id)
    return project


def _ensure_open_somewhere(book: Rulebook) -> None:
    kind = WindowKind.SUBMISSION
    own = [window.zone_code for window in book.windows if window.kind is kind and window.zone_code]
    refusals: list[DomainError] = []
    for zone_code in ("", *own):
        try:
            ensure_open(book.season_id, kind, zone_code)
        except DomainError as refusal:
            refusals.append(refusal)
        else:
            return
    raise refusals[0]


def ensure_editable(project: Project) -> datetime:
    """Return the database's clock if the project may be written now; raise NotEditable or what the window says.

    The project's row must be locked: whoever waited past the deadline is refused.
    """
    if project.state is ProjectState.WITHDRAWN:
        raise NotEditable()
    return ensure_open(project.season_id, WindowKind.SUBMISSION, project.zone_code)


def save_fields(
    *,
    actor: Actor,
    project_id: UUID,
    values: Mapping[str, Any],
    version: int | Mapping[str, int],
    whole: bool = False,
) -> int:
    """Save some fields (address -> what was sent) and return the project's version after it.

    `version` is the one the writer last saw of these fields, or of each by its address; with `whole` it is the
    project's, and any other change in between refuses the save (StaleVersion). All or nothing: raises Invalid
    naming every bad address, FieldConflict for the first one somebody else saved since, NotEditable, WindowClosed,
    WindowNotOpen.
    """
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    ensure_editable(project)
    if whole and project.version != version:
        raise StaleVersion(version=project.version)
    answers = _answers(project_id, list(values))
    current = queries.values_of(project, {field: row.value for field, row in answers.items()})
    fresh = _changes(values, current, _choices(project.season_id, list(values)))
    for path, value in fresh.items():
        seen = version if isinstance(version, int) else version.get(path, 0)
        _refuse_conflict(project, current, path, value, seen)
    if fresh:
        _write(project, answers, fresh, actor, current)
        audit.record(actor, "project.edited", project, fields=sorted(fresh), version=project.version)
    return project.version


def choices_of(book: Rulebook) -> dict[str, Sequence[str]]:
    """Return the codes each part of the rulebook offers, by the name the form's `source` has for it."""
    return {
        "tracks": [part.code for part in book.tracks],
        "groups": [part.code for part in book.groups],
        "zones": [part.code for part in book.zones],
        "channels": [part.code for part in book.channels],
        "districts": list(District),
    }


def _choices(season_id: UUID, paths: Collection[str]) -> Mapping[str, Sequence[str]]:
    """Return the codes the season offers; the rulebook is read only when one of the fields asks for it."""
    sources = {spec.source for spec in BY_CODE.values() if spec.code in paths} - {None}
    return choices_of(season_queries.rulebook(season_id)) if sources else {}


def _answers(project_id: UUID, paths: Collection[str]) -> dict[str, Answer]:
    """Return the answer rows behind these addresses."""
    codes = {path.partition(".")[0] for path in paths}
    codes -= {spec.code for spec in BY_CODE.values() if spec.column is not None}
    if not codes:
        return {}
    rows = db.session.execute(
        select(Answer)
        .where(Answer.project_id == project_id, Answer.field.in_(codes))
        .execution_options(populate_existing=True)
    ).scalars()
    return {row.field: row for row in rows}


def _changes(
    values: Mapping[str, Any], current: Mapping[str, Any], choices: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Return the addresses whose parsed value differs from what is stored."""
    errors: list[FieldError] = []
    fresh: dict[str, Any] = {}
    for path, raw in values.items():
        try:
            spec, _ = locate(path)
            value = parse(spec, path, raw, choices[spec.source] if spec.source else spec.options)
        except Invalid as refusal:
            errors += refusal.errors
        else:
            if value != _part(current, path):
                fresh[path] = value
    if errors:
        raise Invalid(*errors)
    return fresh


def _part(current: Mapping[str, Any], path: str) -> Any:
    spec, language = locate(path)
    value = current.get(spec.code, empty(spec))
    return value[language] if language else value


def _refuse_conflict(
    project: Project, current: Mapping[str, Any], path: str, value: Any, version: int
) -> None:
    if project.field_versions.get(path, 0) > version:
        spec, _ = locate(path)
        stored = _part(current, path)
        raise FieldConflict(
            field=path, version=project.version, value=shown(spec, stored), yours=shown(spec, value)
        )


def _write(
    project: Project,
    answers: Mapping[str, Answer],
    fresh: Mapping[str, Any],
    actor: Actor,
    current: Mapping[str, Any] | None = None,
) -> None:
    """Put changed values into columns and answer rows under one new version."""
    merged = dict(current or {})
    for path, value in fresh.items():
        spec, language = locate(path)
        merged[spec.code] = {**merged.get(spec.code, empty(spec)), language: value} if language else value
    if current is not None:
        project.version += 1
    for spec in {spec.code: spec for spec, _ in map(locate, fresh)}.values():
        value = merged[spec.code]
        if spec.required_for is RequiredFor.DRAFT and not is_given(spec, value):
            raise Invalid(FieldError(spec.paths[0], "required"))
        if spec.code == "zone_code" and value:
            # Another zone may have closed already: moving there would freeze the project at once.
            ensure_open(project.season_id, WindowKind.SUBMISSION, value)
        _store(project, answers, spec, value, actor)
    project.field_versions = {**project.field_versions, **dict.fromkeys(fresh, project.version)}


def _store(
    project: Project, answers: Mapping[str, Answer], spec: FieldSpec, value: Any, actor: Actor
) -> None:
    stored = queries.to_column(spec, value)
    if spec.column is not None:
        setattr(project, spec.column, stored)
        return
    answer = answers.get(spec.code)
    if answer is None:
        answer = Answer(project_id=project.id, field=spec.code)
        db.session.add(answer)
    answer.value, answer.version = stored, project.version
    answer.updated_by, answer.updated_at = actor.user_id, func.clock_timestamp()


def attach_file(
    *,
    actor: Actor,
    project_id: UUID,
    kind: FileKind,
    filename: str,
    stream: BinaryIO,
    storage: Storage,
    max_bytes: int,
) -> ProjectFile:
    """Keep an uploaded PDF, DOCX or PPTX (told by its content); an older one of the kind is kept as replaced.

    `stream` must be seekable. Raises FileRefused, Invalid for one too large, and what saving a field raises.
    """
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    document = detect(stream)
    if document is None:
        raise FileRefused(FieldError("file", "file_type_refused"))
    # Written before the row is locked: a slow upload must not hold up the other members.
    stored = storage.put(stream, max_bytes=max_bytes)
    project = queries.locked(project_id)
    now = ensure_editable(project)
    _retire(project_id, kind, now)
    file = ProjectFile(
        id=new_id(),
        project_id=project_id,
        kind=kind,
        filename=safe_name(filename, document),
        content_type=document.content_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        uploaded_by=actor.user_id,
    )
    db.session.add(file)
    db.session.flush()
    audit.record(actor, "project.file_attached", project, kind=kind, sha256=stored.sha256, size=stored.size)
    return file


def remove_file(*, actor: Actor, project_id: UUID, file_id: UUID) -> None:
    """Take a file out of the project; its row and bytes stay."""
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    now = ensure_editable(project)
    file = queries.get_file(project_id, file_id)
    _set_retired(file_id, now)
    audit.record(actor, "project.file_removed", project, kind=file.kind, sha256=file.sha256)


def restore_file(*, actor: Actor, project_id: UUID, file_id: UUID) -> None:
    """Take a removed or replaced file into use again, in place of the present one of its kind."""
    project = queries.locked(project_id)
    authorise(actor, Permission.EDIT_PROJECT, queries.get_access(project_id))
    now = ensure_editable(project)
    file = queries.get_file(project_id, file_id)
    _retire(project_id, file.kind, now)
    _set_retired(file_id, None)
    audit.record(actor, "project.file_restored", project, kind=file.kind, sha256=file.sha256)


def _retire(project_id: UUID, kind: FileKind, now: datetime) -> None:
    db.session.execute(
        update(ProjectFile)
        .where(
            ProjectFile.project_id == project_id,
            ProjectFile.kind == kind,
            ProjectFile.replaced_at.is_(None),
        )
        .values(replaced_at=now)
    )


def _set_retired(file_id: UUID, moment: datetime | None) -> None:
    changed = db.session.execute(
        update(ProjectFile)
        .where(ProjectFile.id == file_id)
        .values(replaced_at=moment)
        .returning(ProjectFile.id)
    ).scalar_one_or_none()
    if changed is None:
        raise NotFound(kind="file")
